//! Members of groups, of every client, through the life of a group.
//!
//! Each client has a member program under `members/`: it joins a group, processes what it is given, commits after each
//! batch and on leaving, and prints one line for each event. What is checked is the same for all of them:
//!
//! ```text
//! A joins ─▶ B joins, they share ─▶ A is killed ─▶ C joins, B leaves ─▶ the broker is killed and comes back ─▶ C leaves
//! ```
//! In each phase records are produced, and all of them must be read (nothing is skipped); after a clean hand-over
//! nothing is read twice; what was committed survives, and names the end of each partition.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use tests::subject::{Subject, unique};
use tests::tool::{Tool, signal};

const PARTITIONS: u32 = 4;
/// Records to each partition in each phase.
const RECORDS: u64 = 50;
/// Far beyond what any client needs between two events.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn confluent_kafka_shares_hands_over_and_survives() {
    life_of_a_group(|| Tool::python_member("confluent_member.py").arg("range"));
}

#[test]
fn confluent_kafka_hands_over_cooperatively() {
    life_of_a_group(|| Tool::python_member("confluent_member.py").arg("cooperative-sticky"));
}

#[test]
fn aiokafka_shares_hands_over_and_survives() {
    life_of_a_group(|| Tool::python_member("aiokafka_member.py"));
}

#[test]
fn kafka_python_shares_hands_over_and_survives() {
    life_of_a_group(|| Tool::python_member("kafka_python_member.py"));
}

#[test]
fn kafkajs_shares_hands_over_and_survives() {
    life_of_a_group(|| Tool::node_member("kafkajs_member.js"));
}

#[test]
fn java_shares_hands_over_and_survives() {
    life_of_a_group(|| Tool::java_member("Member.java").arg("RangeAssignor"));
}

#[test]
fn java_hands_over_cooperatively() {
    life_of_a_group(|| Tool::java_member("Member.java").arg("CooperativeStickyAssignor"));
}

#[test]
fn franz_go_shares_hands_over_and_survives() {
    life_of_a_group(|| Tool::go_member("franz"));
}

#[test]
fn sarama_shares_hands_over_and_survives() {
    life_of_a_group(|| Tool::go_member("sarama"));
}

#[test]
fn rdkafka_shares_hands_over_and_survives() {
    life_of_a_group(|| Tool::rust_member("rdkafka_member"));
}

/// What a member printed.
#[derive(Debug)]
enum Event {
    /// `assigned [PARTITION...]`: what it owns now.
    Assigned(BTreeSet<u32>),
    /// `read PARTITION OFFSET`: it processed this record.
    Read {
        partition: u32,
        offset: u64,
    },
    Ended,
}

struct Group<'a> {
    subject: Option<Subject>,
    topic: String,
    group: String,
    program: &'a dyn Fn() -> Tool,
    events: Receiver<(usize, Event)>,
    sender: Sender<(usize, Event)>,
    members: Vec<Child>,
    /// What each member owns.
    owned: BTreeMap<usize, BTreeSet<u32>>,
    /// How often each record was read.
    read: BTreeMap<(u32, u64), u32>,
    produced: u64,
}

fn life_of_a_group(program: impl Fn() -> Tool) {
    let subject = Subject::start_with(&["group.initial.rebalance.delay.ms=0"]);
    let mut group = Group::new(subject, &program);
    group.produce();
    let a = group.start_member();
    group.wait_until("A has read everything", Group::has_read_everything);
    let b = group.start_member();
    group.wait_until("A and B share", |group| group.shared_by(&[a, b]));
    group.produce();
    group.wait_until("A and B have read everything", Group::has_read_everything);
    group.assert_read_once("A handed over to B");

    group.kill(a);
    group.wait_until("B owns everything", |group| group.shared_by(&[b]));
    group.produce();
    group.wait_until("B has read everything", Group::has_read_everything);
    // What A had read and not committed was read again by B: from here on every record counts anew.
    group.read.values_mut().for_each(|times| *times = 1);

    let c = group.start_member();
    group.wait_until("B and C share", |group| group.shared_by(&[b, c]));
    group.leave(b);
    group.wait_until("C owns everything", |group| group.shared_by(&[c]));
    group.produce();
    group.wait_until("C has read everything", Group::has_read_everything);
    group.assert_read_once("B handed over to C");

    group.kill_and_restart_broker();
    group.produce();
    group.wait_until("C has read on after the broker's restart", Group::has_read_everything);
    group.leave(c);
    group.assert_everything_is_committed();
}

impl<'a> Group<'a> {
    fn new(subject: Subject, program: &'a dyn Fn() -> Tool) -> Self {
        let topic = subject.create_topic("group", PARTITIONS, &[]);
        let (sender, events) = channel();
        let group = unique("members");
        Self {
            subject: Some(subject),
            topic,
            group,
            program,
            events,
            sender,
            members: Vec::new(),
            owned: BTreeMap::new(),
            read: BTreeMap::new(),
            produced: 0,
        }
    }

