//! CreatePartitions.

use protocol::messages::create_partitions::{
    CreatePartitionsAssignment, CreatePartitionsRequest, CreatePartitionsTopic,
};

use super::create_topics::create;
use super::pair::Pair;

pub(super) fn cases(pair: &mut Pair) {
    create(pair, "partitions", 2);
    for count in [-1, 0, 1, 2, 3, 100_000] {
        pair.ask_all(&format!("{count} partitions"), |_, _| validate(vec![topic("partitions", count)]));
    }
    pair.ask_all("an unknown topic", |_, _| validate(vec![topic("missing", 3)]));
    pair.ask_all("a bad name", |_, _| validate(vec![topic("a b", 3)]));
    pair.ask_all("no topics", |_, _| validate(Vec::new()));
    pair.ask_all("a topic twice", |_, _| validate(vec![topic("partitions", 3), topic("partitions", 4)]));
    let assignments: [(&str, &[&[i32]]); 6] = [
        ("one", &[&[1]]),
        ("too many", &[&[1], &[1]]),
        ("none", &[]),
        ("an empty one", &[&[]]),
        ("an unknown broker", &[&[9]]),
        ("too many replicas", &[&[1, 2]]),
    ];
    for (what, assigned) in assignments {
        let list = assigned.iter().map(|ids| CreatePartitionsAssignment {
            broker_ids: ids.to_vec(),
            ..CreatePartitionsAssignment::default()
        });
        let topic = CreatePartitionsTopic { assignments: Some(list.collect()), ..topic("partitions", 3) };
        pair.ask_all(&format!("assignments: {what}"), |_, _| validate(vec![topic.clone()]));
    }
    pair.ask_all("one more", |_, version| CreatePartitionsRequest {
        validate_only: false,
        ..validate(vec![topic("partitions", 3 + i32::from(version))])
    });
}

fn topic(name: &str, count: i32) -> CreatePartitionsTopic {
    CreatePartitionsTopic { name: name.into(), count, assignments: None, ..CreatePartitionsTopic::default() }
}

fn validate(topics: Vec<CreatePartitionsTopic>) -> CreatePartitionsRequest {
    CreatePartitionsRequest {
        topics,
        timeout_ms: 10_000,
        validate_only: true,
        ..CreatePartitionsRequest::default()
    }
}
