//! The same bytes through Apache Kafka's own classes: what they read and write again is what we wrote.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::catalog::entries;
use super::generate::message;
use super::random::Random;
use super::{hex, jars};

/// Random messages of each name and version.
const CASES: usize = 30;

#[test]
fn apache_kafka_reads_and_writes_the_same_bytes() {
    let mut questions = Vec::new();
    for entry in entries() {
        for version in entry.versions.clone() {
            let mut random = Random::new(3, &format!("{} {version}", entry.name));
            for _ in 0..CASES {
                let bytes = hex::encode(&message(&entry, version, &mut random));
                questions.push((entry.name, version, bytes));
            }
        }
    }
    let answers = ask(&questions);
    assert_eq!(answers.len(), questions.len());
    let mut wrong = String::new();
    let mut last = ("", -1);
    for ((name, version, bytes), answer) in questions.iter().zip(answers) {
        // One example of each is enough.
        if *bytes != answer && last != (name, *version) {
            writeln!(wrong, "{name} {version}\n ours   {bytes}\n theirs {answer}")
                .expect("writing to a string");
            last = (name, *version);
        }
    }
    println!("{} messages compared", questions.len());
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The answer to each question (name, version, hexadecimal digits), in order, from one JVM.
fn ask(questions: &[(&str, i16, String)]) -> Vec<String> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol/Recode.java");
    let mut child = Command::new("java")
        .args(["-Xmx256m", "-XX:+UseSerialGC", "-cp"])
        .arg(jars::folder().join("*"))
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("java");
    let mut input = child.stdin.take().expect("stdin");
    let output = BufReader::new(child.stdout.take().expect("stdout"));
    let answers = std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut text = String::new();
            for (name, version, bytes) in questions {
                writeln!(text, "{name} {version} {bytes}").expect("writing to a string");
            }
            input.write_all(text.as_bytes()).expect("writing to java");
        });
        output.lines().map(|line| line.expect("a line")).collect()
    });
    let status = child.wait().expect("java ends");
    assert!(status.success(), "{status}");
    answers
}
