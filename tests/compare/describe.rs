//! DescribeProducers and DescribeLogDirs.

use std::time::{SystemTime, UNIX_EPOCH};

use protocol::messages::describe_log_dirs::{DescribableLogDirTopic, DescribeLogDirsRequest};
use protocol::messages::describe_producers::{DescribeProducersRequest, TopicRequest};
use testkit::RawBatch;

use super::create_topics::create;
use super::pair::Pair;
use super::produce::to;

const TOPIC: &str = "describe";

pub(super) fn cases(pair: &mut Pair) {
    create(pair, TOPIC, 2);
    #[allow(clippy::disallowed_methods)]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_millis();
    let now = i64::try_from(now).expect("a time before the year 292,000,000");
    for (id, epoch, sequence) in [(7, 0, 0), (7, 0, 2), (8, 4, 9), (-1, -1, -1)] {
        // An older producer is forgotten sooner here than in Kafka, which looks every ten minutes.
        let batch = RawBatch::of(&["a", "b"], now).by(id, epoch, sequence).encode();
        pair.ask("batches", 9, |side| to(side, TOPIC, batch.clone()));
    }
    for (name, partitions) in [
        (TOPIC, &[0][..]),
        (TOPIC, &[1, 0, 7, -1]),
        (TOPIC, &[]),
        ("missing", &[0]),
        ("a b", &[0]),
        ("", &[0]),
    ] {
        pair.ask_all(&format!("{name:?} {partitions:?}"), |_, _| {
            let topic = TopicRequest {
                name: name.into(),
                partition_indexes: partitions.to_vec(),
                ..TopicRequest::default()
            };
            DescribeProducersRequest { topics: vec![topic], ..DescribeProducersRequest::default() }
        });
        pair.ask_all(&format!("log dirs: {name:?} {partitions:?}"), |_, _| {
            let topic = DescribableLogDirTopic {
                topic: name.into(),
                partitions: partitions.to_vec(),
                ..DescribableLogDirTopic::default()
            };
            DescribeLogDirsRequest { topics: Some(vec![topic]), ..DescribeLogDirsRequest::default() }
        });
    }
    pair.ask_all("no topics", |_, _| DescribeLogDirsRequest::default());
}
