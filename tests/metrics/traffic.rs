//! What is counted under a known load, and that Prometheus' own tool can read it.

use std::net::SocketAddr;

use tests::broker_process::BrokerProcess;
use tests::tool::{Tool, end};
use tests::wait::until;

use super::http::get;
use super::samples::Samples;

fn kcat(broker: &BrokerProcess, args: &[&str]) -> Tool {
    Tool::new("kcat").args(["-b", &broker.address().to_string()]).args(args)
}

fn scrape(address: SocketAddr) -> Samples {
    let answer = get(address, "/metrics");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.head.contains("content-type: text/plain; version=0.0.4"), "{}", answer.head);
    Samples::parse(&answer.body)
}

/// `count` records of 100 bytes each.
fn records(count: usize) -> String {
    format!("{:0100}\n", 0).repeat(count)
}

#[test]
fn a_known_load_is_counted_exactly() {
    let broker = BrokerProcess::start(&["num.partitions=2"]);
    let http = broker.metrics_address().unwrap();
    kcat(&broker, &["-P", "-t", "a", "-p", "0"]).stdin(records(1000)).succeeds();
    kcat(&broker, &["-P", "-t", "a", "-p", "1"]).stdin(records(20)).succeeds();
    kcat(&broker, &["-P", "-t", "b", "-p", "0"]).stdin(records(3)).succeeds();
    let read = kcat(&broker, &["-C", "-q", "-e", "-t", "a", "-p", "1", "-o", "beginning"]).stdout();
    assert_eq!(read.lines().count(), 20);
    drop(kcat(&broker, &["-L", "-t", "not/a/topic"]).run());

    let samples = scrape(http);
    let traffic = |name: &str, topic: &str| {
        let name = format!("kafka_server_brokertopicmetrics_{name}_total");
        if topic.is_empty() { samples.value(&name, &[]) } else { samples.value(&name, &[("topic", topic)]) }
    };
    assert_eq!([traffic("messagesin", "a"), traffic("messagesin", "b")], [1020.0, 3.0]);
    assert_eq!(traffic("messagesin", ""), 1023.0);
    let bytes = traffic("bytesin", "a");
    assert!((102_000.0..140_000.0).contains(&bytes), "{bytes}");
    assert_eq!(traffic("bytesin", ""), bytes + traffic("bytesin", "b"));
    let size = |topic| samples.value("kafka_log_log_size", &[("topic", topic)]);
    assert_eq!([size("a"), size("b")], [bytes, traffic("bytesin", "b")], "what came in is what is stored");
    assert!((2000.0..3000.0).contains(&traffic("bytesout", "a")) && traffic("bytesout", "b") == 0.0);
    assert_eq!(traffic("failedproducerequests", ""), 0.0);

    let offset = |name: &str, partition| {
        let name = format!("kafka_topic_partition_{name}");
        samples.value(&name, &[("topic", "a"), ("partition", partition)])
    };
    assert_eq!([offset("current_offset", "0"), offset("current_offset", "1")], [1000.0, 20.0]);
    assert_eq!(
        [offset("oldest_offset", "0"), offset("leader", "0"), offset("in_sync_replica", "0")],
        [0.0, 1.0, 1.0]
    );
    assert_eq!(samples.value("kafka_topic_partitions", &[("topic", "a")]), 2.0);
    let one = |name: &str| samples.value(name, &[]);
    assert_eq!(one("kafka_server_replicamanager_partitioncount"), 4.0);
    assert_eq!(one("kafka_server_replicamanager_leadercount"), 4.0);
    for (name, expected) in [
        ("kafka_server_replicamanager_underreplicatedpartitions", 0.0),
        ("kafka_server_replicamanager_underminisrpartitioncount", 0.0),
        ("kafka_controller_kafkacontroller_activecontrollercount", 1.0),
        ("kafka_controller_kafkacontroller_offlinepartitionscount", 0.0),
        ("kafka_log_logmanager_offlinelogdirectorycount", 0.0),
        ("kafka_server_kafkaserver_brokerstate", 3.0),
        ("kafka_brokers", 1.0),
    ] {
        assert_eq!(one(name), expected, "{name}");
    }

    let error = [("request", "Metadata"), ("error", "INVALID_TOPIC_EXCEPTION")];
    assert!(samples.value("kafka_network_requestmetrics_errors_total", &error) >= 1.0);
    let produced = samples.sum("kafka_network_requestmetrics_requests_total", &[("request", "Produce")]);
    assert!(produced >= 3.0);
    for name in ["kafka_network_requestmetrics_totaltimems_count", "ottla_request_duration_seconds_count"] {
        assert_eq!(samples.value(name, &[("request", "Produce")]), produced, "{name}");
    }
    let median = [("request", "Produce"), ("quantile", "0.50")];
    assert!(samples.value("kafka_network_requestmetrics_totaltimems", &median) > 0.0);
    assert!(one("ottla_log_flush_duration_seconds_count") >= 3.0, "acks=all is flushed");
    let created = samples.value("kafka_server_socket_server_metrics_connection_creation_total", &PLAINTEXT);
    assert!(created >= 5.0);
    assert!(one("process_resident_memory_bytes") > 1e6 && one("process_open_fds") > 5.0);

    let after = scrape(http);
    assert_eq!(after.sum("kafka_network_requestmetrics_requests_total", &[]), {
        samples.sum("kafka_network_requestmetrics_requests_total", &[])
    });
}

