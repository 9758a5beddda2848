//! Produce: good batches, and broken ones of every kind.

use bytes::Bytes;
use model::Uuid;
use protocol::Records;
use protocol::messages::produce::{PartitionProduceData, ProduceRequest, TopicProduceData};
use testkit::RawBatch;
use tests::broken_batches::{NOW, broken_batches, codecs};

use super::create_topics::{create, create_with};
use super::pair::{Pair, Side};

pub(super) fn cases(pair: &mut Pair) {
    create(pair, "produce", 2);
    create_with(pair, "produce-compact", 1, &[("cleanup.policy", "compact")]);
    create_with(pair, "produce-append-time", 1, &[("message.timestamp.type", "LogAppendTime")]);
    create_with(pair, "produce-small", 1, &[("max.message.bytes", "200")]);
    create_with(pair, "produce-gzip", 1, &[("compression.type", "gzip")]);
    create_with(
        pair,
        "produce-window",
        1,
        &[("message.timestamp.before.max.ms", "1000"), ("message.timestamp.after.max.ms", "1000")],
    );
    let one = RawBatch::of(&["a"], NOW).encode();
    for acks in [-1, 1, 2, -2] {
        pair.ask_all(&format!("acks {acks}"), |side, _| ProduceRequest {
            acks,
            ..to(side, "produce", one.clone())
        });
    }
    for topic in ["produce-compact", "produce-append-time", "produce-small", "produce-gzip", "produce-window"]
    {
        pair.ask_all(&format!("a batch to {topic}"), |side, _| to(side, topic, one.clone()));
    }
    shapes(pair, &one);
    for (codec, name, compress) in codecs() {
        let batch = RawBatch::of(&["a", "b"], NOW).compressed(codec, compress).encode();
        pair.ask_all(&format!("{name} batch"), |side, _| to(side, "produce", batch.clone()));
        pair.ask_all(&format!("{name} batch to gzip"), |side, _| to(side, "produce-gzip", batch.clone()));
        pair.ask_all(&format!("{name} batch to append time"), |side, _| {
            to(side, "produce-append-time", batch.clone())
        });
        pair.ask_all(&format!("{name} batch to compact"), |side, _| {
            to(side, "produce-compact", batch.clone())
        });
    }
    for (what, batch) in broken_batches() {
        pair.ask_all(&format!("{what} to produce"), |side, _| to(side, "produce", batch.clone()));
        for topic in ["produce-append-time", "produce-compact", "produce-gzip"] {
            for version in [3, 8, 13] {
                pair.ask(&format!("{what} to {topic}"), version, |side| to(side, topic, batch.clone()));
            }
        }
    }
    idempotence(pair);
}

/// One batch to partition 0.
pub(super) fn to(side: &Side, topic: &str, records: impl Into<Bytes>) -> ProduceRequest {
    request(side.topic_id(topic), topic, vec![(0, Records::Bytes(records.into()))])
}

fn request(topic_id: Uuid, name: &str, partitions: Vec<(i32, Records)>) -> ProduceRequest {
    let partition =
        |(index, records)| PartitionProduceData { index, records, ..PartitionProduceData::default() };
    let topic = TopicProduceData {
        name: name.into(),
        topic_id,
        partition_data: partitions.into_iter().map(partition).collect(),
        ..TopicProduceData::default()
    };
    ProduceRequest { acks: -1, timeout_ms: 10_000, topic_data: vec![topic], ..ProduceRequest::default() }
}

fn shapes(pair: &mut Pair, one: &Bytes) {
    let batch = || Records::Bytes(one.clone());
    pair.ask_all("no topics", |_, _| ProduceRequest { acks: 1, ..ProduceRequest::default() });
    pair.ask_all("no partitions", |side, _| request(side.topic_id("produce"), "produce", Vec::new()));
    pair.ask_all("two partitions", |side, _| {
        request(side.topic_id("produce"), "produce", vec![(1, batch()), (0, batch())])
    });
    pair.ask_all("a partition that is not there", |side, _| {
        request(side.topic_id("produce"), "produce", vec![(0, batch()), (7, batch()), (-1, batch())])
    });
    pair.ask_all("a partition twice", |side, _| {
        request(side.topic_id("produce"), "produce", vec![(0, batch()), (0, batch())])
    });
    pair.ask_all("a missing topic", |_, _| request(Uuid::from_u128(1 << 90), "missing", vec![(0, batch())]));
    pair.ask_all("a bad name", |_, _| request(Uuid::ZERO, "a b", vec![(0, batch())]));
    pair.ask_all("an internal topic", |_, _| request(Uuid::ZERO, "__consumer_offsets", vec![(0, batch())]));
    // Not here: records that are null. Apache Kafka never answers those.
    pair.ask_all("a transactional id without a transaction", |side, _| ProduceRequest {
        transactional_id: Some("produce-t".into()),
        ..to(side, "produce", one.clone())
    });
}

/// Sequences of one producer, made up: a broker that never saw an id takes any first sequence.
fn idempotence(pair: &mut Pair) {
    create(pair, "produce-sequence", 1);
    let steps: [(&str, i64, i16, i32, usize); 19] = [
        ("the first batch", 77, 0, 0, 1),
        ("the second", 77, 0, 1, 2),
        ("the second again", 77, 0, 1, 2),
        ("the first again", 77, 0, 0, 1),
        ("a part of the second", 77, 0, 1, 1),
        ("a gap", 77, 0, 5, 1),
        ("the next", 77, 0, 3, 1),
        ("a new epoch that does not begin at 0", 77, 1, 4, 1),
        ("a new epoch", 77, 1, 0, 1),
        ("the old epoch", 77, 0, 4, 1),
        ("an epoch later", 77, 3, 0, 1),
        ("a producer that begins late", 78, 0, 9, 1),
        ("its next", 78, 0, 10, 1),
        ("a producer before the last sequence", 79, 0, i32::MAX - 1, 2),
        ("it wraps", 79, 0, 0, 1),
        ("it goes on", 79, 0, 1, 1),
        ("a sequence without a producer", -1, -1, 3, 1),
        ("a producer without an epoch", 80, -1, 0, 1),
        ("a negative sequence", 80, 0, -5, 1),
    ];
    for (what, id, epoch, sequence, records) in steps {
        let values = vec!["x"; records];
        let batch = RawBatch::of(&values, NOW).by(id, epoch, sequence).encode();
        pair.ask(&format!("sequences: {what}"), 9, |side| to(side, "produce-sequence", batch.clone()));
    }
    for sequence in 11..18 {
        let batch = RawBatch::of(&["x"], NOW).by(78, 0, sequence).encode();
        pair.ask(&format!("sequence {sequence}"), 9, |side| to(side, "produce-sequence", batch.clone()));
    }
    for sequence in 9..18 {
        let batch = RawBatch::of(&["x"], NOW).by(78, 0, sequence).encode();
        pair.ask(&format!("sequence {sequence} again"), 9, |side| {
            to(side, "produce-sequence", batch.clone())
        });
    }
}
