//! Configuration of groups and of client-metrics subscriptions, and ListConfigResources.

use protocol::messages::describe_configs::DescribeConfigsRequest;
use protocol::messages::list_config_resources::ListConfigResourcesRequest;

use super::alter_configs::{APPEND, Change, DELETE, SET, SUBTRACT, describe, incremental};
use super::pair::Pair;

const GROUP: i8 = 32;
const CLIENT_METRICS: i8 = 16;
const BROKER: i8 = 4;

pub(super) fn cases(pair: &mut Pair) {
    list(pair, "before");
    groups(pair);
    client_metrics(pair);
    brokers(pair);
    list(pair, "afterwards");
}

fn list(pair: &mut Pair, when: &str) {
    for types in [&[][..], &[2], &[4], &[8], &[16], &[32], &[16, 32], &[16, 16], &[0], &[1], &[64], &[2, 64]]
    {
        pair.ask_all(&format!("{types:?} {when}"), |_, _| ListConfigResourcesRequest {
            resource_types: types.to_vec(),
            ..ListConfigResourcesRequest::default()
        });
    }
}

fn all(pair: &mut Pair, kind: i8, name: &str, list: &[&[Change<'_>]]) {
    for changes in list {
        for validate_only in [true, false] {
            let what = format!("kind {kind} {changes:?}{}", if validate_only { " (check only)" } else { "" });
            pair.ask_all(&what, |_, _| incremental(kind, name, changes, validate_only));
        }
        pair.ask_until_alike("configs afterwards", 4, |_| DescribeConfigsRequest {
            include_synonyms: true,
            ..describe(kind, name)
        });
    }
}

fn groups(pair: &mut Pair) {
    let changes: [&[Change<'_>]; 37] = [
        &[("consumer.session.timeout.ms", SET, Some("50000"))],
        &[("consumer.session.timeout.ms", SET, Some("1"))],
        &[("consumer.session.timeout.ms", SET, Some("44999"))],
        &[("consumer.session.timeout.ms", SET, Some("60001"))],
        &[("consumer.session.timeout.ms", SET, Some("0"))],
        &[("consumer.session.timeout.ms", SET, Some("x"))],
        &[("consumer.heartbeat.interval.ms", SET, Some("4999"))],
        &[("consumer.heartbeat.interval.ms", SET, Some("15001"))],
        &[("consumer.heartbeat.interval.ms", SET, Some("15000"))],
        &[("consumer.assignment.interval.ms", SET, Some("15001"))],
        &[("consumer.assignment.interval.ms", SET, Some("-1"))],
        &[("share.session.timeout.ms", SET, Some("60001"))],
        &[("share.session.timeout.ms", SET, Some("44999"))],
        &[("share.heartbeat.interval.ms", SET, Some("15001"))],
        &[("share.heartbeat.interval.ms", SET, Some("4999"))],
        &[("share.record.lock.duration.ms", SET, Some("14999"))],
        &[("share.record.lock.duration.ms", SET, Some("60001"))],
        &[("share.record.lock.duration.ms", SET, Some("60000"))],
        &[("share.delivery.count.limit", SET, Some("1"))],
        &[("share.delivery.count.limit", SET, Some("11"))],
        &[("share.partition.max.record.locks", SET, Some("99"))],
        &[("share.partition.max.record.locks", SET, Some("4001"))],
        &[("share.auto.offset.reset", SET, Some("by_duration:PT1H"))],
        &[("share.auto.offset.reset", SET, Some("by_duration:soon"))],
        &[("share.auto.offset.reset", SET, Some("never"))],
        &[("share.isolation.level", SET, Some("read_committed"))],
        &[("share.isolation.level", SET, Some("x"))],
        &[("streams.session.timeout.ms", SET, Some("44999"))],
        &[("streams.heartbeat.interval.ms", SET, Some("15001"))],
        &[("streams.num.standby.replicas", SET, Some("3"))],
        &[("streams.num.standby.replicas", SET, Some("2"))],
        &[("streams.initial.rebalance.delay.ms", SET, Some("-1"))],
        &[("no.such", SET, Some("1"))],
        &[("no.such", DELETE, None)],
        &[("consumer.session.timeout.ms", APPEND, Some("1"))],
        &[("consumer.session.timeout.ms", DELETE, None), ("share.isolation.level", DELETE, None)],
        &[],
    ];
    all(pair, GROUP, "entity-group", &changes);
    pair.ask_all("heartbeat over session", |_, _| {
        let changes = [
            ("consumer.session.timeout.ms", SET, Some("45000")),
            ("consumer.heartbeat.interval.ms", SET, Some("45001")),
        ];
        incremental(GROUP, "entity-group", &changes, true)
    });
    pair.ask_all("no group name", |_, _| {
        incremental(GROUP, "", &[("consumer.session.timeout.ms", SET, Some("50000"))], true)
    });
    pair.ask("documentation of groups", 4, |_| DescribeConfigsRequest {
        include_documentation: true,
        ..describe(GROUP, "entity-group")
    });
}

fn client_metrics(pair: &mut Pair) {
    let changes: [&[Change<'_>]; 24] = [
        &[("interval.ms", SET, Some("1000"))],
        &[("interval.ms", SET, Some("99"))],
        &[("interval.ms", SET, Some("3600001"))],
        &[("interval.ms", SET, Some("x"))],
        &[("interval.ms", SET, Some(""))],
        &[("metrics", SET, Some("org.apache.kafka.producer,org.apache.kafka.consumer"))],
        &[("metrics", SET, Some("a,a"))],
        &[("metrics", SET, Some("*"))],
        &[("metrics", SET, Some("a,,b"))],
        &[("metrics", APPEND, Some("b"))],
        &[("metrics", SUBTRACT, Some("b"))],
        &[("match", SET, Some("client_id=abc"))],
        &[("match", SET, Some("client_id=a.*,client_software_name=x"))],
        &[("match", SET, Some("client_id=["))],
        &[("match", SET, Some("client_id"))],
        &[("match", SET, Some("client_id="))],
        &[("match", SET, Some("nobody=x"))],
        &[("match", SET, Some("client_id=a=b"))],
        &[("match", SET, Some(" client_id = a "))],
        &[("match", SET, Some("client_id=a,client_id=b"))],
        &[(
            "match",
            SET,
            Some("client_instance_id=b69cc35a-7a54-4790-aa69-cc2bd4ee4538,client_source_port=9[0-9]*"),
        )],
        &[("no.such", SET, Some("1"))],
        &[("no.such", DELETE, None)],
        &[("interval.ms", DELETE, None)],
    ];
    all(pair, CLIENT_METRICS, "entity-metrics", &changes);
    pair.ask_all("no subscription name", |_, _| {
        incremental(CLIENT_METRICS, "", &[("interval.ms", SET, Some("1000"))], true)
    });
    pair.ask("documentation of subscriptions", 4, |_| DescribeConfigsRequest {
        include_documentation: true,
        ..describe(CLIENT_METRICS, "entity-metrics")
    });
}

/// Keys of the broker that are set at run time, and taken back.
fn brokers(pair: &mut Pair) {
    for (name, value) in [
        ("log.retention.ms", "100000000"),
        ("log.cleaner.threads", "2"),
        ("max.connections", "1000"),
        ("max.connections.per.ip", "100"),
        ("max.connections.per.ip", "0"),
        ("max.connections.per.ip.overrides", "127.0.0.1:200"),
        ("max.connections.per.ip.overrides", "nowhere"),
        ("max.connection.creation.rate", "1000"),
        ("message.max.bytes", "2000000"),
        ("message.max.bytes", "-1"),
        ("num.io.threads", "9"),
        ("num.io.threads", "100"),
        // Not fewer: Apache Kafka closes the connections of a thread that goes.
        ("num.network.threads", "4"),
        ("background.threads", "21"),
        ("metric.reporters", "no.such.Class"),
        ("compression.type", "zstd"),
        ("log.cleanup.policy", "compact,delete"),
        ("unclean.leader.election.enable", "true"),
        ("leader.replication.throttled.rate", "1000"),
        ("leader.replication.throttled.rate", "-1"),
        ("transaction.partition.verification.enable", "false"),
        ("producer.id.expiration.ms", "10000"),
        ("remote.fetch.max.wait.ms", "100"),
        ("log.message.timestamp.type", "LogAppendTime"),
    ] {
        for broker in ["", "1"] {
            let set = [(name, SET, Some(value))];
            pair.ask_all(&format!("broker {broker:?} {name}={value}"), |_, _| {
                incremental(BROKER, broker, &set, false)
            });
            let synonyms = DescribeConfigsRequest { include_synonyms: true, ..describe(BROKER, broker) };
            pair.ask_until_alike("a broker afterwards", 4, |_| {
                let mut request = synonyms.clone();
                request.resources[0].configuration_keys = Some(vec![name.into()]);
                request
            });
            pair.ask_all(&format!("broker {broker:?} {name} taken back"), |_, _| {
                incremental(BROKER, broker, &[(name, DELETE, None)], false)
            });
        }
    }
}
