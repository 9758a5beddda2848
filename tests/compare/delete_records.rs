//! DeleteRecords, and what Fetch and ListOffsets say afterwards.

use protocol::messages::delete_records::{DeleteRecordsPartition, DeleteRecordsRequest, DeleteRecordsTopic};
use testkit::RawBatch;
use tests::broken_batches::NOW;

use super::create_topics::{create, create_with};
use super::pair::Pair;
use super::produce::to;

const TOPIC: &str = "delete-records";

pub(super) fn cases(pair: &mut Pair) {
    create(pair, TOPIC, 2);
    create_with(pair, "delete-compact", 1, &[("cleanup.policy", "compact")]);
    create_with(pair, "delete-both", 1, &[("cleanup.policy", "compact,delete")]);
    for _ in 0..4 {
        let batch = RawBatch::of(&["a", "b", "c"], NOW).encode();
        pair.ask("batches", 9, |side| to(side, TOPIC, batch.clone()));
    }
    for offset in [0, 1, 3, 2, 4, 13, -2, i64::MAX, i64::MIN, -1] {
        pair.ask_all(&format!("before {offset}"), |_, _| request(TOPIC, &[(0, offset)]));
    }
    pair.ask_all("an empty partition", |_, _| request(TOPIC, &[(1, 0)]));
    pair.ask_all("beyond an empty partition", |_, _| request(TOPIC, &[(1, 5)]));
    pair.ask_all("a partition twice", |_, _| request(TOPIC, &[(1, 0), (1, 5)]));
    pair.ask_all("missing partitions", |_, _| request(TOPIC, &[(0, 1), (7, 0), (-1, 0)]));
    pair.ask_all("a missing topic", |_, _| request("missing", &[(0, 0)]));
    pair.ask_all("a compacted topic", |_, _| request("delete-compact", &[(0, 0)]));
    pair.ask_all("a compacted and deleted topic", |_, _| request("delete-both", &[(0, 0)]));
    pair.ask_all("no partitions", |_, _| request(TOPIC, &[]));
    let batch = RawBatch::of(&["a"], NOW).encode();
    pair.ask_all("a batch after it", |side, _| to(side, TOPIC, batch.clone()));
}

fn request(topic: &str, partitions: &[(i32, i64)]) -> DeleteRecordsRequest {
    let partition = |(partition_index, offset): &(i32, i64)| DeleteRecordsPartition {
        partition_index: *partition_index,
        offset: *offset,
        ..DeleteRecordsPartition::default()
    };
    let topic = DeleteRecordsTopic {
        name: topic.into(),
        partitions: partitions.iter().map(partition).collect(),
        ..DeleteRecordsTopic::default()
    };
    DeleteRecordsRequest { topics: vec![topic], timeout_ms: 10_000, ..DeleteRecordsRequest::default() }
}
