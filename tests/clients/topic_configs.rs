//! What a topic's configuration does to the records that clients send.

use tests::subject::Subject;
use tests::tool::Tool;

fn kcat(subject: &Subject, args: &[&str]) -> Tool {
    Tool::new("kcat").args(["-b", &subject.bootstrap()]).args(args)
}

/// One record with a timestamp of long ago.
fn produce_dated(subject: &Subject, topic: &str) -> Tool {
    Tool::python("admin.py").args([&subject.bootstrap(), "produce", topic, "value", "1234567890123"])
}

#[test]
fn a_topic_of_append_times_dates_its_records_itself() {
    let subject = Subject::start();
    let topic = subject.create_topic("append-time", 1, &["message.timestamp.type=LogAppendTime"]);
    produce_dated(&subject, &topic).succeeds();
    let read = ["-C", "-q", "-e", "-t", &topic, "-o", "beginning", "-f", "%T"];
    let timestamp: i64 = kcat(&subject, &read).stdout().parse().unwrap();
    assert!(timestamp > 1_700_000_000_000, "{timestamp} is what the client said");
}

#[test]
fn a_topic_that_bounds_timestamps_refuses_the_others() {
    let subject = Subject::start();
    let topic = subject.create_topic("bounded", 1, &["message.timestamp.before.max.ms=3600000"]);
    let refused = produce_dated(&subject, &topic).fails();
    assert!(refused.stderr.contains("Broker: Invalid timestamp"), "{refused}");
}

#[test]
fn a_topic_stores_what_it_is_sent_with_the_codec_that_it_names() {
    for (codec, sent) in [("gzip", "zstd"), ("lz4", "none"), ("uncompressed", "snappy"), ("producer", "lz4")]
    {
        let mut subject = Subject::start();
        let topic = subject.create_topic("codec", 1, &[&format!("compression.type={codec}")]);
        let values: String = (0..200).map(|number| format!("value-{number}\n")).collect();
        let produce = ["-P", "-q", "-t", &topic, "-p", "0", "-z", sent, "-X", "linger.ms=200"];
        kcat(&subject, &produce).stdin(values.clone()).succeeds();
        let read = ["-C", "-q", "-e", "-t", &topic, "-o", "beginning", "-X", "check.crcs=true"];
        assert_eq!(kcat(&subject, &read).stdout(), values);

        subject.stop();
        let Some(log_dir) = subject.log_dir() else { return };
        let segment = log_dir.join(format!("{topic}-0/00000000000000000000.log"));
        let dump = Tool::kafka("kafka-dump-log").args(["--files", segment.to_str().unwrap()]).stdout();
        let stored = match codec {
            "uncompressed" => "none",
            "producer" => sent,
            codec => codec,
        };
        assert!(dump.contains(&format!("compresscodec: {stored} ")), "{sent} to a topic of {codec}\n{dump}");
    }
}
