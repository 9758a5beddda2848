//! DescribeConfigs of topics, brokers and what else there is.

use protocol::messages::describe_configs::{DescribeConfigsRequest, DescribeConfigsResource};

use super::create_topics::create_with;
use super::pair::Pair;

const TOPIC: &str = "describe-configs";

pub(super) fn cases(pair: &mut Pair) {
    create_with(pair, TOPIC, 1, &[("retention.ms", "1234"), ("cleanup.policy", "compact")]);
    pair.ask_all("a topic", |_, _| request(2, TOPIC, None));
    pair.ask_all("a topic with documentation", |_, _| DescribeConfigsRequest {
        include_documentation: true,
        ..request(2, TOPIC, None)
    });
    pair.ask_all("a topic with synonyms", |_, _| DescribeConfigsRequest {
        include_synonyms: true,
        ..request(2, TOPIC, None)
    });
    for keys in [
        &["retention.ms"][..],
        &["retention.ms", "retention.ms"],
        &["no.such"],
        &["segment.bytes", "no.such"],
        &[],
    ] {
        pair.ask_all(&format!("keys {keys:?}"), |_, _| request(2, TOPIC, Some(keys)));
    }
    for (kind, name) in [
        (2, "missing"),
        (2, "a b"),
        (2, ""),
        (4, "1"),
        (4, ""),
        (4, "7"),
        (4, "x"),
        (8, "1"),
        (8, ""),
        (8, "7"),
        (16, "x"),
        (16, ""),
        (32, "g"),
        (32, ""),
        (0, "x"),
        (1, "x"),
        (64, "x"),
        (-1, "x"),
    ] {
        let keys: Option<&[&str]> =
            if matches!(kind, 4 | 8) { Some(&["num.partitions", "root"]) } else { None };
        pair.ask_all(&format!("kind {kind}, name {name:?}"), |_, _| request(kind, name, keys));
    }
    pair.ask_all("a broker's keys with synonyms", |_, _| DescribeConfigsRequest {
        include_synonyms: true,
        ..request(
            4,
            "1",
            Some(&[
                "log.retention.ms",
                "log.retention.hours",
                "num.io.threads",
                "listeners.x",
                "compression.type",
            ]),
        )
    });
    pair.ask_all("no resources", |_, _| DescribeConfigsRequest::default());
    pair.ask_all("a topic twice", |_, _| {
        let mut twice = request(2, TOPIC, Some(&["retention.ms"]));
        twice.resources.extend(twice.resources.clone());
        twice
    });
}

fn request(kind: i8, name: &str, keys: Option<&[&str]>) -> DescribeConfigsRequest {
    let resource = DescribeConfigsResource {
        resource_type: kind,
        resource_name: name.into(),
        configuration_keys: keys.map(|keys| keys.iter().map(|key| (*key).into()).collect()),
        ..DescribeConfigsResource::default()
    };
    DescribeConfigsRequest { resources: vec![resource], ..DescribeConfigsRequest::default() }
}
