//! The Java producers and consumers, and the tools that ask about partitions. A JVM takes half a second to start, so
//! that one test makes several calls.

use tests::subject::Subject;
use tests::tool::Tool;

fn tool(subject: &Subject, name: &str, args: &[&str]) -> Tool {
    Tool::kafka(name).args(["--bootstrap-server", &subject.bootstrap()]).args(args)
}

/// What GetOffsetShell says of partition 0 for `time`; nothing when the broker knows no such offset.
fn offset(subject: &Subject, topic: &str, time: &str) -> Option<i64> {
    let output = tool(subject, "kafka-get-offsets", &["--topic", topic, "--time", time]).stdout();
    let line = output.lines().next()?;
    assert!(line.starts_with(&format!("{topic}:0:")), "{output}");
    line.rsplit(':').next().unwrap().parse().ok()
}

#[test]
fn the_console_tools_carry_keys_and_headers() {
    let subject = Subject::start();
    let topic = subject.create_topic("console", 1, &[]);
    let parse = ["--reader-property", "parse.key=true", "--reader-property", "parse.headers=true"];
    tool(&subject, "kafka-console-producer", &["--topic", &topic])
        .args(parse)
        .stdin("h1:v1,h2:v2\tk1\tvalue one\nh:x\tk2\tvalue two\n")
        .succeeds();
    let print = ["offset", "headers", "key"].map(|what| format!("print.{what}=true"));
    let print = print.iter().flat_map(|property| ["--formatter-property", property]);
    let read = ["--topic", &topic, "--partition", "0", "--offset", "earliest", "--max-messages", "2"];
    let output = tool(&subject, "kafka-console-consumer", &read).args(print).stdout();
    assert_eq!(output, "Offset:0\th1:v1,h2:v2\tk1\tvalue one\nOffset:1\th:x\tk2\tvalue two\n");
    let second = ["--topic", &topic, "--partition", "0", "--offset", "1", "--max-messages", "1"];
    assert_eq!(tool(&subject, "kafka-console-consumer", &second).stdout(), "value two\n");
}

#[test]
fn the_verifiable_producer_and_the_performance_test_see_every_record_acknowledged() {
    let subject = Subject::start();
    let topic = subject.create_topic("verifiable", 1, &[]);
    let verifiable = ["--topic", &topic, "--max-messages", "50", "--acks", "-1"];
    let output = tool(&subject, "kafka-verifiable-producer", &verifiable).stdout();
    assert!(output.contains("\"sent\":50,\"acked\":50"), "{output}");
    assert!(output.contains("\"value\":\"49\",\"offset\":49"), "{output}");
    let mut end = 50;
    for (acks, codec) in [("0", "none"), ("1", "lz4"), ("all", "zstd")] {
        let load = ["--topic", &topic, "--num-records", "2000", "--record-size", "100", "--throughput", "-1"];
        let acks = format!("acks={acks}");
        let codec = format!("compression.type={codec}");
        let settings = ["--command-property", &acks, &codec];
        let output = tool(&subject, "kafka-producer-perf-test", &load).args(settings).stdout();
        assert!(output.contains("2000 records sent"), "{output}");
        end += 2000;
        // With acks=0 the tool may end before the broker has read what it sent.
        while offset(&subject, &topic, "latest") != Some(end) {}
    }
}

#[test]
fn get_offsets_knows_every_special_time_and_delete_records_moves_the_earliest() {
    let subject = Subject::start();
    let topic = subject.create_topic("offsets", 1, &[]);
    for (value, timestamp) in [("a", "1000"), ("b", "3000"), ("c", "2000")] {
        Tool::python("admin.py").args([&subject.bootstrap(), "produce", &topic, value, timestamp]).succeeds();
    }
    let ask = |time: &str| offset(&subject, &topic, time);
    assert_eq!((ask("earliest"), ask("latest"), ask("max-timestamp")), (Some(0), Some(3), Some(1)));
    assert_eq!((ask("earliest-local"), ask("latest-tiered")), (Some(0), None));
    assert_eq!((ask("1001"), ask("3001")), (Some(1), None));
    let file = tempfile::NamedTempFile::new().unwrap();
    let wish =
        serde_json::json!({"version": 1, "partitions": [{"topic": topic, "partition": 0, "offset": 2}]});
    std::fs::write(file.path(), wish.to_string()).unwrap();
    let path = file.path().to_str().unwrap();
    let output = tool(&subject, "kafka-delete-records", &["--offset-json-file", path]).stdout();
    assert!(output.contains(&format!("partition: {topic}-0\tlow_watermark: 2")), "{output}");
    assert_eq!((ask("earliest"), ask("latest")), (Some(2), Some(3)));
}

#[test]
fn log_dirs_tell_the_size_of_a_partition() {
    let subject = Subject::start();
    let topic = subject.create_topic("log-dirs", 1, &[]);
    Tool::python("admin.py").args([&subject.bootstrap(), "produce", &topic, "value", "1000"]).succeeds();
    let output = tool(&subject, "kafka-log-dirs", &["--describe", "--topic-list", &topic]).stdout();
    let json: serde_json::Value = serde_json::from_str(output.lines().last().unwrap()).unwrap();
    let dir = &json["brokers"][0]["logDirs"][0];
    assert_eq!(dir["error"], serde_json::Value::Null, "{output}");
    let partition = &dir["partitions"][0];
    assert_eq!(partition["partition"], format!("{topic}-0"));
    assert_eq!(partition["size"], 73, "one batch of one record: 61 bytes of header, 12 of record");
    assert_eq!((&partition["offsetLag"], &partition["isFuture"]), (&0.into(), &false.into()));
    if let Some(log_dir) = subject.log_dir() {
        assert_eq!(dir["logDir"], log_dir.to_str().unwrap());
    }
}

#[test]
fn every_advertised_api_is_one_that_the_java_client_can_use() {
    let subject = Subject::start();
    let output = tool(&subject, "kafka-broker-api-versions", &[]).stdout();
    assert!(output.starts_with(&subject.bootstrap()), "{output}");
    for needed in [
        "Produce(0)",
        "Fetch(1)",
        "ListOffsets(2)",
        "Metadata(3)",
        "ApiVersions(18)",
        "CreateTopics(19)",
        "DeleteTopics(20)",
        "DeleteRecords(21)",
        "InitProducerId(22)",
        "OffsetForLeaderEpoch(23)",
        "DescribeConfigs(32)",
        "DescribeLogDirs(35)",
        "CreatePartitions(37)",
        "IncrementalAlterConfigs(44)",
        "DescribeCluster(60)",
        "DescribeTopicPartitions(75)",
    ] {
        let line = output.lines().find(|line| line.trim_start().starts_with(needed));
        assert!(line.is_some_and(|line| line.contains("[usable: ")), "{needed}: {output}");
    }
    let id = Tool::kafka("kafka-cluster").args(["cluster-id", "--bootstrap-server", &subject.bootstrap()]);
    let id = id.stdout();
    assert_eq!(id.trim().strip_prefix("Cluster ID: ").map(str::len), Some(22), "{id}");
}
