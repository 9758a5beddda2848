//! What may differ between two brokers, and what differs on purpose.

use tests::broken_batches::NOW;

/// Fields that hold an id, a time or an amount of the broker's own. Whether there is one is compared.
const OWN: [&str; 16] = [
    "cluster_id",
    "controller_id",
    "finalized_features_epoch",
    "host",
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
pub(super) const UNORDERED: [&str; 14] = [
    "active_producers",
    "api_keys",
    "brokers",
    "config_resources",
    "configs",
    "entity",
    "entries",
    "finalized_features",
    "partitions",
    "responses",
    "results",
    "supported_features",
    "topics",
    "values",
];

/// API, part of the case, the start of the path without the places in arrays, and why we answer something else than
/// Kafka does.
pub(super) const ON_PURPOSE: [(&str, &str, &str, &str); 20] = [
    (
        "ApiVersions",
        "",
        "supported_features",
        "features of coordinators that are not there yet are not offered",
    ),
    ("ApiVersions", "", "finalized_features", "as above"),
    ("ApiVersions", "", "api_keys", "nor are their APIs"),
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
    ("Produce", "a batch length of two billion", "responses", "as above"),
    ("Produce", "with bytes behind it", "responses", "bytes that nobody will ever read are not kept"),
    ("Produce", "offset delta", "responses", "Kafka writes such a batch anew; no client sends one"),
    (
        "Produce",
        "a transactional batch without a producer",
        "responses",
        "refused for another of its mistakes",
    ),
    ("Fetch", "bytes", "responses", "we send whole batches, and a limit below zero is one of zero"),
    ("Fetch", "a partition twice", "responses", "Kafka answers the last of them"),
    ("DeleteRecords", "a partition twice", "topics", "as above"),
    ("Fetch", "isolation ", "", "an unknown isolation level is that of the high watermark"),
    ("DescribeConfigs", "", "results.configs.documentation", "our own words"),
    ("ListOffsets", "isolation 2", "", "as above"),
];

/// A value that is to be equal on both sides.
pub(super) fn replace(name: &str, value: &str) -> String {
    const NOTHING: [&str; 5] = ["0", "-1", "None", "\"\"", "AAAAAAAAAAAAAAAAAAAAAA"];
    if OWN.contains(&name) && !NOTHING.contains(&value) {
        return format!("some {name}");
    }
    // The clock's, not one of the cases' own, which are all near one moment.
    let is_now = value.parse::<i64>().is_ok_and(|time| (NOW + 100_000..NOW + NOW / 2).contains(&time));
    match value.split_once(" should be within [") {
        _ if name == "timestamp" && is_now => "now".to_owned(),
        Some((start, _)) => format!("{start} should be within [some time]"),
        None => value.to_owned(),
    }
}

/// Kafka's value of `flush.messages` and ours: what is acknowledged is on the disk.
const FLUSH_MESSAGES: (&str, &str) = ("\"9223372036854775807\"", "\"1\"");

/// Whether a difference is one of those that are meant.
pub(super) fn is_on_purpose(api: &str, what: &str, path: &str, values: (&str, &str)) -> bool {
    if path.contains("configs[") && values == FLUSH_MESSAGES {
        return true;
    }
    // Where one side refuses a broken batch on purpose, what comes later has other offsets.
    let is_offset = |value: &str| value.parse::<i64>().is_ok_and(|offset| offset >= 0);
    if api == "Produce" && path.ends_with("base_offset") && !what.starts_with("sequence") {
        return is_offset(values.0) && is_offset(values.1);
    }
    let mut plain = String::new();
    let mut inside = false;
    for character in path.chars() {
        match character {
            '[' => inside = true,
            ']' => inside = false,
            _ if !inside => plain.push(character),
            _ => {}
        }
    }
    ON_PURPOSE
        .iter()
        .any(|(one, case, start, _)| *one == api && what.contains(case) && plain.starts_with(start))
}
