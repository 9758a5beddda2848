//! ListOffsets and OffsetForLeaderEpoch.

use protocol::messages::list_offsets::{ListOffsetsPartition, ListOffsetsRequest, ListOffsetsTopic};
use protocol::messages::offset_for_leader_epoch::{
    OffsetForLeaderEpochRequest, OffsetForLeaderPartition, OffsetForLeaderTopic,
};
use testkit::RawBatch;
use tests::broken_batches::{NOW, codecs};

use super::create_topics::{create, create_with};
use super::pair::Pair;
use super::produce::to;

const TOPIC: &str = "list";

pub(super) fn cases(pair: &mut Pair) {
    create(pair, TOPIC, 2);
    create_with(pair, "list-append-time", 1, &[("message.timestamp.type", "LogAppendTime")]);
    let late = RawBatch::of(&["a", "b", "c"], NOW).encode();
    let early = RawBatch::of(&["d", "e"], NOW - 1000).encode();
    let (codec, _, compress) = codecs()[3];
    let compressed = RawBatch::of(&["f", "g", "h"], NOW + 10).compressed(codec, compress).encode();
    for batch in [&late, &early, &compressed] {
        pair.ask("batches", 9, |side| to(side, TOPIC, batch.clone()));
        pair.ask("batches", 9, |side| to(side, "list-append-time", batch.clone()));
    }
    let times = [-1, -2, -3, -4, -5, -6, -7, i64::MIN, 0, i64::MAX];
    let near = [-1001, -1000, -999, 0, 1, 2, 3, 9, 10, 12, 13].map(|delta| NOW + delta);
    for timestamp in times.into_iter().chain(near) {
        pair.ask_all(&format!("time {timestamp}"), |_, _| request(TOPIC, &[(0, timestamp)]));
        pair.ask_all(&format!("time {timestamp}, empty partition"), |_, _| request(TOPIC, &[(1, timestamp)]));
    }
    for timestamp in [-1, -2, -3, -4, 0] {
        pair.ask_all(&format!("append time {timestamp}"), |_, _| {
            request("list-append-time", &[(0, timestamp)])
        });
    }
    pair.ask_all("several", |_, _| request(TOPIC, &[(1, -1), (0, -1), (7, -1), (-1, -1)]));
    pair.ask_all("a partition twice", |_, _| request(TOPIC, &[(0, -1), (0, -2)]));
    pair.ask_all("a missing topic", |_, _| request("missing", &[(0, -1)]));
    pair.ask_all("a bad name", |_, _| request("a b", &[(0, -1)]));
    pair.ask_all("no partitions", |_, _| request(TOPIC, &[]));
    for isolation_level in [1, 2] {
        pair.ask_all(&format!("isolation {isolation_level}"), |_, _| ListOffsetsRequest {
            isolation_level,
            ..request(TOPIC, &[(0, -1)])
        });
    }
    for replica_id in [-2, 0, 1] {
        pair.ask_all(&format!("replica {replica_id}"), |_, _| ListOffsetsRequest {
            replica_id,
            ..request(TOPIC, &[(0, -1)])
        });
    }
    for epoch in [-2, -1, 0, 1] {
        pair.ask_all(&format!("leader epoch {epoch}"), |_, _| {
            let mut request = request(TOPIC, &[(0, -1)]);
            request.topics[0].partitions[0].current_leader_epoch = epoch;
            request
        });
        for current in [-1, 0, 1] {
            pair.ask_all(&format!("end of epoch {epoch} at {current}"), |_, _| {
                end_of(TOPIC, 0, epoch, current)
            });
        }
        pair.ask_all(&format!("end of epoch {epoch}, empty partition"), |_, _| end_of(TOPIC, 1, epoch, -1));
    }
    pair.ask_all("end of an epoch of a missing topic", |_, _| end_of("missing", 0, 0, -1));
    pair.ask_all("end of an epoch of a missing partition", |_, _| end_of(TOPIC, 7, 0, -1));
}

fn request(topic: &str, partitions: &[(i32, i64)]) -> ListOffsetsRequest {
    let partition = |(partition_index, timestamp): &(i32, i64)| ListOffsetsPartition {
        partition_index: *partition_index,
        timestamp: *timestamp,
        ..ListOffsetsPartition::default()
    };
    let topic = ListOffsetsTopic {
        name: topic.into(),
        partitions: partitions.iter().map(partition).collect(),
        ..ListOffsetsTopic::default()
    };
    ListOffsetsRequest { replica_id: -1, topics: vec![topic], ..ListOffsetsRequest::default() }
}

fn end_of(
    topic: &str,
    partition: i32,
    leader_epoch: i32,
    current_leader_epoch: i32,
) -> OffsetForLeaderEpochRequest {
    let partition = OffsetForLeaderPartition {
        partition,
        current_leader_epoch,
        leader_epoch,
        ..OffsetForLeaderPartition::default()
    };
    let topic = OffsetForLeaderTopic {
        topic: topic.into(),
        partitions: vec![partition],
        ..OffsetForLeaderTopic::default()
    };
    OffsetForLeaderEpochRequest {
        replica_id: -1,
        topics: vec![topic],
        ..OffsetForLeaderEpochRequest::default()
    }
}
