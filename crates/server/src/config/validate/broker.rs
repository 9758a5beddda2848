//! What a broker may change while it runs.

use metadata::{ConfigImage, ConfigResource};
use model::{ApiError, ErrorCode};

use super::parse_optional;
use crate::config::key::{ConfigKey, Update};
use crate::config::{Config, DynamicBrokerConfigs, Value, broker_value, keys, value::parse_list};

/// `broker` is the broker's id, or empty for the default of all brokers.
///
/// # Errors
/// INVALID_REQUEST, with Kafka's message.
pub fn validate_broker_config(name: &str, value: Option<&str>, broker: &str) -> Result<(), ApiError> {
    let refused = |reason: &str| Err(ApiError::new(ErrorCode::InvalidRequest, format!("{reason}: [{name}]")));
    let base =
        name.strip_prefix("listener.name.").and_then(|rest| rest.split_once('.')).map(|(_, base)| base);
    // A name that is not in the table may be a plugin's.
    let Some(key) = keys::broker_key(base.unwrap_or(name)) else { return Ok(()) };
    if key.update == Update::ReadOnly {
        return refused("Cannot update these configs dynamically");
    }
    if base.is_none() && is_security(key) {
        return refused(
            "These security configs can be dynamically updated only per-listener using the listener prefix",
        );
    }
    if broker.is_empty() && key.update == Update::PerBroker {
        return refused("Cannot update these configs at default cluster level, broker id must be specified");
    }
    parse_optional(key, value, ErrorCode::InvalidRequest).map(drop)
}

fn is_security(key: &ConfigKey) -> bool {
    key.name.starts_with("ssl.") || key.name.starts_with("sasl.") || key.name == "principal.builder.class"
}

/// Sizes of Kafka's thread pools, which may grow and shrink by half at a time. They steer nothing here, but the rule
/// tells of typing errors.
const THREADS: [&str; 6] = [
    keys::NUM_IO_THREADS,
    keys::NUM_NETWORK_THREADS,
    keys::NUM_REPLICA_FETCHERS,
    keys::NUM_RECOVERY_THREADS_PER_DATA_DIR,
    keys::BACKGROUND_THREADS,
    keys::LOG_CLEANER_THREADS,
];
/// The one metrics reporter that Kafka brings along.
const JMX_REPORTER: &str = "org.apache.kafka.common.metrics.JmxReporter";

/// The settings of a broker, or of all, compared with what is in force.
///
/// # Errors
/// INVALID_REQUEST, with Kafka's message.
pub fn validate_broker_configs(
    config: &Config,
    before: &DynamicBrokerConfigs,
    resource: &ConfigResource,
    overrides: &[(&str, &str)],
) -> Result<(), ApiError> {
    let mut after = before.clone();
    let set: ConfigImage = overrides.iter().copied().collect();
    match &*resource.name {
        "" => after.cluster_default = set,
        name if *name == *config.node_id().to_string() => after.broker = set,
        _ => return Ok(()),
    }
    for name in THREADS {
        check_threads(name, number(config, before, name), number(config, &after, name))?;
    }
    let reporters = text(config, &after, keys::METRIC_REPORTERS);
    if parse_list(&reporters).iter().any(|reporter| reporter != JMX_REPORTER) {
        return Err(invalid(
            "Validation of dynamic config update of Set(metric.reporters) failed with class class \
             kafka.server.DynamicMetricsReporters",
        ));
    }
    check_cleaner(config, &after)?;
    check_connections(config, &after)
}

fn check_cleaner(config: &Config, after: &DynamicBrokerConfigs) -> Result<(), ApiError> {
    let buffer_bytes = number(config, after, keys::LOG_CLEANER_DEDUPE_BUFFER_SIZE);
    let threads = number(config, after, keys::LOG_CLEANER_THREADS);
    if threads > 0 && buffer_bytes / threads <= 1024 * 1024 {
        let message =
            "requirement failed: log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.";
        return Err(ApiError::new(ErrorCode::InvalidRequest, message));
    }
    Ok(())
}

