//! Fetch: offsets, sizes, sessions, isolation.

use model::Uuid;
use protocol::messages::fetch::{FetchPartition, FetchRequest, FetchTopic, ForgottenTopic};
use testkit::RawBatch;
use tests::broken_batches::NOW;

use super::create_topics::create;
use super::pair::{Pair, Side};
use super::produce::to;

const TOPIC: &str = "fetch";

pub(super) fn cases(pair: &mut Pair) {
    create(pair, TOPIC, 2);
    create(pair, "fetch-empty", 1);
    for values in [&["a", "b", "c"][..], &["d"], &["e", "f"]] {
        let batch = RawBatch::of(values, NOW).encode();
        pair.ask("three batches", 9, |side| to(side, TOPIC, batch.clone()));
    }
    for offset in [0, 1, 2, 3, 5, 6, 7, 100, -1, -2, i64::MAX, i64::MIN] {
        pair.ask_all(&format!("offset {offset}"), |side, _| at(side, offset));
    }
    for bytes in [-1, 0, 1, 70, 80, 150, 1 << 20] {
        pair.ask_all(&format!("at most {bytes} bytes"), |side, _| FetchRequest {
            max_bytes: bytes,
            ..at(side, 0)
        });
        pair.ask_all(&format!("at most {bytes} bytes a partition"), |side, _| {
            request(side, TOPIC, vec![FetchPartition { partition_max_bytes: bytes, ..partition(0, 0) }])
        });
    }
    pair.ask_all("several partitions", |side, _| {
        request(side, TOPIC, vec![partition(1, 0), partition(0, 3), partition(7, 0)])
    });
    pair.ask_all("a partition twice", |side, _| request(side, TOPIC, vec![partition(0, 0), partition(0, 3)]));
    pair.ask_all("an empty topic", |side, _| request(side, "fetch-empty", vec![partition(0, 0)]));
    pair.ask_all("no partitions", |side, _| request(side, TOPIC, Vec::new()));
    pair.ask_all("no topics", |_, _| FetchRequest { session_epoch: -1, ..FetchRequest::default() });
    pair.ask_all("a missing topic", |_, _| named(Uuid::from_u128(1 << 99), "missing", vec![partition(0, 0)]));
    pair.ask_all("a bad name and the zero id", |_, _| named(Uuid::ZERO, "a b", vec![partition(0, 0)]));
    pair.ask_all("more bytes than there are", |side, _| FetchRequest {
        min_bytes: 1 << 20,
        max_wait_ms: 10,
        ..at(side, 6)
    });
    pair.ask_all("a negative wait", |side, _| FetchRequest { min_bytes: 1, max_wait_ms: -5, ..at(side, 6) });
    for isolation_level in [1, 2, -1] {
        pair.ask_all(&format!("isolation {isolation_level}"), |side, _| FetchRequest {
            isolation_level,
            ..at(side, 0)
        });
    }
    for replica_id in [-2, -3, 0, 1, 2] {
        pair.ask_all(&format!("replica {replica_id}"), |side, _| FetchRequest { replica_id, ..at(side, 0) });
    }
    pair.ask_all("a rack", |side, _| FetchRequest { rack_id: "r".into(), ..at(side, 0) });
    epochs(pair);
    sessions(pair);
}

fn partition(partition: i32, fetch_offset: i64) -> FetchPartition {
    FetchPartition { partition, fetch_offset, partition_max_bytes: 1 << 20, ..FetchPartition::default() }
}

fn at(side: &Side, offset: i64) -> FetchRequest {
    request(side, TOPIC, vec![partition(0, offset)])
}

fn request(side: &Side, topic: &str, partitions: Vec<FetchPartition>) -> FetchRequest {
    named(side.topic_id(topic), topic, partitions)
}

fn named(topic_id: Uuid, topic: &str, partitions: Vec<FetchPartition>) -> FetchRequest {
    let topic = FetchTopic { topic: topic.into(), topic_id, partitions, ..FetchTopic::default() };
    FetchRequest { topics: vec![topic], max_bytes: 1 << 20, session_epoch: -1, ..FetchRequest::default() }
}

fn epochs(pair: &mut Pair) {
    for epoch in [-2, -1, 0, 1, i32::MAX] {
        pair.ask_all(&format!("leader epoch {epoch}"), |side, _| {
            request(side, TOPIC, vec![FetchPartition { current_leader_epoch: epoch, ..partition(0, 0) }])
        });
        for offset in [0, 6, 7] {
            pair.ask_all(&format!("last fetched epoch {epoch} at {offset}"), |side, _| {
                request(
                    side,
                    TOPIC,
                    vec![FetchPartition { last_fetched_epoch: epoch, ..partition(0, offset) }],
                )
            });
        }
    }
}

/// A session's life, in one version with names and one with ids.
fn sessions(pair: &mut Pair) {
    for version in [7, 12, 17] {
        let opened =
            pair.ask("session: open", version, |side| FetchRequest { session_epoch: 0, ..at(side, 0) });
        let Some((kafka, ottla)) = opened else { continue };
        let ids = (kafka.session_id, ottla.session_id);
        let incremental = |epoch| {
            move |side: &Side| FetchRequest {
                session_id: side.pick(ids),
                session_epoch: epoch,
                topics: Vec::new(),
                ..at(side, 0)
            }
        };
        pair.ask("session: nothing new", version, incremental(1));
        pair.ask("session: nothing new again", version, incremental(2));
        pair.ask("session: an epoch again", version, incremental(2));
        pair.ask("session: an epoch too far", version, incremental(9));
        pair.ask("session: another partition", version, |side| FetchRequest {
            session_id: side.pick(ids),
            session_epoch: 3,
            ..request(side, TOPIC, vec![partition(1, 0)])
        });
        pair.ask("session: a changed offset", version, |side| FetchRequest {
            session_id: side.pick(ids),
            session_epoch: 4,
            ..at(side, 3)
        });
        pair.ask("session: a forgotten partition", version, |side| FetchRequest {
            session_id: side.pick(ids),
            session_epoch: 5,
            forgotten_topics_data: vec![ForgottenTopic {
                topic: TOPIC.into(),
                topic_id: side.topic_id(TOPIC),
                partitions: vec![0],
                ..ForgottenTopic::default()
            }],
            topics: Vec::new(),
            ..at(side, 0)
        });
        pair.ask("session: a missing topic", version, |side| FetchRequest {
            session_id: side.pick(ids),
            session_epoch: 6,
            ..named(Uuid::from_u128(1 << 99), "missing", vec![partition(0, 0)])
        });
        pair.ask("session: still missing", version, incremental(7));
        pair.ask("session: close", version, incremental(-1));
        pair.ask("session: closed", version, incremental(8));
        pair.ask("session: unknown", version, |side| FetchRequest {
            session_id: 1,
            session_epoch: 1,
            ..at(side, 0)
        });
    }
}
