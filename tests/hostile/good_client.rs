//! A client that writes a record and reads it back, over and over, and keeps the time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use protocol::Records;
use protocol::messages::fetch::{FetchPartition, FetchRequest, FetchTopic};
use protocol::messages::produce::{PartitionProduceData, ProduceRequest, TopicProduceData};
use testkit::{Outcome, RawBatch, RawClient};
use tests::broken_batches::NOW;

pub(super) const TOPIC: &str = "good";

const PAUSE: Duration = Duration::from_millis(5);
/// Generous: the machine is shared with the attackers and with other tests.
const SLOW: Duration = Duration::from_secs(1);

pub(super) struct GoodClient {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Vec<Duration>>,
}

impl GoodClient {
    pub(super) fn start(address: SocketAddr) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        Self { stop, thread: std::thread::spawn(move || work(address, &flag)) }
    }

    /// Ends the work; says what it was like.
    pub(super) fn finish(self, wrong: &mut Vec<String>) -> String {
        self.stop.store(true, Ordering::Relaxed);
        match self.thread.join() {
            Ok(mut times) => {
                times.sort_unstable();
                let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
                let (rounds, median, p99) = (times.len(), at(50), at(99));
                let text = format!("{rounds} rounds, median {median:?}, 99 % within {p99:?}");
                if rounds == 0 || p99 > SLOW {
                    wrong.push(format!("the good client suffered: {text}"));
                }
                text
            }
            Err(_) => {
                wrong.push("the good client failed, see above".to_owned());
                "failed".to_owned()
            }
        }
    }
}

/// How long each round took.
#[allow(clippy::disallowed_methods)]
fn work(address: SocketAddr, stop: &AtomicBool) -> Vec<Duration> {
    let mut client = RawClient::connect(address, "good", Duration::from_secs(30)).expect("a connection");
    let mut times = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let value = format!("round {}", times.len());
        let started = Instant::now();
        round(&mut client, &value);
        times.push(started.elapsed());
        std::thread::sleep(PAUSE);
    }
    times
}

fn round(client: &mut RawClient, value: &str) {
    let partition = PartitionProduceData {
        records: Records::Bytes(RawBatch::of(&[value], NOW).encode()),
        ..PartitionProduceData::default()
    };
    let topic = TopicProduceData {
        name: TOPIC.into(),
        partition_data: vec![partition],
        ..TopicProduceData::default()
    };
    let request =
        ProduceRequest { acks: -1, timeout_ms: 10_000, topic_data: vec![topic], ..ProduceRequest::default() };
    let outcome = client.ask(&request, 9);
    let Outcome::Answer(produced) = outcome else { panic!("{value}: {outcome:?}") };
    let produced = &produced.responses[0].partition_responses[0];
    assert_eq!(produced.error_code, 0, "{value}: {produced:?}");
    let partition = FetchPartition {
        fetch_offset: produced.base_offset,
        partition_max_bytes: 1 << 20,
        ..FetchPartition::default()
    };
    let topic = FetchTopic { topic: TOPIC.into(), partitions: vec![partition], ..FetchTopic::default() };
    let request = FetchRequest {
        max_wait_ms: 1000,
        min_bytes: 1,
        session_epoch: -1,
        topics: vec![topic],
        ..FetchRequest::default()
    };
    let outcome = client.ask(&request, 12);
    let Outcome::Answer(fetched) = outcome else { panic!("{value}: {outcome:?}") };
    let Records::Bytes(records) = &fetched.responses[0].partitions[0].records else {
        panic!("{value}: nothing to read: {fetched:?}")
    };
    let is_there = records.windows(value.len()).any(|window| window == value.as_bytes());
    assert!(is_there, "{value} is not in {records:?}");
}
