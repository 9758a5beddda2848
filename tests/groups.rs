//! What becomes of groups when the broker stops, dies, or loses a topic.

mod member;

use std::time::Duration;

use model::ErrorCode;
use tests::broker_process::BrokerProcess;

use member::{Member, create_topic, delete_topic};

const TOPIC: &str = "groups";

fn broker() -> BrokerProcess {
    BrokerProcess::start(&["group.initial.rebalance.delay.ms=0"])
}

/// Joins, is assigned something, commits an offset; then the broker goes and comes back.
fn survives(group: &str, restart: impl FnOnce(BrokerProcess) -> BrokerProcess) {
    let broker = broker();
    create_topic(&broker, TOPIC);
    let mut member = Member::join(&broker, group);
    assert_eq!(member.sync(b"partition 0"), (ErrorCode::None, b"partition 0".to_vec()));
    assert_eq!(member.commit(TOPIC, 42), ErrorCode::None);
    let broker = restart(broker);
    member.reconnect(&broker);
    assert_eq!(member.heartbeat(), ErrorCode::None, "the member keeps its generation: nobody rebalances");
    assert_eq!(member.sync(b""), (ErrorCode::None, b"partition 0".to_vec()), "and its assignment");
    assert_eq!(member.committed(TOPIC), 42);
    assert_eq!(member.commit(TOPIC, 43), ErrorCode::None);
    assert_eq!(member.committed(TOPIC), 43);
}

#[test]
fn a_group_survives_a_restart() {
    survives("restarted", BrokerProcess::stop_and_restart);
}

#[test]
fn a_group_survives_kill_9() {
    survives("killed", BrokerProcess::kill_and_restart);
}

#[test]
fn offsets_go_with_their_topic() {
    let broker = broker();
    create_topic(&broker, TOPIC);
    create_topic(&broker, "stays");
    let mut member = Member::join(&broker, "deleted");
    member.sync(b"");
    assert_eq!(member.commit(TOPIC, 42), ErrorCode::None);
    assert_eq!(member.commit("stays", 7), ErrorCode::None);
    delete_topic(&broker, TOPIC);
    assert_eq!(member.committed(TOPIC), -1);
    assert_eq!(member.committed("stays"), 7);
    assert_eq!(member.commit(TOPIC, 43), ErrorCode::UnknownTopicOrPartition);
    let broker = broker.kill_and_restart();
    member.reconnect(&broker);
    assert_eq!((member.committed(TOPIC), member.committed("stays")), (-1, 7));
}

#[test]
fn a_stop_does_not_wait_for_who_waits_for_a_group() {
    let mut broker = BrokerProcess::start(&["group.initial.rebalance.delay.ms=60000"]);
    create_topic(&broker, TOPIC);
    let address = broker.address();
    let waiting = std::thread::spawn(move || Member::join_at(address, "waits"));
    // Until the group has its member, which then waits for others.
    let mut looks = Member::stranger(address, "waits");
    while looks.state() != "PreparingRebalance" {
        std::thread::sleep(Duration::from_millis(10));
    }
    // A connection that is cut with its request in flight would have no answer.
    broker.stop();
    let joined = waiting.join().expect("no panic");
    assert!(matches!(joined, Err(ErrorCode::NotCoordinator)), "{joined:?}");
}

#[test]
fn a_topic_of_offsets_without_offsets_has_no_files() {
    let broker = broker();
    create_topic(&broker, TOPIC);
    let mut member = Member::join(&broker, "one");
    member.sync(b"");
    let files = std::fs::read_dir(broker.data_dir()).unwrap().map(|entry| entry.unwrap().file_name());
    let partitions = files.filter(|name| name.to_string_lossy().starts_with("__consumer_offsets-")).count();
    assert_eq!(partitions, 1, "only the partition of the group");
}
