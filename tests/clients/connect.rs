//! Kafka Connect in distributed mode, and MirrorMaker 2, which is a Connect cluster of its own.

use std::net::TcpListener;
use std::path::Path;
use std::process::Child;

use tests::subject::{Subject, unique};
use tests::tool::Tool;
use tests::wait::until;

#[test]
fn connect_carries_a_file_through_a_topic() {
    let subject = Subject::start_with(&["group.initial.rebalance.delay.ms=0"]);
    let directory = tempfile::tempdir().unwrap();
    let rest = format!("http://127.0.0.1:{}", free_port());
    let cluster = unique("connect");
    let internal: String = ["config", "offset", "status"]
        .map(|name| format!("{name}.storage.topic={cluster}-{name}\n{name}.storage.replication.factor=1\n"))
        .concat();
    let settings = format!(
        "bootstrap.servers={}\ngroup.id={cluster}\n{internal}listeners={rest}\noffset.flush.interval.ms=500\n\
         scheduled.rebalance.max.delay.ms=1000\n\
         key.converter=org.apache.kafka.connect.json.JsonConverter\nvalue.converter=org.apache.kafka.connect.json.JsonConverter\n",
        subject.bootstrap(),
    );
    let _worker = Process::start("connect-distributed", &settings, directory.path());
    let topic = unique("file");
    let directory = directory.path().to_str().unwrap();
    assert_eq!(Tool::python("connect.py").args([&rest, &topic, directory]).stdout(), "sink source\n");

    let groups = Tool::kafka("kafka-consumer-groups")
        .args(["--bootstrap-server", &subject.bootstrap(), "--list"])
        .stdout();
    assert!(groups.lines().any(|group| group == "connect-sink"), "{groups}");
    for name in ["config", "offset", "status"] {
        let describe = [
            "--bootstrap-server",
            &subject.bootstrap(),
            "--describe",
            "--topic",
            &format!("{cluster}-{name}"),
        ];
        let described = Tool::kafka("kafka-topics").args(describe).stdout();
        assert!(described.contains("cleanup.policy=compact"), "{described}");
    }
}

#[test]
fn mirror_maker_carries_topics_from_one_broker_to_another() {
    let (source, target) = (Subject::start(), Subject::start());
    let topic = source.create_topic("mirrored", 2, &["retention.ms=7654321"]);
    let directory = tempfile::tempdir().unwrap();
    let factors: String = [
        "replication.factor",
        "config.storage.replication.factor",
        "offset.storage.replication.factor",
        "status.storage.replication.factor",
        "checkpoints.topic.replication.factor",
        "heartbeats.topic.replication.factor",
        "offset-syncs.topic.replication.factor",
    ]
    .map(|key| format!("{key}=1\n"))
    .concat();
    let settings = format!(
        "clusters=one,two\none.bootstrap.servers={}\ntwo.bootstrap.servers={}\none->two.enabled=true\n\
         one->two.topics={topic}\ntwo->one.enabled=false\nrefresh.topics.interval.seconds=1\n\
         sync.topic.configs.interval.seconds=1\ndedicated.mode.enable.internal.rest=false\nemit.heartbeats.enabled=false\n{factors}",
        source.bootstrap(),
        target.bootstrap(),
    );
    produce(&source, &topic, 0..100);
    let _mirror = Process::start("connect-mirror-maker", &settings, directory.path());
    produce(&source, &topic, 100..200);

    let mirrored = format!("one.{topic}");
    // Auto-creation by a consumer that is too early would spoil it: the mirror creates it.
    let target_address = target.bootstrap();
    let list = || Tool::new("kcat").args(["-b", &target_address, "-L"]).stdout();
    let announced = format!("\"{mirrored}\" with 2 partitions");
    until("the mirror creates the topic", || list().contains(&announced));
    let mut read = 0;
    for partition in ["0", "1"] {
        let arguments = [
            "-b",
            &target_address,
            "-C",
            "-q",
            "-t",
            &mirrored,
            "-p",
            partition,
            "-o",
            "beginning",
            "-c",
            "100",
        ];
        read += Tool::new("kcat").args(arguments).stdout().lines().count();
    }
    assert_eq!(read, 200);
    let describe = ["--bootstrap-server", &target_address, "--describe", "--topic", &mirrored];
    let described = || Tool::kafka("kafka-topics").args(describe).stdout();
    until("the mirror carries the configuration", || described().contains("retention.ms=7654321"));
}

/// One half to each partition.
fn produce(subject: &Subject, topic: &str, numbers: std::ops::Range<u32>) {
    let lines: Vec<String> = numbers.map(|number| format!("{number}\n")).collect();
    for (partition, half) in lines.chunks(lines.len() / 2).enumerate() {
        let (bootstrap, partition) = (subject.bootstrap(), partition.to_string());
        let arguments = ["-b", &bootstrap, "-P", "-q", "-t", topic, "-p", &partition];
        Tool::new("kcat").args(arguments).stdin(half.concat()).succeeds();
    }
}

/// A program of Apache Kafka's that runs until the test ends.
struct Process {
    child: Child,
}

impl Process {
    fn start(name: &str, settings: &str, directory: &Path) -> Self {
        let file = directory.join(format!("{name}.properties"));
        std::fs::write(&file, settings).unwrap();
        let log = std::fs::File::create(directory.join(format!("{name}.log"))).unwrap();
        Self { child: Tool::kafka_member(name).arg(file).spawn_logging(log) }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has no state worth keeping.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
