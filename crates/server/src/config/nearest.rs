//! Names that are not in the table: which of them are fine, and what was probably meant.

use super::error::Problem;
use super::keys;
use super::origin::{Origin, Setting};

/// What to do about an unknown name.
pub(super) enum Unknown {
    Accepted,
    /// Said once at start.
    Warning(String),
    Error(Problem),
}

/// Keys that earlier releases of Kafka had: old files have them still.
const GONE: &[&str] = &[
    "inter.broker.protocol.version",
    "log.message.format.version",
    "log.message.downconversion.enable",
    "control.plane.listener.name",
    "broker.id.generation.enable",
    "reserved.broker.max.id",
    "log.message.timestamp.difference.max.ms",
    "offsets.commit.required.acks",
    "delegation.token.master.key",
];

/// Read by plugins, or by Kafka without a declaration.
const PREFIXES: &[&str] = &["rsm.config.", "rlmm.config.", "config.providers.", "metrics.context."];
const UNDECLARED: &[&str] = &["super.users", "allow.everyone.if.no.acl.found"];

/// A typing error in a file of ours or on the command line stops the start. In what was written for Kafka, an unknown
/// name may belong to a plugin, so that it is only named.
pub(super) fn judge_unknown(setting: &Setting) -> Unknown {
    let name = setting.name.as_str();
    if is_gone(name) {
        return Unknown::Warning(format!("{}: {name} is ignored: Kafka 4 has no such key", setting.origin));
    }
    let is_plugins = PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    if is_plugins || UNDECLARED.contains(&name) || is_of_a_listener(name) {
        return Unknown::Accepted;
    }
    let hint = hint(name);
    match setting.origin {
        Origin::Properties { .. } | Origin::Environment(_) => {
            Unknown::Warning(format!("{}: {name} is not a key of Kafka{hint}", setting.origin))
        }
        _ => Unknown::Error(Problem::general(format!("{}: unknown key {name}{hint}", setting.origin))),
    }
}

fn is_gone(name: &str) -> bool {
    GONE.contains(&name) || name.starts_with("zookeeper.") || name.starts_with("password.encoder.")
}

/// `listener.name.<listener>.[<mechanism>.]<key>`.
fn is_of_a_listener(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("listener.name.") else { return false };
    let mut parts = rest.splitn(3, '.');
    let (_listener, second, third) = (parts.next(), parts.next(), parts.next());
    let is_key = |name: &str| keys::broker_key(name).is_some();
    match (second, third) {
        (Some(second), Some(third)) => is_key(third) || is_key(&format!("{second}.{third}")),
        _ => false,
    }
}

fn hint(name: &str) -> String {
    nearest(name, keys::broker_keys().map(|key| key.name))
        .map_or_else(String::new, |near| format!("; did you mean {near}?"))
}

/// The name that is fewest edits away, if it is near enough to have been meant.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.len() / 3 + 1;
    known
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, c)| c)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, byte_a) in a.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, byte_b) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(byte_a != byte_b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_key_is_the_one_with_the_fewest_edits() {
        assert_eq!(distance("kitten", "sitting"), 3);
        let names = || keys::broker_keys().map(|key| key.name);
        assert_eq!(nearest("log.retention.mss", names()), Some("log.retention.ms"));
        assert_eq!(nearest("zzz", names()), None);
    }

    #[test]
    fn keys_of_a_listener_are_known_by_their_last_part() {
        assert!(is_of_a_listener("listener.name.internal.max.connections"));
        assert!(!is_of_a_listener("listener.name.internal.max.conections"));
    }
}
