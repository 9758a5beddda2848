//! What a client-metrics subscription may say (KIP-714).

use model::{ApiError, ErrorCode};
use regex::Regex;

use super::parse_optional;
use crate::config::keys::{self, client_metrics};
use crate::config::{Value, value::parse_list};

/// What `match` can look at.
const MATCH_KEYS: [&str; 6] = [
    "client_instance_id",
    "client_id",
    "client_software_name",
    "client_software_version",
    "client_source_address",
    "client_source_port",
];
/// Bound of a compiled condition, so that nobody can fill the memory with one.
const REGEX_BYTES_MAX: usize = 1 << 20;

pub(super) fn validate_client_metrics_config(name: &str, value: Option<&str>) -> Result<(), ApiError> {
    let key = keys::client_metrics_key(name).ok_or_else(|| {
        let message = format!("Unknown client metrics configuration: {name}");
        ApiError::new(ErrorCode::InvalidRequest, message)
    })?;
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidConfig, message));
    match parse_optional(key, value, ErrorCode::InvalidConfig)? {
        Value::Number(ms) if name == client_metrics::INTERVAL_MS && !(100..=3_600_000).contains(&ms) => {
            let message =
                format!("Invalid value {ms} for {name}, interval must be between 100 and 3600000 (1 hour)");
            Err(ApiError::new(ErrorCode::InvalidRequest, message))
        }
        Value::List(_) => {
            let items = parse_list(value.unwrap_or_default());
            if items.len() > 1 && items.iter().any(String::is_empty) {
                return refuse(format!("Configuration '{name}' values must not be empty."));
            }
            match items.iter().find(|item| name == client_metrics::MATCH && !is_condition(item)) {
                Some(item) => refuse(format!("Illegal client matching pattern: {item}")),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// `key=regular expression`, or nothing.
fn is_condition(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let Some((key, pattern)) = text.split_once('=') else { return false };
    let (key, pattern) = (key.trim(), pattern.trim());
    let compiles =
        || regex::RegexBuilder::new(pattern).size_limit(REGEX_BYTES_MAX).build().map(|_: Regex| ()).is_ok();
    MATCH_KEYS.contains(&key) && !pattern.is_empty() && !pattern.contains('=') && compiles()
}
