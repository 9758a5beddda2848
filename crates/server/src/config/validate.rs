//! Whether a configuration may be set at run time, answered as Kafka answers.

mod broker;
mod client_metrics;
mod group;

use metadata::{ConfigResource, ConfigResourceKind};
use model::{ApiError, ErrorCode};

use super::Value;
use super::key::{ConfigKey, Kind};
use super::keys::{self, topic};
pub use broker::{validate_broker_config, validate_broker_configs};
use client_metrics::validate_client_metrics_config;
use group::validate_group_config;
pub use group::validate_group_configs;

/// Judges one setting of a resource; `None` removes it.
///
/// # Errors
/// The error that AlterConfigs and IncrementalAlterConfigs answer.
pub fn validate(resource: &ConfigResource, name: &str, value: Option<&str>) -> Result<(), ApiError> {
    match resource.kind {
        ConfigResourceKind::Topic => validate_topic_config(name, value),
        ConfigResourceKind::Broker => validate_broker_config(name, value, &resource.name),
        ConfigResourceKind::Group => validate_group_config(name, value),
        ConfigResourceKind::ClientMetrics => validate_client_metrics_config(name, value),
        ConfigResourceKind::BrokerLogger => validate_log_level(name, value),
    }
}

/// # Errors
/// INVALID_CONFIG, with Kafka's message.
pub fn validate_topic_config(name: &str, value: Option<&str>) -> Result<(), ApiError> {
    let key = keys::topic_key(name).ok_or_else(|| {
        ApiError::new(ErrorCode::InvalidConfig, format!("Unknown topic config name: {name}"))
    })?;
    let parsed = parse_optional(key, value, ErrorCode::InvalidConfig)?;
    if name == topic::REMOTE_STORAGE_ENABLE && parsed == Value::Boolean(true) {
        return Err(ApiError::new(
            ErrorCode::InvalidConfig,
            "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log \
             storage.",
        ));
    }
    Ok(())
}

/// Rules between the overrides of one topic, after a change.
///
/// # Errors
/// INVALID_CONFIG, with Kafka's message.
pub fn validate_topic_configs(overrides: &[(&str, &str)]) -> Result<(), ApiError> {
    for (name, value) in overrides {
        validate_topic_config(name, Some(value))?;
    }
    let number = |name: &str| {
        let key = keys::topic_key(name)?;
        let text = overrides.iter().find(|(n, _)| *n == name).map(|(_, value)| *value).or(key.default)?;
        text.trim().parse::<i64>().ok()
    };
    let (min, max) = (number(topic::MIN_COMPACTION_LAG_MS), number(topic::MAX_COMPACTION_LAG_MS));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        return Err(ApiError::new(
            ErrorCode::InvalidConfig,
            format!(
                "conflict topic config setting {} ({min}) > {} ({max})",
                topic::MIN_COMPACTION_LAG_MS,
                topic::MAX_COMPACTION_LAG_MS
            ),
        ));
    }
    Ok(())
}

/// Log levels of Kafka's own names, in the order of its messages.
pub const LOG_LEVELS: &[&str] = &["DEBUG", "ERROR", "FATAL", "INFO", "TRACE", "WARN"];

/// # Errors
/// INVALID_CONFIG, with Kafka's message.
pub fn validate_log_level(logger: &str, value: Option<&str>) -> Result<(), ApiError> {
    match value {
        Some(level) if !LOG_LEVELS.contains(&level) => Err(ApiError::new(
            ErrorCode::InvalidConfig,
            format!(
                "Cannot set the log level of {logger} to {level} as it is not a supported log level. Valid log levels \
                 are {}",
                LOG_LEVELS.join(", ")
            ),
        )),
        _ => Ok(()),
    }
}

fn parse_optional(key: &ConfigKey, value: Option<&str>, code: ErrorCode) -> Result<Value, ApiError> {
    let Some(value) = value else { return Ok(Value::Null) };
    Value::parse(key, value).map_err(|invalid| ApiError::new(code, invalid.message(key)))
}

/// Whether APPEND and SUBTRACT may be used.
#[must_use]
pub fn is_list(kind: ConfigResourceKind, name: &str) -> bool {
    let key = match kind {
        ConfigResourceKind::Topic => keys::topic_key(name),
        ConfigResourceKind::Broker => keys::broker_key(name),
        ConfigResourceKind::Group => keys::group_key(name),
        // To Kafka's controller these are text.
        ConfigResourceKind::ClientMetrics | ConfigResourceKind::BrokerLogger => None,
    };
    key.is_some_and(|key| key.kind == Kind::List)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(result: Result<(), ApiError>) -> (ErrorCode, String) {
        let error = result.unwrap_err();
        (error.code, error.message.unwrap())
    }

    /// What Apache Kafka 4.3.1 answers to the same.
    #[test]
    fn refusals_are_kafka_s_word_for_word() {
        for (name, value, said) in [
            (
                "retention.ms",
                "abc",
                "Invalid value abc for configuration retention.ms: Not a number of type LONG",
            ),
            (
                "retention.ms",
                "-5",
                "Invalid value -5 for configuration retention.ms: Value must be at least -1",
            ),
            ("nosuch", "1", "Unknown topic config name: nosuch"),
            (
                "cleanup.policy",
                "foo",
                "Invalid value foo for configuration cleanup.policy: String must be one of: compact, delete",
            ),
            (
                "compression.gzip.level",
                "0",
                "Invalid value 0 for configuration compression.gzip.level: Value must be between 1 and 9 or equal to -1",
            ),
            (
                "min.cleanable.dirty.ratio",
                "2",
                "Invalid value 2.0 for configuration min.cleanable.dirty.ratio: Value must be no more than 1",
            ),
            (
                "preallocate",
                "maybe",
                "Invalid value maybe for configuration preallocate: Expected value to be either true or false",
            ),
            (
                "leader.replication.throttled.replicas",
                "x",
                "Invalid value [x] for configuration leader.replication.throttled.replicas: \
                 leader.replication.throttled.replicas must be the literal '*' or a list of replicas in the following \
                 format: [partitionId]:[brokerId],[partitionId]:[brokerId],...",
            ),
        ] {
            let refused = message(validate_topic_config(name, Some(value)));
            assert_eq!(refused, (ErrorCode::InvalidConfig, said.to_owned()));
        }
        assert_eq!(
            message(validate_topic_configs(&[
                ("min.compaction.lag.ms", "10"),
                ("max.compaction.lag.ms", "5")
            ]))
            .1,
            "conflict topic config setting min.compaction.lag.ms (10) > max.compaction.lag.ms (5)"
        );
    }

    #[test]
    fn a_broker_refuses_what_it_cannot_change_while_it_runs() {
        for (name, value, broker, said) in [
            ("num.partitions", "3", "1", "Cannot update these configs dynamically: [num.partitions]"),
            (
                "listeners",
                "PLAINTEXT://:1",
                "",
                "Cannot update these configs at default cluster level, broker id must be specified: [listeners]",
            ),
            (
                "ssl.keystore.location",
                "/x",
                "1",
                "These security configs can be dynamically updated only per-listener using the listener prefix: \
                 [ssl.keystore.location]",
            ),
            (
                "log.segment.bytes",
                "5",
                "1",
                "Invalid value 5 for configuration log.segment.bytes: Value must be at least 1048576",
            ),
        ] {
            let refused = message(validate_broker_config(name, Some(value), broker));
            assert_eq!(refused, (ErrorCode::InvalidRequest, said.to_owned()));
        }
        assert!(validate_broker_config("nosuch", Some("1"), "1").is_ok());
    }
}
