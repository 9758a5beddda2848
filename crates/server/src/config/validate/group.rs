//! What a group may set.

use model::{ApiError, ErrorCode};

use super::parse_optional;
use crate::config::{Config, Value, keys};

pub(super) fn validate_group_config(name: &str, value: Option<&str>) -> Result<(), ApiError> {
    let key = keys::group_key(name).ok_or_else(|| {
        ApiError::new(ErrorCode::InvalidConfig, format!("Unknown group config name: {name}"))
    })?;
    parse_optional(key, value, ErrorCode::InvalidConfig).map(drop)
}

/// The bounds that the broker sets to its groups, and rules between the settings of one group.
///
/// # Errors
/// INVALID_CONFIG, with Kafka's message.
pub fn validate_group_configs(config: &Config, overrides: &[(&str, &str)]) -> Result<(), ApiError> {
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidConfig, message));
    let number = |value: Value| match value {
        Value::Number(number) => Some(number),
        _ => None,
    };
    for (name, text) in overrides {
        validate_group_config(name, Some(text))?;
        let Some(key) = keys::group_key(name) else { continue };
        let Some(value) = Value::parse(key, text).ok().and_then(number) else { continue };
        if let Some(min) = key.bound_keys.min
            && number(config.value(min)).is_some_and(|min| value < min)
        {
            return refuse(format!("{name} must be greater than or equal to {min}"));
        }
        if let Some(max) = key.bound_keys.max
            && number(config.value(max)).is_some_and(|max| value > max)
        {
            return refuse(format!("{name} must be less than or equal to {max}"));
        }
    }
    let in_force = |name: &str| {
        let key = keys::group_key(name)?;
        let own = overrides.iter().find(|(other, _)| *other == name);
        match own {
            Some((_, text)) => Value::parse(key, text).ok().and_then(number),
            None => key.broker_key.and_then(|broker_key| number(config.value(broker_key))),
        }
    };
    for kind in ["consumer", "share", "streams"] {
        let (session, heartbeat) =
            (format!("{kind}.session.timeout.ms"), format!("{kind}.heartbeat.interval.ms"));
        if let (Some(timeout), Some(interval)) = (in_force(&session), in_force(&heartbeat))
            && timeout <= interval
        {
            return refuse(format!("{session} must be greater than {heartbeat}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(statics: &[(&str, &str)], overrides: &[(&str, &str)]) -> String {
        let config = Config::from_pairs(statics).unwrap();
        validate_group_configs(&config, overrides).unwrap_err().message.unwrap()
    }

    #[test]
    fn the_broker_s_bounds_count() {
        let config = Config::from_pairs(&[]).unwrap();
        assert_eq!(validate_group_configs(&config, &[("consumer.session.timeout.ms", "50000")]), Ok(()));
        assert_eq!(
            refusal(&[], &[("consumer.session.timeout.ms", "60001")]),
            "consumer.session.timeout.ms must be less than or equal to group.consumer.max.session.timeout.ms"
        );
        assert_eq!(
            refusal(&[], &[("streams.num.standby.replicas", "3")]),
            "streams.num.standby.replicas must be less than or equal to group.streams.max.standby.replicas"
        );
    }

    #[test]
    fn a_session_outlasts_a_heartbeat() {
        let statics: &[_] = &[("group.consumer.max.heartbeat.interval.ms", "60000")];
        assert_eq!(
            refusal(statics, &[("consumer.heartbeat.interval.ms", "45000")]),
            "consumer.session.timeout.ms must be greater than consumer.heartbeat.interval.ms"
        );
    }
}
