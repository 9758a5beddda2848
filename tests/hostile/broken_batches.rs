//! Each broken batch gets the error that Apache Kafka gives; `UPDATE=1` asks Apache Kafka anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use model::ErrorCode;
use protocol::messages::create_topics::{CreatableTopic, CreatableTopicConfig, CreateTopicsRequest};
use testkit::{Outcome, RawClient};
use tests::broken_batches::broken_batches;
use tests::oracle::Oracle;
use tests::subject::Subject;

use super::bombs::produce;
use super::target::TOPIC;

/// Topics that differ in what a broker must look at, each with one config.
const KINDS: [(&str, &str, &str); 3] = [
    ("delete", "cleanup.policy", "delete"),
    ("compact", "cleanup.policy", "compact"),
    ("append time", "message.timestamp.type", "LogAppendTime"),
];

#[test]
fn broken_batches_get_the_errors_of_apache_kafka() {
    if std::env::var_os("UPDATE").is_some() {
        let oracle = Oracle::start(&[]);
        std::fs::write(table(), ask(oracle.address())).expect("the table");
    }
    let subject = Subject::start();
    let ours = ask(subject.bootstrap().parse().expect("an address"));
    let theirs = std::fs::read_to_string(table()).expect("the table");
    let differ: Vec<_> = ours
        .lines()
        .zip(theirs.lines())
        .filter(|(ours, theirs)| ours != theirs && !is_on_purpose(ours, theirs))
        .map(|(ours, theirs)| format!("Kafka {theirs}\nOttla {ours}"))
        .collect();
    assert!(differ.is_empty(), "\n{}", differ.join("\n"));
    assert_eq!(ours.lines().count(), theirs.lines().count());
}

/// What we refuse with INVALID_RECORD although Kafka does not: what makes it fail, and what it would write anew.
fn is_on_purpose(ours: &str, theirs: &str) -> bool {
    let is_odd =
        ["offset delta", "bytes behind it", "transactional"].iter().any(|what| theirs.contains(what));
    ours.starts_with("INVALID_RECORD") && (theirs.starts_with("UNKNOWN_SERVER_ERROR") || is_odd)
}

/// A line for each kind of topic and each batch: what the broker says.
fn ask(address: std::net::SocketAddr) -> String {
    let connect = || RawClient::connect(address, "broken", Duration::from_secs(10)).expect("a connection");
    let mut out = String::new();
    for (kind, name, value) in KINDS {
        let topic = format!("{TOPIC}-{}", kind.replace(' ', "-"));
        create(&mut connect(), &topic, name, value);
        for (what, batch) in broken_batches() {
            let mut request = produce(batch);
            request.topic_data[0].name = topic.as_str().into();
            let answer = match connect().ask(&request, 9) {
                Outcome::Answer(response) => {
                    let code = response.responses[0].partition_responses[0].error_code;
                    format!("{:?}", ErrorCode::from_code(code))
                }
                outcome => format!("{outcome:?}"),
            };
            writeln!(out, "{answer}: {what}, topic with {kind}").expect("writing to a string");
        }
    }
    out
}

fn create(client: &mut RawClient, topic: &str, name: &str, value: &str) {
    let config = CreatableTopicConfig {
        name: name.into(),
        value: Some(value.into()),
        ..CreatableTopicConfig::default()
    };
    let topic = CreatableTopic {
        name: topic.into(),
        num_partitions: 1,
        replication_factor: 1,
        configs: vec![config],
        ..CreatableTopic::default()
    };
    let request = CreateTopicsRequest { topics: vec![topic], ..CreateTopicsRequest::default() };
    let outcome = client.ask(&request, 7);
    assert!(matches!(&outcome, Outcome::Answer(answer) if answer.topics[0].error_code == 0), "{outcome:?}");
    // The broker may learn of the topic a moment after the controller has it.
    std::thread::sleep(Duration::from_millis(500));
}

fn table() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile/broken_batches.txt")
}
