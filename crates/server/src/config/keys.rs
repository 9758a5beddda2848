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
mod log;
mod quorum;
mod replication;
mod server;
mod sockets;
pub mod topic;

pub use cleaner::*;
pub use log::*;
pub use quorum::*;
pub use replication::*;
pub use server::*;
pub use sockets::*;

/// The tables of broker keys with their titles, in the order of the documentation.
static BROKER_TABLES: &[(&str, &[ConfigKey])] = &[
    ("The broker", server::SERVER),
    ("Listeners and connections", sockets::SOCKETS),
    ("The log", log::LOG),
    ("Compaction", cleaner::CLEANER),
    ("Replication", replication::REPLICATION),
    ("Roles, metadata log and quorum", quorum::QUORUM),
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
