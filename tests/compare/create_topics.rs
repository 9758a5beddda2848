//! CreateTopics.

use protocol::messages::create_topics::{
    CreatableReplicaAssignment, CreatableTopic, CreatableTopicConfig, CreateTopicsRequest,
};
use protocol::messages::metadata::{MetadataRequest, MetadataRequestTopic};

use super::pair::Pair;

/// Makes a topic on both sides and waits until both brokers know it.
pub(super) fn create(pair: &mut Pair, name: &str, partitions: i32) {
    create_with(pair, name, partitions, &[]);
}

pub(super) fn create_with(pair: &mut Pair, name: &str, partitions: i32, configs: &[(&str, &str)]) {
    let created =
        pair.ask(&format!("creation of {name}"), 7, |_| request(vec![topic(name, partitions, configs)]));
    if let Some((kafka, ottla)) = created {
        let id = |topics: &[protocol::messages::create_topics::CreatableTopicResult]| {
            topics.first().map_or(model::Uuid::ZERO, |topic| topic.topic_id)
        };
        pair.learn(name, (id(&kafka.topics), id(&ottla.topics)));
    }
    let topic = MetadataRequestTopic { name: Some(name.into()), ..MetadataRequestTopic::default() };
    let known = MetadataRequest { topics: Some(vec![topic]), ..MetadataRequest::default() };
    pair.settle(name, 12, &known, |response| {
        response
            .topics
            .iter()
            .all(|topic| topic.error_code == 0 && topic.partitions.iter().all(|p| p.leader_id >= 0))
    });
}

pub(super) fn topic(name: &str, num_partitions: i32, configs: &[(&str, &str)]) -> CreatableTopic {
    let config = |(name, value): &(&str, &str)| CreatableTopicConfig {
        name: (*name).into(),
        value: Some((*value).into()),
        ..CreatableTopicConfig::default()
    };
    CreatableTopic {
        name: name.into(),
        num_partitions,
        replication_factor: 1,
        configs: configs.iter().map(config).collect(),
        ..CreatableTopic::default()
    }
}

pub(super) fn request(topics: Vec<CreatableTopic>) -> CreateTopicsRequest {
    CreateTopicsRequest { topics, ..CreateTopicsRequest::default() }
}

pub(super) fn cases(pair: &mut Pair) {
    pair.ask_all("a new topic", |_, version| request(vec![topic(&format!("create-{version}"), 3, &[])]));
    pair.ask_all("the same again", |_, version| request(vec![topic(&format!("create-{version}"), 3, &[])]));
    pair.ask_all("no topics", |_, _| request(Vec::new()));
    pair.ask_all("defaults", |_, version| {
        let defaults =
            CreatableTopic { replication_factor: -1, ..topic(&format!("create-d-{version}"), -1, &[]) };
        request(vec![defaults])
    });
    let long = "y".repeat(249);
    let too_long = "y".repeat(250);
    for name in [
        "",
        ".",
        "..",
        "a b",
        "a/b",
        "ä",
        "create_2",
        "create.2",
        "__cluster_metadata",
        "__consumer_offsets",
        &long,
        &too_long,
    ] {
        validate(pair, &format!("the name {name:?}"), &[topic(name, 1, &[])]);
    }
    for partitions in [-2, -1, 0, 1, 100_000, i32::MAX] {
        validate(pair, &format!("{partitions} partitions"), &[topic("create-v", partitions, &[])]);
    }
    for replication_factor in [-2, -1, 0, 2, i16::MAX] {
        let topic = CreatableTopic { replication_factor, ..topic("create-v", 1, &[]) };
        validate(pair, &format!("{replication_factor} replicas"), &[topic]);
    }
    validate(
        pair,
        "one name twice",
        &[topic("create-v", 1, &[]), topic("create-v", 2, &[]), topic("create-w", 1, &[])],
    );
    validate(pair, "a good and a bad one", &[topic("create-v", 1, &[]), topic("a b", 1, &[])]);
    configs(pair);
    assignments(pair);
}

