//! What may differ between two brokers, and what differs on purpose.

use tests::broken_batches::NOW;

/// Fields that hold an id, a time or an amount of the broker's own. Whether there is one is compared.
const OWN: [&str; 18] = [
    "cluster_id",
    "controller_id",
    "finalized_features_epoch",
    "host",
    "last_caught_up_timestamp",
    "last_fetch_timestamp",
    "last_timestamp",
    "last_update_timestamp",
    "log_append_time_ms",
    "log_dir",
    "port",
    "producer_id",
    "session_id",
    "throttle_time_ms",
    "topic_id",
    "total_bytes",
    "usable_bytes",
    "voter_directory_id",
];

/// Arrays in no order that a client could rely on.
pub(super) const UNORDERED: [&str; 18] = [
    "active_producers",
    "api_keys",
    "brokers",
    "config_resources",
    "configs",
    "entity",
    "entries",
    "finalized_features",
    "groups",
    "members",
    "partition_responses",
    "partitions",
    "replica_election_results",
    "responses",
    "results",
    "supported_features",
    "topics",
    "values",
];

/// API, part of the case, the start of the path without the places in arrays (or the names of configurations), and why
/// we answer something else than Kafka does.
pub(super) const ON_PURPOSE: &[(&str, &str, &str, &str)] = &[
    (
        "ApiVersions",
        "",
        "supported_features",
        "features that are not there yet, and their APIs, are not offered",
    ),
    ("ApiVersions", "", "finalized_features", "as above"),
    ("ApiVersions", "", "api_keys", "as above"),
    (
        "Produce",
        "",
        "responses.partition_responses.error_message",
        "Kafka gives the code alone; we say what is wrong",
    ),
    (
        "Produce",
        "a partition twice",
        "responses",
        "Kafka keeps the last batch and loses the others; we write all",
    ),
    ("Produce", "batch of no bytes", "responses", "UNKNOWN_SERVER_ERROR of Kafka is INVALID_RECORD here"),
    ("Produce", "that is cut short", "responses", "as above"),
    ("Produce", "that is not compressed", "responses", "as above"),
    ("Produce", "codec ", "responses", "as above"),
    ("Produce", "records of one bits", "responses", "as above"),
    ("Produce", "a record of two billion bytes", "responses", "as above"),
    ("Produce", "a batch length of two billion", "responses", "as above"),
    (
        "Produce",
        "a negative timestamp to produce-gzip",
        "responses",
        "Kafka takes it as it comes, and fails to write it anew",
    ),
    ("Produce", "a producer without an epoch to produce-gzip", "responses", "as above"),
    ("Produce", "with bytes behind it", "responses", "bytes that nobody will ever read are not kept"),
    ("Produce", "offset delta", "responses", "Kafka writes such a batch anew; no client sends one"),
    ("Fetch", "bytes", "responses", "we send whole batches, and a limit below zero is one of zero"),
    ("Fetch", "a partition twice", "responses", "Kafka answers the last of them"),
    ("DeleteRecords", "a partition twice", "topics", "as above"),
    ("DescribeQuorum", "", "nodes.listeners", "no listener of a controller's own"),
    ("DescribeQuorum", "", "topics.partitions.high_watermark", "the broker's own, as the next ones"),
    ("DescribeQuorum", "", "topics.partitions.current_voters.log_end_offset", "as above"),
    ("DescribeQuorum", "", "topics.partitions.current_voters.last_", "as above"),
    ("DescribeConfigs", "", "results.configs.documentation", "our own words"),
    ("DescribeConfigs", "", "results.configs(flush.messages).value", "what is acknowledged is on the disk"),
    ("DescribeConfigs", "", "results.configs(flush.messages).synonyms", "as above"),
    ("CreateTopics", "", "topics.configs(flush.messages).value", "as above"),
    ("DescribeConfigs", "", "results.configs(log.flush.interval.messages).value", "as above"),
    (
        "DescribeConfigs",
        "",
        "results.configs(min.insync.replicas).config_source",
        "Kafka's eligible leader replicas set it for the cluster",
    ),
    ("DescribeConfigs", "", "results.configs(min.insync.replicas).synonyms", "as above"),
    ("CreateTopics", "", "topics.configs(min.insync.replicas).config_source", "as above"),
    ("IncrementalAlterConfigs", "broker \"1\" min.insync.replicas", "", "as above"),
    (
        "DescribeQuorum",
        "",
        "topics.partitions.leader_epoch",
        "offsets and epochs of the metadata log are its own",
    ),
    ("DescribeQuorum", "", "topics.partitions.high_watermark", "as above"),
    ("DescribeQuorum", "", "topics.partitions.current_voters.log_end_offset", "as above"),
    (
        "DescribeQuorum",
        "",
        "nodes.listeners",
        "our controller needs no listener of its own, which Kafka misses",
    ),
    ("IncrementalAlterConfigs", "broker \"1\" listeners", "", "as above"),
    (
        "IncrementalAlterConfigs",
        "(\"retention.ms\", 4,",
        "",
        "an unknown operation is no UNKNOWN_SERVER_ERROR here",
    ),
    ("IncrementalAlterConfigs", "(\"retention.ms\", -1,", "", "as above"),
    (
        "CreatePartitions",
        "100000 partitions",
        "results",
        "POLICY_VIOLATION, as both answer in CreateTopics, instead of UNKNOWN_SERVER_ERROR",
    ),
];

