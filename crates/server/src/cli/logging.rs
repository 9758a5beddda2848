//! Where the log goes: readable lines on stderr for a person, JSON lines on stdout for a machine. Levels can change at run
//! time, by Kafka's broker loggers: `root` and one for each crate.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::OnceLock;

use parking_lot::Mutex;
use tracing_subscriber::EnvFilter;

/// The loggers besides `root`: the crates.
const CRATES: &[&str] =
    &["controller", "coordinator", "metadata", "ottla", "protocol", "replication", "security", "storage"];
const ROOT: &str = "root";
const DEFAULT_LEVEL: &str = "INFO";
/// The quorum's library speaks up only when something is wrong.
const QUIET: &str = "openraft=warn";

/// Kafka's levels and ours; `FATAL` is never used here.
const LEVELS: &[(&str, &str)] = &[
    ("FATAL", "error"),
    ("ERROR", "error"),
    ("WARN", "warn"),
    ("INFO", "info"),
    ("DEBUG", "debug"),
    ("TRACE", "trace"),
];

struct Loggers {
    /// What was set, by logger. Those that are not in here are at root's level.
    levels: Mutex<BTreeMap<String, &'static str>>,
    reload: Box<dyn Fn(EnvFilter) + Send + Sync>,
}

static LOGGERS: OnceLock<Loggers> = OnceLock::new();

/// Sets the log up for this process. `OTTLA_LOG` filters it as `RUST_LOG` would, for example `OTTLA_LOG=debug`; a second
/// call does nothing.
pub fn init_logging() {
    let filter =
        EnvFilter::try_from_env("OTTLA_LOG").unwrap_or_else(|_| EnvFilter::new(format!("info,{QUIET}")));
    let builder = tracing_subscriber::fmt().with_env_filter(filter);
    // An error means that an embedding program has set its own log up, whose choice it is.
    if std::io::stdout().is_terminal() {
        let builder = builder.with_writer(std::io::stderr).with_target(false).with_filter_reloading();
        let handle = builder.reload_handle();
        let reload = Box::new(move |filter| drop(handle.reload(filter)));
        if builder.try_init().is_ok() {
            remember(reload);
        }
    } else {
        let builder = builder.json().flatten_event(true).with_writer(std::io::stdout).with_filter_reloading();
        let handle = builder.reload_handle();
        let reload = Box::new(move |filter| drop(handle.reload(filter)));
        if builder.try_init().is_ok() {
            remember(reload);
        }
    }
}

fn remember(reload: Box<dyn Fn(EnvFilter) + Send + Sync>) {
    drop(LOGGERS.set(Loggers { levels: Mutex::new(BTreeMap::new()), reload }));
}

/// Every logger and its level, in Kafka's words. What `OTTLA_LOG` says is not broken down by logger.
#[must_use]
pub fn log_levels() -> BTreeMap<String, &'static str> {
    let set = LOGGERS.get().map(|loggers| loggers.levels.lock().clone()).unwrap_or_default();
    let root = set.get(ROOT).copied().unwrap_or(DEFAULT_LEVEL);
    let mut all: BTreeMap<String, &'static str> =
        CRATES.iter().chain([&ROOT]).map(|name| ((*name).to_owned(), root)).collect();
    all.extend(set);
    all
}

/// Sets a logger's level at once; `None` takes it back to root's. False if there is no such logger or level.
pub fn set_log_level(logger: &str, level: Option<&str>) -> bool {
    let known = level.map(|level| LEVELS.iter().find(|(name, _)| *name == level).map(|(name, _)| *name));
    let is_logger = logger == ROOT || CRATES.contains(&logger);
    let (Some(loggers), true) = (LOGGERS.get(), is_logger && known != Some(None)) else { return false };
    let mut levels = loggers.levels.lock();
    match known.flatten() {
        Some(level) => drop(levels.insert(logger.to_owned(), level)),
        None => drop(levels.remove(logger)),
    }
    (loggers.reload)(EnvFilter::new(directives(&levels)));
    true
}

/// `info,storage=debug`.
fn directives(levels: &BTreeMap<String, &'static str>) -> String {
    let ours = |level: &str| LEVELS.iter().find(|(name, _)| *name == level).map_or("info", |(_, ours)| *ours);
    let root = levels.get(ROOT).copied().unwrap_or(DEFAULT_LEVEL);
    let crates = levels.iter().filter(|(name, _)| *name != ROOT);
    let crates: Vec<String> = crates.map(|(name, level)| format!("{name}={}", ours(level))).collect();
    [vec![format!("{},{QUIET}", ours(root))], crates].concat().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_become_directives_of_the_filter() {
        let levels = |pairs: &[(&str, &'static str)]| {
            directives(&pairs.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect())
        };
        assert_eq!(levels(&[]), "info,openraft=warn");
        assert_eq!(levels(&[("root", "WARN"), ("storage", "DEBUG")]), "warn,openraft=warn,storage=debug");
        assert_eq!(levels(&[("ottla", "FATAL")]), "info,openraft=warn,ottla=error");
    }
}
