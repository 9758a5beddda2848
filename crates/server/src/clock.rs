//! The only place that asks the operating system for the time of day.

use std::time::{SystemTime, UNIX_EPOCH};

use model::Millis;

/// Milliseconds since the Unix epoch. A clock set before 1970 reads as 0.
#[must_use]
#[allow(clippy::disallowed_methods)]
pub fn now() -> Millis {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}