/// A value that is to be equal on both sides.
pub(super) fn replace(name: &str, value: &str) -> String {
    const NOTHING: [&str; 5] = ["0", "-1", "None", "\"\"", "AAAAAAAAAAAAAAAAAAAAAA"];
    if OWN.contains(&name) && !NOTHING.contains(&value) {
        return format!("some {name}");
    }
    if let Some(given) = member_id(value) {
        return given;
    }
    // The clock's, not one of the cases' own, which are all near one moment.
    let is_now = value.parse::<i64>().is_ok_and(|time| (NOW + 100_000..NOW + NOW / 2).contains(&time));
    if let Some((start, _)) = value.split_once("doesn't match the cluster id") {
        return format!("{start}doesn't match the cluster id");
    }
    match value.split_once(" should be within [") {
        _ if name == "timestamp" && is_now => "now".to_owned(),
        Some((start, _)) => format!("{start} should be within [some time]"),
        None => value.to_owned(),
    }
}

/// The part of a member's id that every broker chooses alike: what stands before the random part.
fn member_id(value: &str) -> Option<String> {
    const UUID_LEN: usize = 36;
    let text = value.strip_prefix('"')?.strip_suffix('"')?;
    let (given, random) = text.split_at_checked(text.len().checked_sub(UUID_LEN)?)?;
    let is_uuid = random.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && given.ends_with('-');
    is_uuid.then(|| format!("\"{given}some uuid\""))
}

/// Whether a difference is one of those that are meant.
pub(super) fn is_on_purpose(api: &str, what: &str, path: &str, values: (&str, &str)) -> bool {
    // Where one side refuses a broken batch on purpose, what comes later has other offsets.
    let is_offset = |value: &str| value.parse::<i64>().is_ok_and(|offset| offset >= 0);
    if api == "Produce"
        && path.ends_with("base_offset")
        && !what.starts_with("sequence")
        && is_offset(values.0)
        && is_offset(values.1)
    {
        return true;
    }
    let plain = without(path, '[', ']');
    let bare = without(&plain, '(', ')');
    ON_PURPOSE.iter().any(|(one, case, start, _)| {
        *one == api && what.contains(case) && (plain.starts_with(start) || bare.starts_with(start))
    })
}

/// `text` without what stands in these brackets, which are never inside one another.
fn without(text: &str, open: char, close: char) -> String {
    let mut out = String::new();
    let mut inside = false;
    for character in text.chars() {
        inside |= character == open;
        if !inside {
            out.push(character);
        }
        inside &= character != close;
    }
    out
}