    fn bootstrap(&self) -> String {
        self.subject.as_ref().unwrap().bootstrap()
    }

    /// `RECORDS` more to each partition.
    fn produce(&mut self) {
        let lines: String =
            (self.produced..self.produced + RECORDS).map(|number| format!("{number}\n")).collect();
        for partition in 0..PARTITIONS {
            let partition = partition.to_string();
            let arguments = ["-P", "-q", "-E", "-t", &self.topic, "-p", &partition, "-X", "acks=all"];
            Tool::new("kcat").args(["-b", &self.bootstrap()]).args(arguments).stdin(lines.clone()).succeeds();
        }
        self.produced += RECORDS;
    }

    fn start_member(&mut self) -> usize {
        let id = self.members.len();
        let mut child = (self.program)().args([&self.bootstrap(), &self.group, &self.topic]).spawn();
        let (stdout, sender) = (child.stdout.take().unwrap(), self.sender.clone());
        std::thread::spawn(move || report(id, stdout, &sender));
        self.members.push(child);
        self.owned.insert(id, BTreeSet::new());
        id
    }

    fn wait_until(&mut self, what: &str, is_reached: impl Fn(&Self) -> bool) {
        while !is_reached(self) {
            match self.events.recv_timeout(PATIENCE) {
                Ok((member, Event::Assigned(partitions))) => {
                    if let Some(owned) = self.owned.get_mut(&member) {
                        *owned = partitions;
                    }
                }
                Ok((_, Event::Read { partition, offset })) => {
                    *self.read.entry((partition, offset)).or_default() += 1;
                }
                Ok((member, Event::Ended)) => {
                    assert!(
                        !self.owned.contains_key(&member),
                        "member {member} ended before: {what}\n{}",
                        self.errors(member)
                    );
                }
                Err(_) => {
                    let missing = self.missing();
                    panic!(
                        "not reached: {what}; owned {:?}, {} records missing, first {:?}",
                        self.owned,
                        missing.len(),
                        missing.first()
                    )
                }
            }
        }
    }

    fn missing(&self) -> Vec<(u32, u64)> {
        let all =
            (0..PARTITIONS).flat_map(|partition| (0..self.produced).map(move |offset| (partition, offset)));
        all.filter(|record| !self.read.contains_key(record)).collect()
    }

    fn has_read_everything(&self) -> bool {
        self.read.len() as u64 == u64::from(PARTITIONS) * self.produced
    }

    /// Whether `members` own all partitions between them, each of them some.
    fn shared_by(&self, members: &[usize]) -> bool {
        let owned: Vec<u32> = members.iter().flat_map(|member| self.owned[member].iter().copied()).collect();
        owned.len() == PARTITIONS as usize
            && owned.iter().collect::<BTreeSet<_>>().len() == owned.len()
            && members.iter().all(|member| !self.owned[member].is_empty())
    }

    fn assert_read_once(&self, what: &str) {
        let twice: Vec<_> = self.read.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{what}, and these were read more than once: {twice:?}");
    }

    fn kill(&mut self, member: usize) {
        self.owned.remove(&member);
        signal(&self.members[member], "KILL");
    }

    /// SIGTERM, and waits until the member has committed, left and ended.
    fn leave(&mut self, member: usize) {
        self.owned.remove(&member);
        signal(&self.members[member], "TERM");
        let status = self.members[member].wait().unwrap();
        assert!(status.success(), "{status}\n{}", self.errors(member));
    }

    fn errors(&mut self, member: usize) -> String {
        let stderr = self.members[member].stderr.take();
        stderr.map_or_else(String::new, |stderr| std::io::read_to_string(stderr).unwrap_or_default())
    }

    fn kill_and_restart_broker(&mut self) {
        let mut subject = self.subject.take().unwrap();
        subject.kill();
        self.subject = Some(subject.restart());
    }

    /// Asked of the broker by a client of its own: each partition's committed offset is its end.
    fn assert_everything_is_committed(&self) {
        let arguments = [&self.bootstrap(), "committed", &self.group, &self.topic];
        let committed = Tool::python("admin.py").args(arguments).stdout();
        let expected: String =
            (0..PARTITIONS).map(|partition| format!("{partition} {}\n", self.produced)).collect();
        assert_eq!(committed, expected);
    }
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        for member in &mut self.members {
            // One that has ended is no process any more.
            if member.try_wait().is_ok_and(|status| status.is_none()) {
                signal(member, "KILL");
                drop(member.wait());
            }
        }
    }
}

fn report(member: usize, stdout: ChildStdout, events: &Sender<(usize, Event)>) {
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let event = match words.as_slice() {
            ["assigned", partitions @ ..] => {
                Event::Assigned(partitions.iter().map(|partition| partition.parse().unwrap()).collect())
            }
            ["read", partition, offset] => {
                Event::Read { partition: partition.parse().unwrap(), offset: offset.parse().unwrap() }
            }
            _ => continue,
        };
        // The test may have failed and gone.
        drop(events.send((member, event)));
    }
    drop(events.send((member, Event::Ended)));
}
