//! Kafka Streams: an application with a repartition topic and a store, which comes back with its state.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::Child;

use tests::subject::{Subject, unique};
use tests::tool::{Tool, end, signal};

#[test]
fn streams_counts_words_with_a_store_in_memory() {
    count_words("memory");
}

#[test]
fn streams_counts_words_with_rocksdb() {
    count_words("rocksdb");
}

fn count_words(store: &str) {
    let subject = Subject::start_with(&["group.initial.rebalance.delay.ms=0"]);
    let input = subject.create_topic("lines", 2, &[]);
    let output = subject.create_topic("counts", 1, &[]);
    let (application, state) = (unique("words"), tempfile::tempdir().unwrap());
    let start = || Application::start(store, &[&subject.bootstrap(), &application, &input, &output], &state);

    produce(&subject, &input, &["to be or not to be", "that is the question"]);
    let mut first = start();
    wait_for(&subject, &output, &[("to", 2), ("be", 2), ("or", 1), ("question", 1)]);
    first.stop();
    // The counts go on where they were: the store is restored from its changelog or found on disk.
    produce(&subject, &input, &["to sleep", "to die", "the rest"]);
    let mut second = start();
    wait_for(&subject, &output, &[("to", 4), ("be", 2), ("the", 2), ("sleep", 1), ("rest", 1)]);
    second.stop();

    let topics =
        Tool::kafka("kafka-topics").args(["--bootstrap-server", &subject.bootstrap(), "--list"]).stdout();
    for internal in ["counts-repartition", "counts-changelog"] {
        assert!(topics.contains(&format!("{application}-{internal}")), "{topics}");
    }
}

struct Application {
    child: Child,
}

impl Application {
    fn start(store: &str, arguments: &[&str], state: &tempfile::TempDir) -> Self {
        let program = Tool::java_member("WordCount.java").arg(store).args(arguments);
        let mut child = program.arg(state.path()).spawn();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert_eq!(lines.find(|line| line == "running").as_deref(), Some("running"));
        Self { child }
    }

    /// SIGTERM: it commits and leaves.
    fn stop(&mut self) {
        signal(&self.child, "TERM");
        self.child.wait().unwrap();
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        // It has ended already unless the test failed.
        drop(self.child.kill());
    }
}

fn produce(subject: &Subject, topic: &str, lines: &[&str]) {
    let produce = ["-b", &subject.bootstrap(), "-P", "-q", "-t", topic, "-X", "acks=all"];
    Tool::new("kcat").args(produce).stdin(lines.join("\n")).succeeds();
}

/// Reads the output until the last count of each word is as expected. A tool's time limit ends a wait in vain.
fn wait_for(subject: &Subject, topic: &str, expected: &[(&str, u64)]) {
    let expected: BTreeMap<String, u64> =
        expected.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect();
    let mut child = Tool::new("kcat")
        .args(["-b", &subject.bootstrap(), "-C", "-q", "-u", "-t", topic, "-o", "beginning", "-f", "%k %s\n"])
        .spawn();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let has_come = lines.any(|line| {
        let (word, count) = line.split_once(' ').unwrap();
        counts.insert(word.to_owned(), count.parse().unwrap());
        expected.iter().all(|(word, count)| counts.get(word) == Some(count))
    });
    end(child);
    assert!(has_come, "expected {expected:?}, found {counts:?}");
}