const PLAINTEXT: [(&str, &str); 1] = [("listener", "PLAINTEXT")];

#[test]
fn sums_over_all_topics_do_not_fall_when_a_topic_is_deleted_and_counts_of_connections_do() {
    let broker = BrokerProcess::start(&[]);
    let http = broker.metrics_address().unwrap();
    kcat(&broker, &["-P", "-t", "doomed", "-p", "0"]).stdin(records(10)).succeeds();
    let args = ["--bootstrap-server", &broker.address().to_string(), "--delete", "--topic", "doomed"];
    Tool::kafka("kafka-topics").args(args).succeeds();
    let samples = scrape(http);
    let name = "kafka_server_brokertopicmetrics_messagesin_total";
    assert_eq!(samples.value(name, &[]), 10.0);
    assert_eq!(samples.get(name, &[("topic", "doomed")]), None);
    assert_eq!(samples.value("kafka_server_socket_server_metrics_connection_count", &PLAINTEXT), 0.0);
}

#[test]
fn a_consumer_that_waits_is_seen_waiting() {
    let broker = BrokerProcess::start(&[]);
    let http = broker.metrics_address().unwrap();
    kcat(&broker, &["-P", "-t", "t", "-p", "0"]).stdin("x\n").succeeds();
    let reader = kcat(&broker, &["-C", "-q", "-t", "t", "-p", "0", "-X", "fetch.wait.max.ms=10000"]).spawn();
    let waiting = [("delayedOperation", "Fetch")];
    let size = || scrape(http).value("kafka_server_delayedoperationpurgatory_purgatorysize", &waiting);
    until("it waits", || size() == 1.0);
    assert!(scrape(http).value("kafka_server_socket_server_metrics_connection_count", &PLAINTEXT) >= 1.0);
    end(reader);
    until("it is gone", || size() == 0.0);
}

/// Names and labels that are given by others, though Prometheus' own rules are different.
const GIVEN: [&str; 9] = [
    "kafka_consumergroup_current_offset_sum ",
    "kafka_consumergroup_lag_sum ",
    "kafka_log_logflushstats_logflushrateandtimems",
    "kafka_log_logmanager_logdirectoryoffline ",
    "kafka_network_requestmetrics_totaltimems",
    "kafka_server_delayedoperationpurgatory_numdelayedoperations ",
    "kafka_server_delayedoperationpurgatory_purgatorysize ",
    "kafka_server_kafkaserver_linux_disk_",
    "kafka_server_socket_server_metrics_connection_count ",
];

#[test]
fn promtool_has_nothing_to_say_under_load_but_on_names_that_kafka_gives() {
    let broker = BrokerProcess::start(&[]);
    let http = broker.metrics_address().unwrap();
    let mut writer = kcat(&broker, &["-P", "-t", "load", "-p", "0"]).stdin(records(20_000)).spawn();
    let reader = kcat(&broker, &["-C", "-q", "-t", "load", "-p", "0", "-o", "beginning"]).spawn();
    for _ in 0..5 {
        let checked =
            Tool::new("promtool").args(["check", "metrics"]).stdin(get(http, "/metrics").body).run();
        assert!(matches!(checked.code, Some(0 | 3)), "not readable: {checked}");
        let said =
            checked.stdout.lines().chain(checked.stderr.lines()).filter(|line| !line.trim().is_empty());
        let new: Vec<&str> = said.filter(|line| !GIVEN.iter().any(|name| line.starts_with(name))).collect();
        assert!(new.is_empty(), "{new:?}");
    }
    writer.wait().unwrap();
    end(reader);
}

#[test]
fn ten_thousand_partitions_are_told_without_opening_their_logs() {
    const PARTITIONS: usize = 10_000;
    let broker = BrokerProcess::start(&[]);
    let http = broker.metrics_address().unwrap();
    let before = scrape(http);
    for topic in 0..10 {
        let partitions = (PARTITIONS / 10).to_string();
        let args = ["--create", "--topic", &format!("many-{topic}"), "--partitions", &partitions];
        let bootstrap = broker.address().to_string();
        Tool::kafka("kafka-topics").args(["--bootstrap-server", &bootstrap]).args(args).succeeds();
    }
    let samples = scrape(http);
    assert_eq!(samples.value("kafka_server_replicamanager_partitioncount", &[]), 10_000.0);
    assert!(samples.len() < before.len() + 7 * PARTITIONS + 500, "{} samples", samples.len());
    let fds = |samples: &Samples| samples.value("process_open_fds", &[]);
    assert!(fds(&scrape(http)) < fds(&before) + 50.0, "no log was opened");
    assert_eq!(samples.sum("kafka_log_log_numlogsegments", &[]), 0.0);
}
