//! kafka-topics.sh and kafka-configs.sh.

use tests::subject::{Subject, unique};
use tests::tool::Tool;

fn topics(subject: &Subject, args: &[&str]) -> Tool {
    Tool::kafka("kafka-topics").args(["--bootstrap-server", &subject.bootstrap()]).args(args)
}

fn configs(subject: &Subject, entity: &[&str], args: &[&str]) -> Tool {
    let tool = Tool::kafka("kafka-configs").args(["--bootstrap-server", &subject.bootstrap()]);
    tool.arg("--entity-type").args(entity).args(args)
}

#[test]
fn a_topic_is_created_described_widened_and_deleted() {
    let subject = Subject::start();
    let topic = unique("topics-tool");
    let create = ["--create", "--topic", &topic, "--partitions", "2", "--config", "retention.ms=1000000"];
    assert_eq!(topics(&subject, &create).stdout(), format!("Created topic {topic}.\n"));
    let again = topics(&subject, &["--create", "--topic", &topic]).fails();
    assert!(again.stdout.contains(&format!("Topic '{topic}' already exists.")), "{again}");
    assert!(topics(&subject, &["--list"]).stdout().lines().any(|line| line == topic));
    let described = topics(&subject, &["--describe", "--topic", &topic]).stdout();
    let head = described.lines().next().unwrap();
    assert!(head.contains("PartitionCount: 2\tReplicationFactor: 1\t"), "{described}");
    assert!(head.contains("retention.ms=1000000"), "{described}");
    assert_eq!(described.lines().count(), 3, "{described}");
    topics(&subject, &["--alter", "--topic", &topic, "--partitions", "3"]).succeeds();
    let described = topics(&subject, &["--describe", "--topic", &topic]).stdout();
    assert!(described.contains("PartitionCount: 3\t"), "{described}");
    assert!(described.contains("Partition: 2\tLeader: 1\tReplicas: 1\tIsr: 1\t"), "{described}");
    topics(&subject, &["--delete", "--topic", &topic]).succeeds();
    let gone = topics(&subject, &["--describe", "--topic", &topic]).fails();
    assert!(gone.stdout.contains("does not exist as expected"), "{gone}");
}

#[test]
fn what_cannot_be_created_is_refused_with_a_reason() {
    let subject = Subject::start();
    let refused = |args: &[&str], reason: &str| {
        let finished = topics(&subject, &[&["--create", "--topic"], args].concat()).fails();
        assert!(finished.stdout.contains(reason), "{args:?}: {finished}");
    };
    refused(&["refused", "--replication-factor", "3"], "replication factor");
    refused(&["refused", "--config", "retention.ms=soon"], "retention.ms");
    refused(&["refused", "--config", "no.such.key=1"], "no.such.key");
    assert!(!topics(&subject, &["--list"]).stdout().contains("refused"));
}

#[test]
fn topic_configs_are_set_shown_and_deleted() {
    let subject = Subject::start();
    let topic = subject.create_topic("configs-tool", 1, &["retention.ms=1000000"]);
    let entity = ["topics", "--entity-name", &topic];
    let describe = || configs(&subject, &entity, &["--describe"]).stdout();
    let shown =
        "  retention.ms=1000000 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:retention.ms=1000000}\n";
    assert_eq!(describe(), format!("Dynamic configs for topic {topic} are:\n{shown}"));
    let change = ["--add-config", "cleanup.policy=compact,max.message.bytes=5000"];
    let change = [&["--alter"], &change[..], &["--delete-config", "retention.ms"]].concat();
    let done = configs(&subject, &entity, &change).stdout();
    assert_eq!(done, format!("Completed updating config for topic {topic}.\n"));
    let described = describe();
    let mut lines: Vec<&str> = described.lines().skip(1).collect();
    lines.sort_unstable();
    let expected = [
        "  cleanup.policy=compact sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:cleanup.policy=compact, \
         DEFAULT_CONFIG:log.cleanup.policy=delete}",
        "  max.message.bytes=5000 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:max.message.bytes=5000, \
         DEFAULT_CONFIG:message.max.bytes=1048588}",
    ];
    assert_eq!(lines, expected);
    let refused = configs(&subject, &entity, &["--alter", "--add-config", "retention.ms=soon"]).fails();
    assert!(refused.to_string().contains("Invalid value soon for configuration retention.ms"), "{refused}");
    let all = configs(&subject, &entity, &["--describe", "--all"]).stdout();
    assert!(all.contains("  segment.bytes=1073741824 sensitive=false synonyms={"), "{all}");
}

#[test]
fn broker_configs_are_set_for_one_broker_and_for_all() {
    let subject = Subject::start();
    let one = ["brokers", "--entity-name", "1"];
    let all = ["brokers", "--entity-default"];
    let set = |entity: &[&str], change: &[&str]| {
        configs(&subject, entity, &[&["--alter"], change].concat()).stdout()
    };
    let done = set(&one, &["--add-config", "log.cleaner.threads=2"]);
    assert_eq!(done, "Completed updating config for broker 1.\n");
    let described = configs(&subject, &one, &["--describe"]).stdout();
    let line = "log.cleaner.threads=2 sensitive=false synonyms={DYNAMIC_BROKER_CONFIG:log.cleaner.threads=2";
    assert!(described.contains(line), "{described}");
    let done = set(&all, &["--add-config", "log.retention.ms=100000000"]);
    assert_eq!(done, "Completed updating default config for brokers in the cluster.\n");
    let described = configs(&subject, &all, &["--describe"]).stdout();
    assert!(described.contains("DYNAMIC_DEFAULT_BROKER_CONFIG:log.retention.ms=100000000"), "{described}");
    set(&one, &["--delete-config", "log.cleaner.threads"]);
    set(&all, &["--delete-config", "log.retention.ms"]);
    let described = configs(&subject, &one, &["--describe"]).stdout();
    assert!(
        !described.contains("log.cleaner.threads") && !described.contains("log.retention.ms"),
        "{described}"
    );
    let fixed = configs(&subject, &one, &["--alter", "--add-config", "broker.id=5"]).fails();
    assert!(fixed.to_string().contains("Cannot update these configs dynamically"), "{fixed}");
    let all = configs(&subject, &one, &["--describe", "--all"]).stdout();
    assert!(all.lines().any(|line| line.starts_with("  num.io.threads=")), "{all}");
}
