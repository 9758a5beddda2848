//! The broker is killed at random moments while a producer is at work: what was acknowledged is there afterwards.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};

use tests::subject::Subject;
use tests::tool::Tool;

const RECORDS: usize = 12_000;
const KILLS: usize = 4;

#[test]
fn a_record_acknowledged_by_all_survives_kill_9() {
    // Without retries a record is sent once, so that one whose answer was lost is there once or not at all.
    let (acknowledged, log) = produce_while_the_broker_is_killed(&["acks=all", "retries=0"]);
    check_acknowledged(&acknowledged, &log);
}

#[test]
fn a_record_acknowledged_by_the_leader_survives_kill_9() {
    let (acknowledged, log) = produce_while_the_broker_is_killed(&["acks=1", "retries=0"]);
    check_acknowledged(&acknowledged, &log);
}

#[test]
fn an_idempotent_producer_leaves_every_record_once_and_in_order() {
    let (acknowledged, log) = produce_while_the_broker_is_killed(&["enable.idempotence=true"]);
    check_acknowledged(&acknowledged, &log);
    assert_eq!(acknowledged.len(), RECORDS, "it retries until it is answered");
    assert_eq!(log, (0..RECORDS).collect::<Vec<_>>(), "no record twice, none missing, none out of order");
}

/// What was acknowledged (number by offset), and the numbers in the log in its order.
fn produce_while_the_broker_is_killed(settings: &[&str]) -> (BTreeMap<usize, usize>, Vec<usize>) {
    let mut subject = Subject::start();
    let topic = subject.create_topic("durability", 1, &[]);
    let count = RECORDS.to_string();
    let mut producer =
        Tool::python("steady.py").args([&subject.bootstrap(), &topic, &count]).args(settings).spawn();
    let mut lines = BufReader::new(producer.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut acknowledged = BTreeMap::new();
    let mut record = |line: String| {
        let (offset, number) = line.split_once(' ').unwrap();
        let earlier = acknowledged.insert(offset.parse().unwrap(), number.parse().unwrap());
        assert_eq!(earlier, None, "offset {offset} was given to two records");
    };
    for _ in 0..KILLS {
        let until_kill = 1 + random_below(RECORDS / KILLS / 2);
        println!("kill after {until_kill} more acknowledgements");
        lines.by_ref().take(until_kill).for_each(&mut record);
        subject.kill();
        subject = subject.restart();
    }
    lines.for_each(&mut record);
    assert!(producer.wait().unwrap().success());
    let read = ["-C", "-q", "-e", "-t", &topic, "-p", "0", "-o", "beginning", "-X", "check.crcs=true"];
    let output = Tool::new("kcat").args(["-b", &subject.bootstrap()]).args(read).stdout();
    (acknowledged, output.lines().map(number).collect())
}

/// The number of a record, which is whole.
fn number(value: &str) -> usize {
    let parts: Vec<&str> = value.split(':').collect();
    let number: usize = parts[0].parse().unwrap();
    assert_eq!(value, format!("{number}:{}:{number}", "x".repeat(number % 300)), "torn");
    number
}

fn check_acknowledged(acknowledged: &BTreeMap<usize, usize>, log: &[usize]) {
    assert!(acknowledged.len() >= RECORDS / 2, "only {} acknowledgements", acknowledged.len());
    for (&offset, number) in acknowledged {
        assert_eq!(log.get(offset), Some(number), "acknowledged at offset {offset}");
    }
}

/// The standard library seeds its hasher by chance. What came out is printed: the moment decides, not the number.
fn random_below(limit: usize) -> usize {
    usize::try_from(RandomState::new().hash_one(0) % limit as u64).unwrap()
}
