//! A broker with several log directories, one of which fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use model::ErrorCode;
use protocol::Records;
use protocol::messages::describe_log_dirs::DescribeLogDirsRequest;
use protocol::messages::metadata::{MetadataRequest, MetadataRequestTopic};
use protocol::messages::produce::{PartitionProduceData, ProduceRequest, TopicProduceData};
use testkit::{RawBatch, RawClient, Request};
use tests::broker_process::BrokerProcess;
use tests::wait::within;

const TOPIC: &str = "spread";
const PARTITIONS: i32 = 6;
const LIMIT: Duration = Duration::from_secs(30);

/// Directories below one temporary directory, and a broker that uses them all.
struct Setting {
    _base: tempfile::TempDir,
    dirs: Vec<PathBuf>,
    broker: BrokerProcess,
}

fn start(names: &[&str], overrides: &[&str]) -> Setting {
    let base = tempfile::Builder::new().prefix("ottla-test-").tempdir().unwrap();
    let dirs: Vec<PathBuf> = names.iter().map(|name| base.path().join(name)).collect();
    let list: Vec<&str> = dirs.iter().map(|dir| dir.to_str().unwrap()).collect();
    let metadata = format!("metadata.log.dir={}/metadata", base.path().display());
    let overrides: Vec<&str> = overrides.iter().copied().chain([metadata.as_str()]).collect();
    let broker = BrokerProcess::start_on(Path::new(&list.join(",")), &overrides);
    Setting { _base: base, dirs, broker }
}

fn ask<Q: Request>(broker: &BrokerProcess, request: &Q, version: i16) -> Q::Response {
    connect(broker).unwrap().answer(request, version)
}

fn connect(broker: &BrokerProcess) -> std::io::Result<RawClient> {
    RawClient::connect(broker.address(), "log-dirs", LIMIT)
}

fn create_topic(broker: &BrokerProcess, name: &str, partitions: i32) {
    connect(broker).unwrap().create_topic(name, partitions);
}

fn produce(broker: &BrokerProcess, topic: &str, index: i32) -> i16 {
    let records = Records::Bytes(RawBatch::of(&["a", "b"], 1_000).encode());
    let partition = PartitionProduceData { index, records, ..PartitionProduceData::default() };
    let topic = TopicProduceData {
        name: topic.into(),
        partition_data: vec![partition],
        ..TopicProduceData::default()
    };
    let request =
        ProduceRequest { acks: -1, timeout_ms: 10_000, topic_data: vec![topic], ..ProduceRequest::default() };
    ask(broker, &request, 7).responses[0].partition_responses[0].error_code
}

/// Partition → error, leader, whether its replica is offline.
fn metadata(broker: &BrokerProcess) -> BTreeMap<i32, (i16, i32, bool)> {
    let topic = MetadataRequestTopic { name: Some(TOPIC.into()), ..MetadataRequestTopic::default() };
    let request = MetadataRequest { topics: Some(vec![topic]), ..MetadataRequest::default() };
    let partitions = &ask(broker, &request, 7).topics[0].partitions;
    let seen = partitions.iter().map(|partition| {
        let seen = (partition.error_code, partition.leader_id, !partition.offline_replicas.is_empty());
        (partition.partition_index, seen)
    });
    seen.collect()
}

/// Directory → error, and the partitions of the topic in it.
fn described(broker: &BrokerProcess) -> BTreeMap<PathBuf, (i16, Vec<i32>)> {
    let results = ask(broker, &DescribeLogDirsRequest { topics: None, ..Default::default() }, 4).results;
    let described = results.iter().map(|dir| {
        let of_topic = dir.topics.iter().filter(|topic| *topic.name == *TOPIC);
        let partitions = of_topic.flat_map(|topic| &topic.partitions).map(|one| one.partition_index);
        (PathBuf::from(&*dir.log_dir), (dir.error_code, partitions.collect()))
    });
    described.collect()
}

fn partitions_in(dir: &Path) -> Vec<i32> {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<i32> = names
        .filter_map(|name| name.strip_prefix("spread-").and_then(|number| number.parse().ok()))
        .collect();
    found.sort_unstable();
    found
}

/// Within half a minute.
fn until(what: &str, is_so: impl FnMut() -> bool) {
    within(1_500, what, is_so);
}

/// Lets the next checkpoint of a directory fail, as on a broken disk.
fn break_dir(dir: &Path) {
    for name in ["recovery-point-offset-checkpoint.tmp", "replication-offset-checkpoint.tmp"] {
        fs::create_dir_all(dir.join(name).join("in-the-way")).unwrap();
    }
}

fn mend_dir(dir: &Path) {
    for name in ["recovery-point-offset-checkpoint.tmp", "replication-offset-checkpoint.tmp"] {
        fs::remove_dir_all(dir.join(name)).unwrap();
    }
}

