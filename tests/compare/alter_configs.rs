//! IncrementalAlterConfigs and AlterConfigs, and what DescribeConfigs says afterwards.

use protocol::messages::alter_configs::{self, AlterConfigsRequest};
use protocol::messages::describe_configs::{DescribeConfigsRequest, DescribeConfigsResource};
use protocol::messages::incremental_alter_configs::{
    AlterConfigsResource, AlterableConfig, IncrementalAlterConfigsRequest,
};

use super::create_topics::create_with;
use super::pair::Pair;

const TOPIC: &str = "alter-configs";
pub(super) const SET: i8 = 0;
pub(super) const DELETE: i8 = 1;
pub(super) const APPEND: i8 = 2;
pub(super) const SUBTRACT: i8 = 3;

pub(super) type Change<'a> = (&'a str, i8, Option<&'a str>);

pub(super) fn cases(pair: &mut Pair) {
    create_with(pair, TOPIC, 1, &[("retention.ms", "1234")]);
    let changes: [&[Change<'_>]; 26] = [
        &[("retention.ms", SET, Some("5678"))],
        &[("retention.ms", SET, Some("x"))],
        &[("retention.ms", SET, Some("-2"))],
        &[("retention.ms", SET, Some(""))],
        &[("retention.ms", SET, None)],
        &[("retention.ms", APPEND, Some("1"))],
        &[("retention.ms", 4, Some("1"))],
        &[("retention.ms", -1, Some("1"))],
        &[("retention.ms", SET, Some("1")), ("retention.ms", SET, Some("2"))],
        &[("retention.ms", SET, Some("9")), ("segment.bytes", SET, Some("bad"))],
        &[("retention.ms", DELETE, None)],
        &[("retention.ms", DELETE, None)],
        &[("retention.ms", DELETE, Some("7"))],
        &[("no.such", SET, Some("1"))],
        &[("no.such", DELETE, None)],
        &[("", SET, Some("1"))],
        &[("cleanup.policy", APPEND, Some("compact"))],
        &[("cleanup.policy", APPEND, Some("compact"))],
        &[("cleanup.policy", SUBTRACT, Some("delete"))],
        &[("cleanup.policy", SUBTRACT, Some("compact"))],
        &[("cleanup.policy", APPEND, Some("nonsense"))],
        &[("cleanup.policy", SUBTRACT, None)],
        &[("cleanup.policy", SET, Some("delete,delete"))],
        &[("min.insync.replicas", SET, Some("3"))],
        &[("remote.storage.enable", SET, Some("true"))],
        &[],
    ];
    for changes in changes {
        for validate_only in [true, false] {
            let what = format!("{changes:?}{}", if validate_only { " (check only)" } else { "" });
            pair.ask_all(&what, |_, _| incremental(2, TOPIC, changes, validate_only));
        }
        pair.ask_until_alike("topic configs afterwards", 4, |_| describe(2, TOPIC));
    }
    others(pair);
    full(pair);
}

fn others(pair: &mut Pair) {
    let set = [("retention.ms", SET, Some("1"))];
    for (kind, name) in [
        (2, "missing"),
        (2, ""),
        (2, "a b"),
        (0, "x"),
        (1, "x"),
        (64, "x"),
        (4, "7"),
        (4, "x"),
        (8, "7"),
        (8, "x"),
        (8, ""),
    ] {
        pair.ask_all(&format!("kind {kind}, name {name:?}"), |_, _| incremental(kind, name, &set, true));
    }
    for (name, value) in [
        ("log.retention.ms", "100000000"),
        ("log.retention.ms", "x"),
        ("num.io.threads", "9"),
        ("num.io.threads", "0"),
        ("node.id", "7"),
        ("no.such.key", "1"),
        ("num.partitions", "9"),
        ("min.insync.replicas", "1"),
        ("listeners", "PLAINTEXT://:1"),
    ] {
        for broker in ["", "1"] {
            let change = [(name, SET, Some(value))];
            // In one version: Apache Kafka takes a second for some of these.
            pair.ask(&format!("broker {broker:?} {name}={value}"), 1, |_| {
                incremental(4, broker, &change, true)
            });
        }
    }
    pair.ask_all("a resource twice", |_, _| {
        let mut twice = incremental(2, TOPIC, &set, true);
        twice.resources.extend(twice.resources.clone());
        twice
    });
    pair.ask_all("no resources", |_, _| IncrementalAlterConfigsRequest::default());
}

fn full(pair: &mut Pair) {
    let lists: [&[(&str, Option<&str>)]; 8] = [
        &[("retention.ms", Some("77")), ("segment.bytes", Some("1048576"))],
        &[("retention.ms", Some("78"))],
        &[("retention.ms", None)],
        &[("retention.ms", Some("x"))],
        &[("no.such", Some("1"))],
        &[("retention.ms", Some("1")), ("retention.ms", Some("2"))],
        &[("", Some("2"))],
        &[],
    ];
    for list in lists {
        for validate_only in [true, false] {
            let what = format!("{list:?}{}", if validate_only { " (check only)" } else { "" });
            pair.ask_all(&what, |_, _| replace(2, TOPIC, list, validate_only));
        }
        pair.ask_until_alike("topic configs after a full change", 4, |_| describe(2, TOPIC));
    }
    for (kind, name) in
        [(2, "missing"), (2, ""), (2, "a b"), (0, "x"), (4, "7"), (4, "x"), (8, "1"), (64, "x")]
    {
        pair.ask_all(&format!("kind {kind}, name {name:?}"), |_, _| replace(kind, name, lists[1], true));
    }
}

pub(super) fn incremental(
    kind: i8,
    name: &str,
    changes: &[Change<'_>],
    validate_only: bool,
) -> IncrementalAlterConfigsRequest {
    let config = |(name, config_operation, value): &Change<'_>| AlterableConfig {
        name: (*name).into(),
        config_operation: *config_operation,
        value: value.map(Into::into),
        ..AlterableConfig::default()
    };
    let resource = AlterConfigsResource {
        resource_type: kind,
        resource_name: name.into(),
        configs: changes.iter().map(config).collect(),
        ..AlterConfigsResource::default()
    };
    IncrementalAlterConfigsRequest {
        resources: vec![resource],
        validate_only,
        ..IncrementalAlterConfigsRequest::default()
    }
}

fn replace(
    kind: i8,
    name: &str,
    configs: &[(&str, Option<&str>)],
    validate_only: bool,
) -> AlterConfigsRequest {
    let config = |(name, value): &(&str, Option<&str>)| alter_configs::AlterableConfig {
        name: (*name).into(),
        value: value.map(Into::into),
        ..alter_configs::AlterableConfig::default()
    };
    let resource = alter_configs::AlterConfigsResource {
        resource_type: kind,
        resource_name: name.into(),
        configs: configs.iter().map(config).collect(),
        ..alter_configs::AlterConfigsResource::default()
    };
    AlterConfigsRequest { resources: vec![resource], validate_only, ..AlterConfigsRequest::default() }
}

pub(super) fn describe(kind: i8, name: &str) -> DescribeConfigsRequest {
    let resource = DescribeConfigsResource {
        resource_type: kind,
        resource_name: name.into(),
        configuration_keys: None,
        ..DescribeConfigsResource::default()
    };
    DescribeConfigsRequest { resources: vec![resource], ..DescribeConfigsRequest::default() }
}
