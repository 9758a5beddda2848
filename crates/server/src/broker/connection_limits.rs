//! How many connections there may be, by the configuration.

use std::collections::HashMap;
use std::time::Duration;

use crate::config::{Config, DynamicBrokerConfigs, Value, broker_value, keys};
use crate::net::limits::ConnectionLimits;

/// The limits with what was set at run time.
pub(super) fn connection_limits(config: &Config, dynamic: &DynamicBrokerConfigs) -> ConnectionLimits {
    let value = |name: &str| keys::broker_key(name).map(|key| broker_value(config, dynamic, key));
    let count = |name: &str| match value(name) {
        Some(Value::Number(number)) => usize::try_from(number).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    let overrides = value(keys::MAX_CONNECTIONS_PER_IP_OVERRIDES).map(|value| value.to_string());
    let mut per_ip_overrides = HashMap::new();
    for entry in overrides.unwrap_or_default().split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        let parsed = entry.rsplit_once(':').and_then(|(ip, max)| Some((ip.parse().ok()?, max.parse().ok()?)));
        match parsed {
            Some((ip, max)) => drop(per_ip_overrides.insert(ip, max)),
            None => tracing::warn!(entry, "max.connections.per.ip.overrides: not `address:count`, ignored"),
        }
    }
    let idle_ms = u64::try_from(config.get_long(keys::CONNECTIONS_MAX_IDLE_MS)).unwrap_or(u64::MAX >> 1);
    ConnectionLimits {
        connections_max: count(keys::MAX_CONNECTIONS),
        connections_per_ip_max: count(keys::MAX_CONNECTIONS_PER_IP),
        per_ip_overrides,
        idle_max: Duration::from_millis(idle_ms),
    }
}