fn check_threads(name: &str, before: i64, after: i64) -> Result<(), ApiError> {
    let refused = |reason: &str| {
        Err(invalid(&format!(
            "Dynamic thread count update validation failed for {name}={after}, value {reason} {before}"
        )))
    };
    if after < before / 2 {
        return refused("should be at least half the current value");
    }
    if after > before * 2 {
        return refused("should not be greater than double the current value");
    }
    Ok(())
}

fn check_connections(config: &Config, after: &DynamicBrokerConfigs) -> Result<(), ApiError> {
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    let overrides = text(config, after, keys::MAX_CONNECTIONS_PER_IP_OVERRIDES);
    if number(config, after, keys::MAX_CONNECTIONS_PER_IP) == 0 && overrides.trim().is_empty() {
        return refuse(
            "requirement failed: max.connections.per.ip can be set to zero only if max.connections.per.ip.overrides \
             property is set."
                .to_owned(),
        );
    }
    for item in overrides.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let why = match item.rsplit_once(':') {
            // What Java says.
            None => format!("begin 0, end -1, length {}", item.len()),
            Some((_, count)) if count.parse::<i32>().is_err() => format!("For input string: \"{count}\""),
            Some(_) => continue,
        };
        return refuse(format!(
            "Error parsing configuration property '{}': {why}",
            keys::MAX_CONNECTIONS_PER_IP_OVERRIDES
        ));
    }
    Ok(())
}

fn invalid(why: &str) -> ApiError {
    let message = format!(
        "Invalid value org.apache.kafka.common.config.ConfigException: {why} for configuration Invalid dynamic \
         configuration"
    );
    ApiError::new(ErrorCode::InvalidRequest, message)
}

fn number(config: &Config, dynamic: &DynamicBrokerConfigs, name: &str) -> i64 {
    match keys::broker_key(name).map(|key| broker_value(config, dynamic, key)) {
        Some(Value::Number(number)) => number,
        _ => 0,
    }
}

fn text(config: &Config, dynamic: &DynamicBrokerConfigs, name: &str) -> String {
    keys::broker_key(name).map(|key| broker_value(config, dynamic, key).to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(before: &[(&str, &str)], overrides: &[(&str, &str)]) -> Option<String> {
        let config = Config::from_pairs(&[("node.id", "1")]).unwrap();
        let before = DynamicBrokerConfigs { broker: before.iter().copied().collect(), ..Default::default() };
        let resource = ConfigResource::new(metadata::ConfigResourceKind::Broker, "1");
        validate_broker_configs(&config, &before, &resource, overrides).err().and_then(|error| error.message)
    }

    #[test]
    fn thread_pools_double_or_halve_at_most() {
        assert_eq!(refusal(&[], &[("num.io.threads", "16")]), None);
        let why = refusal(&[], &[("num.io.threads", "17")]).unwrap();
        assert!(
            why.contains("num.io.threads=17, value should not be greater than double the current value 8")
        );
        // Taking a setting back is a change too.
        let why = refusal(&[("num.io.threads", "18")], &[]).unwrap();
        assert!(
            why.contains("num.io.threads=8, value should be at least half the current value 18"),
            "{why}"
        );
    }

    #[test]
    fn every_cleaner_thread_has_its_buffer() {
        let buffer = ("log.cleaner.dedupe.buffer.size", "2097152");
        assert_eq!(refusal(&[buffer], &[buffer]), None);
        assert!(refusal(&[buffer], &[buffer, ("log.cleaner.threads", "2")]).is_some());
    }

    #[test]
    fn nobody_is_locked_out_by_mistake() {
        let zero = ("max.connections.per.ip", "0");
        assert!(refusal(&[], &[zero]).is_some());
        assert_eq!(refusal(&[], &[zero, ("max.connections.per.ip.overrides", "127.0.0.1:5")]), None);
        assert!(refusal(&[], &[("max.connections.per.ip.overrides", "127.0.0.1:x")]).is_some());
    }
}