fn validate(pair: &mut Pair, what: &str, topics: &[CreatableTopic]) {
    pair.ask_all(what, |_, _| CreateTopicsRequest { validate_only: true, ..request(topics.to_vec()) });
}

fn configs(pair: &mut Pair) {
    for (name, value) in [
        ("retention.ms", "1000"),
        ("retention.ms", "-1"),
        ("retention.ms", "-2"),
        ("retention.ms", "soon"),
        ("retention.ms", ""),
        ("retention.ms", " 1000 "),
        ("segment.bytes", "1"),
        ("segment.bytes", "2147483648"),
        ("cleanup.policy", "compact"),
        ("cleanup.policy", "compact,delete"),
        ("cleanup.policy", "Compact"),
        ("cleanup.policy", ""),
        ("cleanup.policy", "delete,none"),
        ("compression.type", "zstd"),
        ("compression.type", "best"),
        ("compression.zstd.level", "23"),
        ("message.timestamp.type", "LogAppendTime"),
        ("message.timestamp.type", "now"),
        ("min.insync.replicas", "0"),
        ("min.insync.replicas", "2"),
        ("unclean.leader.election.enable", "yes"),
        ("unclean.leader.election.enable", "TRUE"),
        ("max.message.bytes", "-1"),
        ("remote.storage.enable", "true"),
        ("leader.replication.throttled.replicas", "*"),
        ("leader.replication.throttled.replicas", "0:1,1:1"),
        ("leader.replication.throttled.replicas", "x"),
        ("no.such.config", "1"),
        ("", "1"),
    ] {
        validate(pair, &format!("{name}={value:?}"), &[topic("create-v", 1, &[(name, value)])]);
    }
    let null =
        CreatableTopicConfig { name: "retention.ms".into(), value: None, ..CreatableTopicConfig::default() };
    validate(
        pair,
        "a config that is null",
        &[CreatableTopic { configs: vec![null], ..topic("create-v", 1, &[]) }],
    );
    validate(
        pair,
        "a config twice",
        &[topic("create-v", 1, &[("retention.ms", "1"), ("retention.ms", "2")])],
    );
    validate(
        pair,
        "local retention over retention",
        &[topic("create-v", 1, &[("retention.ms", "1000"), ("local.retention.ms", "2000")])],
    );
}

fn assignments(pair: &mut Pair) {
    let assigned = |partitions: &[(i32, &[i32])], num_partitions, replication_factor| CreatableTopic {
        num_partitions,
        replication_factor,
        assignments: partitions
            .iter()
            .map(|(partition_index, brokers)| CreatableReplicaAssignment {
                partition_index: *partition_index,
                broker_ids: brokers.to_vec(),
                ..CreatableReplicaAssignment::default()
            })
            .collect(),
        ..topic("create-v", 1, &[])
    };
    validate(pair, "an assignment", &[assigned(&[(0, &[1]), (1, &[1])], -1, -1)]);
    validate(pair, "an assignment and a count", &[assigned(&[(0, &[1])], 1, -1)]);
    validate(pair, "an assignment and a factor", &[assigned(&[(0, &[1])], -1, 1)]);
    validate(pair, "an assignment with a gap", &[assigned(&[(0, &[1]), (2, &[1])], -1, -1)]);
    validate(pair, "an assignment from one on", &[assigned(&[(1, &[1])], -1, -1)]);
    validate(pair, "a partition assigned twice", &[assigned(&[(0, &[1]), (0, &[1])], -1, -1)]);
    validate(pair, "an assignment to an unknown broker", &[assigned(&[(0, &[7])], -1, -1)]);
    validate(pair, "an assignment to a broker twice", &[assigned(&[(0, &[1, 1])], -1, -1)]);
    validate(pair, "an assignment to nobody", &[assigned(&[(0, &[])], -1, -1)]);
    validate(pair, "assignments of different lengths", &[assigned(&[(0, &[1]), (1, &[1, 2])], -1, -1)]);
}
