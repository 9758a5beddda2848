//! One directory, two brokers: a partition that Apache Kafka wrote and closed is served by Ottla record for record,
//! and the other way round.

use std::path::{Path, PathBuf};

use tests::oracle::Oracle;
use tests::subject::Subject;
use tests::tool::Tool;

const TOPIC: &str = "across";

#[test]
fn ottla_serves_what_apache_kafka_wrote() {
    let kafka = Oracle::start(&[]);
    let bootstrap = kafka.address().to_string();
    let written = write(&bootstrap);
    kafka.stop();
    let mut ottla = Subject::start();
    create(&ottla.bootstrap());
    ottla.stop();
    adopt(&kafka.log_dir(), &ottla.log_dir().unwrap());
    let ottla = ottla.restart();
    check(&ottla.bootstrap(), &written);
}

#[test]
fn apache_kafka_serves_what_ottla_wrote() {
    let mut ottla = Subject::start();
    let written = write(&ottla.bootstrap());
    ottla.stop();
    let kafka = Oracle::start(&[]);
    create(&kafka.address().to_string());
    kafka.stop();
    adopt(&ottla.log_dir().unwrap(), &kafka.log_dir());
    kafka.restart();
    check(&kafka.address().to_string(), &written);
}

#[test]
fn dump_log_finds_every_file_of_a_closed_partition_sound() {
    let mut ottla = Subject::start();
    let written = write(&ottla.bootstrap());
    ottla.stop();
    let dir = ottla.log_dir().unwrap().join(format!("{TOPIC}-0"));
    let segments = with_extension(&dir, "log");
    assert!(segments.len() >= 3, "several segments: {segments:?}");
    let print = ["--deep-iteration", "--print-data-log", "--files"];
    let dump = Tool::kafka("kafka-dump-log").args(print).arg(join(&segments)).stdout();
    assert!(dump.contains("Log starting offset: 0"), "{dump}");
    assert!(
        dump.lines()
            .filter(|line| line.starts_with("baseOffset: "))
            .all(|line| line.contains("isvalid: true"))
    );
    let records = dump.lines().filter(|line| line.starts_with("| offset: ")).count();
    assert_eq!(records, written.lines().count());
    for kind in ["index", "timeindex"] {
        let files = with_extension(&dir, kind);
        assert_eq!(files.len(), segments.len(), "{files:?}");
        let check = ["--index-sanity-check", "--files"];
        let output = Tool::kafka("kafka-dump-log").args(check).arg(join(&files)).stdout();
        assert_eq!(output.matches("passed sanity check.").count(), files.len(), "{output}");
        // Without the option the tool compares every entry with the log.
        let output = Tool::kafka("kafka-dump-log").arg("--files").arg(join(&files)).stdout();
        assert!(!output.contains("Found ") && !output.contains("mismatch"), "{output}");
    }
    // The records are old, and so are their producers: they expire, and a snapshot may name none.
    let snapshots = with_extension(&dir, "snapshot");
    let output = Tool::kafka("kafka-dump-log").arg("--files").arg(join(&snapshots)).stdout();
    assert_eq!(output.matches("Dumping ").count(), snapshots.len(), "{output}");
}

/// Small segments, so that there are several, and an index entry for each batch.
const CONFIGS: [&str; 2] = ["segment.bytes=1048576", "index.interval.bytes=0"];

fn create(bootstrap: &str) {
    Tool::python("admin.py").args([bootstrap, "create", TOPIC, "1"]).args(CONFIGS).succeeds();
    // One record, so that the partition has its directory and its topic id in it.
    Tool::python("admin.py").args([bootstrap, "produce", TOPIC, "to be replaced", "1"]).succeeds();
}

/// Fills the topic and returns what kcat reads back.
fn write(bootstrap: &str) -> String {
    Tool::python("admin.py").args([bootstrap, "create", TOPIC, "1"]).args(CONFIGS).succeeds();
    Tool::python("admin.py").args([bootstrap, "fill", TOPIC]).succeeds();
    let written = read(bootstrap);
    assert_eq!(written.lines().count(), 1500);
    written
}

fn read(bootstrap: &str) -> String {
    let format = "%o %T %k %h %s\n";
    let args =
        ["-C", "-q", "-e", "-t", TOPIC, "-p", "0", "-o", "beginning", "-X", "check.crcs=true", "-Z", "-f"];
    Tool::new("kcat").args(["-b", bootstrap]).args(args).arg(format).stdout()
}

/// Puts the partition directory of `from` in the place of that of `to`, whose topic id it takes.
fn adopt(from: &Path, to: &Path) {
    let name = format!("{TOPIC}-0");
    let (from, to) = (from.join(&name), to.join(&name));
    let identity = std::fs::read(to.join("partition.metadata")).unwrap();
    std::fs::remove_dir_all(&to).unwrap();
    std::fs::create_dir(&to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
    std::fs::write(to.join("partition.metadata"), identity).unwrap();
}

/// The same records under the same offsets, and the next one after them.
fn check(bootstrap: &str, written: &str) {
    assert!(read(bootstrap) == written, "other records than were written");
    Tool::python("admin.py").args([bootstrap, "produce", TOPIC, "next", "1700000001000"]).succeeds();
    let read = read(bootstrap);
    assert_eq!(read.strip_prefix(written), Some("1500 1700000001000 NULL  next\n"));
    let offsets = |time: &str| {
        let args = ["--topic", TOPIC, "--time", time, "--bootstrap-server", bootstrap];
        Tool::kafka("kafka-get-offsets").args(args).stdout()
    };
    assert_eq!(offsets("1700000000299"), format!("{TOPIC}:0:299\n"), "the time index works");
}

fn with_extension(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    files.sort();
    files
}

fn join(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.to_str().unwrap()).collect::<Vec<_>>().join(",")
}
