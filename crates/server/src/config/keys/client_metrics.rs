//! A client metrics subscription (`--entity-type client-metrics`).

use super::ConfigKey;
use crate::config::key::{int, list};

config_keys! {
    CLIENT_METRICS

    /// Prefixes of the metrics that clients push; empty for none.
    METRICS = "metrics", list().default("").per_entity().medium().not_yet();
    /// How often clients push.
    INTERVAL_MS = "interval.ms", int().default("300000").per_entity().medium().not_yet();
    /// Which clients push: conditions such as client_id=app.*, separated by commas.
    MATCH = "match", list().default("").per_entity().medium().not_yet();
}