#[test]
fn a_failed_log_directory_takes_its_own_partitions_offline_and_they_come_back_with_it() {
    let Setting { _base, dirs, mut broker } = start(&["a", "b"], &[]);
    create_topic(&broker, TOPIC, PARTITIONS);
    for partition in 0..PARTITIONS {
        assert_eq!(produce(&broker, TOPIC, partition), 0);
    }
    let [kept, lost] = [partitions_in(&dirs[0]), partitions_in(&dirs[1])];
    assert_eq!((kept.len(), lost.len()), (3, 3), "they go where the fewest are");
    let fine = BTreeMap::from([(dirs[0].clone(), (0, kept.clone())), (dirs[1].clone(), (0, lost.clone()))]);
    assert_eq!(described(&broker), fine);

    break_dir(&dirs[1]);
    until("the metadata has no leader for what is lost", || {
        assert_eq!(produce(&broker, TOPIC, kept[0]), 0, "what is kept is not held up");
        // There must be something to write.
        produce(&broker, TOPIC, lost[0]);
        metadata(&broker).values().filter(|(_, leader, _)| *leader == -1).count() == lost.len()
    });
    check_degraded(&broker, &kept, &lost);
    let storage_error = ErrorCode::KafkaStorageError.code();
    assert_eq!(described(&broker)[&dirs[1]], (storage_error, Vec::new()));
    assert_eq!(described(&broker)[&dirs[0]], (0, kept.clone()));
    create_topic(&broker, "later", 2);
    assert_eq!([produce(&broker, "later", 0), produce(&broker, "later", 1)], [0, 0]);

    // The disk is gone: what was on it must not begin anew on another one.
    broker.stop();
    mend_dir(&dirs[1]);
    let away = dirs[1].with_extension("away");
    fs::rename(&dirs[1], &away).unwrap();
    fs::write(&dirs[1], b"no directory").unwrap();
    let mut broker = broker.restart();
    check_degraded(&broker, &kept, &lost);
    assert_eq!(partitions_in(&dirs[0]), kept);

    // It is back.
    broker.stop();
    fs::remove_file(&dirs[1]).unwrap();
    fs::rename(&away, &dirs[1]).unwrap();
    let broker = broker.restart();
    for partition in 0..PARTITIONS {
        assert_eq!(produce(&broker, TOPIC, partition), 0);
    }
    assert!(metadata(&broker).values().all(|seen| *seen == (0, 1, false)));
    assert_eq!(described(&broker), fine);
}

fn check_degraded(broker: &BrokerProcess, kept: &[i32], lost: &[i32]) {
    let not_available = ErrorCode::LeaderNotAvailable.code();
    for (partition, seen) in metadata(broker) {
        let is_lost = lost.contains(&partition);
        assert_eq!(seen, if is_lost { (not_available, -1, true) } else { (0, 1, false) }, "{partition}");
    }
    assert!(kept.iter().all(|partition| produce(broker, TOPIC, *partition) == 0));
    let storage_error = ErrorCode::KafkaStorageError.code();
    assert!(lost.iter().all(|partition| produce(broker, TOPIC, *partition) == storage_error));
}

#[test]
fn the_broker_stops_when_its_last_log_directory_has_failed() {
    let Setting { _base, dirs, mut broker } = start(&["a", "b"], &[]);
    create_topic(&broker, TOPIC, 2);
    dirs.iter().for_each(|dir| break_dir(dir));
    until("the end of the broker", || {
        // There must be something to write.
        for partition in [0, 1] {
            let records = Records::Bytes(RawBatch::of(&["a"], 1_000).encode());
            let partition = PartitionProduceData { index: partition, records, ..Default::default() };
            let topic = TopicProduceData {
                name: TOPIC.into(),
                partition_data: vec![partition],
                ..Default::default()
            };
            let request =
                ProduceRequest { acks: -1, timeout_ms: 1_000, topic_data: vec![topic], ..Default::default() };
            if let Ok(mut client) = connect(&broker) {
                drop(client.ask(&request, 7));
            }
        }
        !broker.is_running()
    });
}

#[test]
fn a_disk_of_another_cluster_is_refused_by_name() {
    let Setting { _base: other_base, dirs: others, broker: mut other } = start(&["x"], &[]);
    other.stop();
    let base = tempfile::Builder::new().prefix("ottla-test-").tempdir().unwrap();
    let own = base.path().join("own");
    drop(BrokerProcess::start_on(&own, &[]));
    let list = format!("{},{}", own.display(), others[0].display());
    let output = std::process::Command::new(tests::broker_process::binary())
        .args(["serve", "--data-dir", &list, "--override", "listeners=PLAINTEXT://127.0.0.1:0"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("x/meta.properties: cluster.id is"), "{said}");
    assert!(said.contains("belongs to another node or cluster"), "{said}");
    drop(other_base);
}
