//! Whether a configuration may be set at run time, answered as Kafka answers.

use metadata::{ConfigResource, ConfigResourceKind};
use model::{ApiError, ErrorCode};

use super::Value;
use super::key::{ConfigKey, Kind, Update};
use super::keys::{self, topic};

/// Judges one setting of a resource; `None` removes it.
///
/// # Errors
/// The error that AlterConfigs and IncrementalAlterConfigs answer.
pub fn validate(resource: &ConfigResource, name: &str, value: Option<&str>) -> Result<(), ApiError> {
    match resource.kind {
        ConfigResourceKind::Topic => validate_topic_config(name, value),
        ConfigResourceKind::Broker => validate_broker_config(name, value, &resource.name),
        ConfigResourceKind::Group => validate_entity_config(keys::group_key(name), "group", name, value),
        ConfigResourceKind::ClientMetrics => {
            validate_entity_config(keys::client_metrics_key(name), "client metrics", name, value)
        }
        ConfigResourceKind::BrokerLogger => validate_log_level(value),
    }
}

/// # Errors
/// INVALID_CONFIG, with Kafka's message.
pub fn validate_topic_config(name: &str, value: Option<&str>) -> Result<(), ApiError> {
    let key = keys::topic_key(name).ok_or_else(|| {
        ApiError::new(ErrorCode::InvalidConfig, format!("Unknown topic config name: {name}"))
    })?;
    match value {
        Some(value) => parse(key, value).map(drop),
        None => Ok(()),
    }
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

/// `broker` is the broker's id, or empty for the default of all brokers.
///
/// # Errors
/// INVALID_REQUEST, with Kafka's message.
pub fn validate_broker_config(name: &str, value: Option<&str>, broker: &str) -> Result<(), ApiError> {
    let refused = |reason: String| {
        let resource = format!("ConfigResource(type=BROKER, name='{broker}')");
        ApiError::new(
            ErrorCode::InvalidRequest,
            format!("Invalid config value for resource {resource}: {reason}"),
        )
    };
    let base =
        name.strip_prefix("listener.name.").and_then(|rest| rest.split_once('.')).map(|(_, base)| base);
    // A name that is not in the table may be a plugin's.
    let Some(key) = keys::broker_key(base.unwrap_or(name)) else { return Ok(()) };
    if key.update == Update::ReadOnly {
        return Err(refused(format!("Cannot update these configs dynamically: Set({name})")));
    }
    if broker.is_empty() && key.update == Update::PerBroker {
        return Err(refused(format!(
            "Cannot update these configs at default cluster level, broker id must be specified: Set({name})"
        )));
    }
    if base.is_none() && is_security(key) {
        return Err(refused(format!(
            "These security configs can be dynamically updated only per-listener using the listener prefix: Set({name})"
        )));
    }
    match value {
        Some(value) => {
            Value::parse(key, value).map(drop).map_err(|reason| refused(invalid_value(key, value, &reason)))
        }
        None => Ok(()),
    }
}

fn is_security(key: &ConfigKey) -> bool {
    key.name.starts_with("ssl.") || key.name.starts_with("sasl.") || key.name == "principal.builder.class"
}

fn validate_entity_config(
    key: Option<&'static ConfigKey>,
    what: &str,
    name: &str,
    value: Option<&str>,
) -> Result<(), ApiError> {
    let key = key.ok_or_else(|| {
        ApiError::new(ErrorCode::InvalidConfig, format!("Unknown {what} config name: {name}"))
    })?;
    match value {
        Some(value) => parse(key, value).map(drop),
        None => Ok(()),
    }
}

/// Log levels of Kafka's own names.
pub const LOG_LEVELS: &[&str] = &["FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"];

fn validate_log_level(value: Option<&str>) -> Result<(), ApiError> {
    match value {
        Some(level) if !LOG_LEVELS.contains(&level) => Err(ApiError::new(
            ErrorCode::InvalidConfig,
            format!("Cannot set the log level to {level}, which is none of {}", LOG_LEVELS.join(", ")),
        )),
        _ => Ok(()),
    }
}

fn parse(key: &ConfigKey, value: &str) -> Result<Value, ApiError> {
    Value::parse(key, value)
        .map_err(|reason| ApiError::new(ErrorCode::InvalidConfig, invalid_value(key, value, &reason)))
}

/// Kafka's sentence.
fn invalid_value(key: &ConfigKey, value: &str, reason: &str) -> String {
    let shown = match key.kind {
        Kind::Password => "[hidden]",
        _ => value,
    };
    format!("Invalid value {shown} for configuration {}: {reason}", key.name)
}

/// Whether APPEND and SUBTRACT may be used.
#[must_use]
pub fn is_list(kind: ConfigResourceKind, name: &str) -> bool {
    let key = match kind {
        ConfigResourceKind::Topic => keys::topic_key(name),
        ConfigResourceKind::Broker => keys::broker_key(name),
        ConfigResourceKind::Group => keys::group_key(name),
        ConfigResourceKind::ClientMetrics => keys::client_metrics_key(name),
        ConfigResourceKind::BrokerLogger => None,
    };
    key.is_some_and(|key| key.kind == Kind::List)
}
