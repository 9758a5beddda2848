//! Broker configuration in layers: set for this broker at run time, for all brokers at run time, at start, default.

use metadata::{ConfigImage, ConfigResource, MetadataImage};
use model::BrokerId;

use super::key::ConfigKey;
use super::{Config, Value, keys};

/// What was set at run time for this broker and for all brokers.
#[derive(Clone, Debug, Default)]
pub struct DynamicBrokerConfigs {
    pub broker: ConfigImage,
    pub cluster_default: ConfigImage,
}

impl DynamicBrokerConfigs {
    #[must_use]
    pub fn of(image: &MetadataImage, node_id: BrokerId) -> Self {
        let configs = |resource| image.configs(&resource).cloned().unwrap_or_default();
        Self {
            broker: configs(ConfigResource::broker(node_id)),
            cluster_default: configs(ConfigResource::default_broker()),
        }
    }
}

/// The value in force of a broker's key. A value in the metadata that its key does not take counts as not set: it may
/// come from a release with other bounds.
#[must_use]
pub fn broker_value(config: &Config, dynamic: &DynamicBrokerConfigs, key: &ConfigKey) -> Value {
    [&dynamic.broker, &dynamic.cluster_default]
        .into_iter()
        .filter_map(|layer| layer.get(key.name))
        .find_map(|text| Value::parse(key, text).ok())
        .unwrap_or_else(|| config.value(key.name))
}

/// The names that say the same thing as `name`, the most specific first. Itself, if there is no other.
#[must_use]
pub fn broker_synonyms(name: &str) -> Vec<&str> {
    const FAMILIES: &[&[&str]] = &[
        &[keys::LOG_ROLL_MS, keys::LOG_ROLL_HOURS],
        &[keys::LOG_ROLL_JITTER_MS, keys::LOG_ROLL_JITTER_HOURS],
        &[keys::LOG_RETENTION_MS, keys::LOG_RETENTION_MINUTES, keys::LOG_RETENTION_HOURS],
    ];
    if name == keys::LOG_FLUSH_INTERVAL_MS {
        return vec![keys::LOG_FLUSH_INTERVAL_MS, keys::LOG_FLUSH_SCHEDULER_INTERVAL_MS];
    }
    match FAMILIES.iter().find(|family| family.contains(&name)) {
        Some(family) => family.to_vec(),
        None => vec![name],
    }
}

/// The value in force of the first of `name`'s synonyms that has one, in milliseconds if the name says so.
pub(super) fn broker_value_of_synonyms(config: &Config, dynamic: &DynamicBrokerConfigs, name: &str) -> Value {
    broker_synonyms(name)
        .into_iter()
        .filter_map(keys::broker_key)
        .map(|key| in_ms(key.name, broker_value(config, dynamic, key)))
        .find(|value| *value != Value::Null)
        .unwrap_or(Value::Null)
}

fn in_ms(name: &str, value: Value) -> Value {
    const MINUTE_MS: i64 = 60 * 1000;
    let factor = match name.rsplit('.').next() {
        Some("minutes") => MINUTE_MS,
        Some("hours") => 60 * MINUTE_MS,
        _ => return value,
    };
    match value {
        // Any negative time means no limit.
        Value::Number(number) if number < 0 => Value::Number(-1),
        Value::Number(number) => Value::Number(number.saturating_mul(factor)),
        other => other,
    }
}
