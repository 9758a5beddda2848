//! kcat, which is librdkafka behind a command line.

use std::path::Path;

use serde_json::Value;
use tests::subject::{Subject, unique};
use tests::tool::Tool;

fn kcat(subject: &Subject, args: &[&str]) -> Tool {
    Tool::new("kcat").args(["-b", &subject.bootstrap()]).args(args)
}

fn produce(subject: &Subject, topic: &str, lines: &str, args: &[&str]) {
    kcat(subject, &["-P", "-t", topic, "-p", "0"]).args(args).stdin(lines).succeeds();
}

/// The values of partition 0 from `offset` (in kcat's words) to the end.
fn values(subject: &Subject, topic: &str, offset: &str) -> Vec<String> {
    let output = kcat(subject, &["-C", "-q", "-e", "-t", topic, "-p", "0", "-o", offset]).stdout();
    output.lines().map(str::to_owned).collect()
}

/// The records of partition 0 as kcat's JSON envelopes.
fn envelopes(subject: &Subject, topic: &str) -> Vec<Value> {
    let output = kcat(subject, &["-C", "-q", "-e", "-J", "-t", topic, "-p", "0", "-o", "beginning"]).stdout();
    output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn numbered(count: usize) -> String {
    (0..count).map(|i| format!("value-{i}\n")).collect()
}

#[test]
fn metadata_shows_the_broker_and_every_partition_of_a_topic() {
    let subject = Subject::start();
    let topic = subject.create_topic("metadata", 3, &[]);
    let metadata: Value = serde_json::from_str(&kcat(&subject, &["-L", "-J"]).stdout()).unwrap();
    let brokers = metadata["brokers"].as_array().unwrap();
    assert_eq!(brokers.len(), 1, "{metadata}");
    assert_eq!(brokers[0]["name"], subject.bootstrap());
    assert_eq!(metadata["controllerid"], brokers[0]["id"]);
    let topics = metadata["topics"].as_array().unwrap();
    let ours = topics.iter().find(|t| t["topic"] == topic.as_str()).unwrap();
    let partitions = ours["partitions"].as_array().unwrap();
    assert_eq!(partitions.iter().map(|p| p["partition"].as_i64().unwrap()).collect::<Vec<_>>(), [0, 1, 2]);
    for partition in partitions {
        assert_eq!(partition["leader"], brokers[0]["id"]);
        assert_eq!(partition["isrs"][0]["id"], brokers[0]["id"]);
    }
}

#[test]
fn a_topic_comes_into_being_with_its_first_record() {
    let subject = Subject::start();
    let topic = unique("auto-created");
    produce(&subject, &topic, "one\ntwo\n", &[]);
    assert_eq!(values(&subject, &topic, "beginning"), ["one", "two"]);
}

#[test]
fn reading_starts_at_the_beginning_an_offset_or_so_many_before_the_end() {
    let subject = Subject::start();
    let topic = subject.create_topic("positions", 1, &[]);
    produce(&subject, &topic, &numbered(1000), &[]);
    let all: Vec<String> = numbered(1000).lines().map(str::to_owned).collect();
    assert_eq!(values(&subject, &topic, "beginning"), all);
    assert_eq!(values(&subject, &topic, "997"), all[997..]);
    assert_eq!(values(&subject, &topic, "-2"), all[998..]);
    assert_eq!(values(&subject, &topic, "end"), [""; 0]);
}

#[test]
fn a_reader_at_the_end_gets_what_is_produced_from_then_on() {
    let subject = Subject::start();
    let topic = subject.create_topic("tail", 1, &[]);
    produce(&subject, &topic, "early\n", &[]);
    let mut reader =
        kcat(&subject, &["-C", "-q", "-u", "-t", &topic, "-p", "0", "-o", "end", "-c", "1"]).spawn();
    // The reader does not say when it has found the end, so that several records may pass before its first.
    while reader.try_wait().unwrap().is_none() {
        produce(&subject, &topic, "late\n", &[]);
    }
    assert_eq!(String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap(), "late\n");
}

#[test]
fn reading_starts_and_ends_at_timestamps() {
    let subject = Subject::start();
    let topic = subject.create_topic("timestamps", 1, &[]);
    for value in ["first", "second", "third"] {
        produce(&subject, &topic, value, &[]);
    }
    let times: Vec<i64> = envelopes(&subject, &topic).iter().map(|e| e["ts"].as_i64().unwrap()).collect();
    assert!(
        times[0] < times[1] && times[1] < times[2],
        "each kcat takes longer than a millisecond: {times:?}"
    );
    assert_eq!(values(&subject, &topic, &format!("s@{}", times[1])), ["second", "third"]);
    assert_eq!(values(&subject, &topic, &format!("s@{}", times[0] + 1)), ["second", "third"]);
    let from = format!("s@{}", times[1]);
    let to = format!("e@{}", times[2]);
    let output =
        kcat(&subject, &["-C", "-q", "-e", "-t", &topic, "-p", "0", "-o", &from, "-o", &to]).stdout();
    assert_eq!(output, "second\n");
}

#[test]
fn every_codec_is_stored_as_sent_and_read_back() {
    let subject = Subject::start();
    for (codec, id) in [("none", 0), ("gzip", 1), ("snappy", 2), ("lz4", 3), ("zstd", 4)] {
        let topic = subject.create_topic(&format!("codec-{codec}"), 1, &[]);
        produce(&subject, &topic, &numbered(500), &["-z", codec, "-X", "linger.ms=500"]);
        assert_eq!(
            values(&subject, &topic, "beginning"),
            numbered(500).lines().collect::<Vec<_>>(),
            "{codec}"
        );
        if let Some(log_dir) = subject.log_dir() {
            let stored = codecs(&log_dir.join(format!("{topic}-0/00000000000000000000.log")));
            assert!(stored.iter().all(|&c| c == id), "{codec}: {stored:?}");
        }
    }
}

/// The codec of each batch in a segment file; a zero length is space allocated ahead.
fn codecs(segment: &Path) -> Vec<u8> {
    let bytes = std::fs::read(segment).unwrap();
    let mut rest = bytes.as_slice();
    let mut found = Vec::new();
    while rest.len() > 61 {
        let length = u32::from_be_bytes(rest[8..12].try_into().unwrap()) as usize;
        if length == 0 {
            break;
        }
        found.push(rest[22] & 7);
        rest = &rest[12 + length..];
    }
    assert!(!found.is_empty(), "no batch in {}", segment.display());
    found
}

#[test]
fn keys_headers_and_nulls_survive() {
    let subject = Subject::start();
    let topic = subject.create_topic("envelope", 1, &[]);
    let headers = ["-H", "trace=1", "-H", "trace=2", "-H", "empty="];
    produce(&subject, &topic, "key:value\n", &[&["-K:"], &headers[..]].concat());
    produce(&subject, &topic, "gone:\n:no key\n", &["-K:", "-Z"]);
    let records = envelopes(&subject, &topic);
    assert_eq!(records.len(), 3, "{records:?}");
    assert_eq!(records[0]["key"], "key");
    assert_eq!(records[0]["payload"], "value");
    let expected = serde_json::json!(["trace", "1", "trace", "2", "empty", ""]);
    assert_eq!(records[0]["headers"], expected, "in order, duplicates kept");
    assert_eq!((&records[1]["key"], &records[1]["payload"]), (&"gone".into(), &Value::Null));
    assert_eq!((&records[2]["key"], &records[2]["payload"]), (&Value::Null, &"no key".into()));
    assert_eq!(records.iter().map(|r| r["offset"].as_i64().unwrap()).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(records.iter().all(|r| r["tstype"] == "create"));
}

#[test]
fn every_kind_of_acknowledgement_works_and_so_does_idempotence() {
    let subject = Subject::start();
    let topic = subject.create_topic("acks", 1, &[]);
    for (value, setting) in
        [("one", "acks=1"), ("all", "acks=all"), ("once", "enable.idempotence=true"), ("none", "acks=0")]
    {
        produce(&subject, &topic, &format!("{value}\n"), &["-X", setting]);
    }
    // With acks=0 nobody says when the record has arrived.
    while values(&subject, &topic, "beginning").len() < 4 {}
    assert_eq!(values(&subject, &topic, "beginning"), ["one", "all", "once", "none"]);
}

#[test]
fn a_large_record_makes_the_round_trip() {
    let subject = Subject::start();
    let topic = subject.create_topic("large", 1, &[]);
    let large = "x".repeat(900_000);
    produce(&subject, &topic, &format!("{large}\nsmall\n"), &[]);
    assert!(values(&subject, &topic, "beginning") == [large.as_str(), "small"]);
}

#[test]
fn a_record_over_the_topics_limit_is_refused_and_the_next_is_not() {
    let subject = Subject::start();
    let topic = subject.create_topic("limit", 1, &["max.message.bytes=1000"]);
    let refused = kcat(&subject, &["-P", "-t", &topic, "-p", "0"]).stdin("x".repeat(5000)).fails();
    assert!(refused.stderr.contains("Message size too large"), "{refused}");
    produce(&subject, &topic, "small\n", &[]);
    assert_eq!(values(&subject, &topic, "beginning"), ["small"]);
}

#[test]
fn query_mode_gives_the_offsets_for_times() {
    let subject = Subject::start();
    let topic = subject.create_topic("query", 1, &[]);
    produce(&subject, &topic, &numbered(7), &[]);
    let ask = |time: &str| {
        let output = kcat(&subject, &["-Q", "-t", &format!("{topic}:0:{time}")]).stdout();
        output.trim().rsplit(' ').next().unwrap().parse::<i64>().unwrap()
    };
    assert_eq!((ask("-2"), ask("-1"), ask("0")), (0, 7, 0));
    assert_eq!(ask("4102444800000"), -1, "no record is as late as the year 2100");
}

#[test]
fn a_partition_that_does_not_exist_is_named_as_such() {
    let subject = Subject::start();
    let topic = subject.create_topic("one-partition", 1, &[]);
    let refused = kcat(&subject, &["-P", "-t", &topic, "-p", "7"]).stdin("lost\n").fails();
    assert!(refused.stderr.contains("Unknown partition"), "{refused}");
}

#[test]
fn an_offset_beyond_the_end_resets_as_the_client_asks() {
    let subject = Subject::start();
    let topic = subject.create_topic("reset", 1, &[]);
    produce(&subject, &topic, "one\ntwo\n", &[]);
    let output = kcat(&subject, &["-C", "-q", "-e", "-t", &topic, "-p", "0", "-o", "100"]);
    assert_eq!(output.args(["-X", "auto.offset.reset=earliest"]).stdout(), "one\ntwo\n");
}
