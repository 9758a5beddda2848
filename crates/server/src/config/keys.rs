//! The one table of all keys. Parsing, checking, `ottla config explain`, DescribeConfigs and `config/ottla.toml`
//! come from it.
//!
//! A declaration's comment is its documentation. Each key is also a constant, so that code cannot misspell it.

use super::key::ConfigKey;

/// Declares keys: `/// doc`, `CONSTANT = "kafka.name", builder;`. Makes a constant for each and the table.
macro_rules! config_keys {
    ($table:ident $($(#[doc = $doc:literal])+ $constant:ident = $name:literal, $key:expr;)*) => {
        $($(#[doc = $doc])+ pub const $constant: &str = $name;)*
        pub(super) static $table: &[ConfigKey] = &[$($key.declared($name, concat!($($doc),+)),)*];
    };
}

mod cleaner;
pub mod client_metrics;
mod group;
pub mod group_entity;
mod internal;
mod log;
mod metrics;
mod quorum;
mod quotas;
mod replication;
mod security;
mod server;
mod share;
mod sockets;
mod tiered;
pub mod topic;
mod transactions;

pub use cleaner::*;
pub use group::*;
pub use internal::*;
pub use log::*;
pub use metrics::*;
pub use quorum::*;
pub use quotas::*;
pub use replication::*;
pub use security::*;
pub use server::*;
pub use share::*;
pub use sockets::*;
pub use tiered::*;
pub use transactions::*;

/// The tables of broker keys with their titles, in the order of the documentation.
static BROKER_TABLES: &[(&str, &[ConfigKey])] = &[
    ("The broker", server::SERVER),
    ("Listeners and connections", sockets::SOCKETS),
    ("The log", log::LOG),
    ("Compaction", cleaner::CLEANER),
    ("Replication", replication::REPLICATION),
    ("Roles, metadata log and quorum", quorum::QUORUM),
    ("Group coordinator", group::GROUP),
    ("Share groups", share::SHARE),
    ("Transactions", transactions::TRANSACTIONS),
    ("Authentication and TLS", security::SECURITY),
    ("Quotas and throttles", quotas::QUOTAS),
    ("Metrics", metrics::METRICS),
    ("Tiered storage", tiered::TIERED),
    ("Internal", internal::INTERNAL),
];

/// All broker keys, by section.
pub fn broker_sections() -> impl Iterator<Item = (&'static str, &'static [ConfigKey])> {
    BROKER_TABLES.iter().copied()
}

/// All broker keys.
pub fn broker_keys() -> impl Iterator<Item = &'static ConfigKey> {
    BROKER_TABLES.iter().flat_map(|(_, table)| table.iter())
}

/// All keys that a topic can override.
pub fn topic_keys() -> impl Iterator<Item = &'static ConfigKey> {
    topic::TOPIC.iter()
}

#[must_use]
pub fn broker_key(name: &str) -> Option<&'static ConfigKey> {
    broker_keys().find(|key| key.name == name)
}

#[must_use]
pub fn topic_key(name: &str) -> Option<&'static ConfigKey> {
    topic_keys().find(|key| key.name == name)
}

/// All keys that a group can set.
pub fn group_keys() -> impl Iterator<Item = &'static ConfigKey> {
    group_entity::GROUP_ENTITY.iter()
}

/// All keys of a client metrics subscription.
pub fn client_metrics_keys() -> impl Iterator<Item = &'static ConfigKey> {
    client_metrics::CLIENT_METRICS.iter()
}

#[must_use]
pub fn group_key(name: &str) -> Option<&'static ConfigKey> {
    group_keys().find(|key| key.name == name)
}

#[must_use]
pub fn client_metrics_key(name: &str) -> Option<&'static ConfigKey> {
    client_metrics_keys().find(|key| key.name == name)
}
