//! The logs of a broker, over its log directories: who owns them, which of them exist, where a new one goes.
//!
//! A start lists each directory once and opens no log: a log is opened, and recovered if the last stop was not a
//! clean one, when it is asked for first, or by [`LogManager::recover`]. Recovery begins at the log's recovery
//! point, which is its end for every log that was idle, so a crash costs what was written since the last flush.
//!
//! ```text
//!            get_or_create           delete                  remove_deleted
//! (on disk) ───────────────▶ open ──────────▶ …-delete ─────────────────────▶ gone
//! ```
//!
//! `__cluster_metadata-0` lies in the same directory and is left alone: it is the controller's.

mod closed;
mod log_dir;
mod logs;
mod managed_log;
mod recover;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use model::{BrokerId, Millis, TopicPartition, Uuid};
use parking_lot::Mutex;

use crate::checkpoint::TextFileError;
use crate::fs::Fs;
use crate::log::StorageError;
pub use closed::ClosedLog;
pub(crate) use log_dir::BOOT_ID;
pub use log_dir::{CLEAN_SHUTDOWN, LOCK_FILE, LogDir};
pub use managed_log::{LogGone, LogListener, ManagedLog};

/// Who the directories must belong to, or are formatted for.
#[derive(Debug)]
pub struct LogManagerOptions<'a> {
    /// At least one.
    pub log_dirs: Vec<PathBuf>,
    /// The directory of the metadata log, one of `log_dirs` or another; it is locked and identified like these. `None`: it
    /// is somebody else's concern.
    pub metadata_log_dir: Option<PathBuf>,
    pub node_id: BrokerId,
    /// `None`: whatever the directories say; a new one if they are all unformatted.
    pub cluster_id: Option<String>,
    /// Random bits for ids.
    pub random: &'a mut dyn Random,
}

/// A source of random bits, passed in so that tests can repeat themselves.
pub trait Random: std::fmt::Debug {
    fn next_u128(&mut self) -> u128;
}

/// Why the manager or one of its logs cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LogManagerError {
    #[error("log directory {} is held by another process (its lock file is {})", dir.display(), dir.join(LOCK_FILE).display())]
    Held { dir: PathBuf },
    #[error("{}: {key} is `{found}`, expected `{expected}`", path.display())]
    Foreign { path: PathBuf, key: &'static str, found: String, expected: String },
    #[error("log directory {} is offline", dir.display())]
    Offline { dir: PathBuf },
    #[error("no log directory is online")]
    NoneOnline,
    #[error("two directories for one partition: {} and {}; move the older away", first.display(), second.display())]
    Twice { first: PathBuf, second: PathBuf },
    #[error("{} is not a topic partition of this broker", path.display())]
    Unknown { path: PathBuf },
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(transparent)]
    TextFile(#[from] TextFileError),
    #[error("{partition:?}: {source}")]
    Log { partition: TopicPartition, source: StorageError },
}

/// All logs of the broker but the metadata log.
///
/// Lock order: the state of an entry, then `logs`, then a log's own lock. Nobody waits for an entry's state while
/// holding `logs`.
#[derive(Debug)]
pub struct LogManager {
    fs: Arc<dyn Fs>,
    cluster_id: String,
    dirs: Vec<Arc<LogDir>>,
    metadata_dir: Option<Arc<LogDir>>,
    logs: Mutex<HashMap<TopicPartition, Arc<Entry>>>,
    /// Logs that were opened and not yet asked for by `take_placed`.
    placed: Mutex<Vec<Placed>>,
    /// Directories with the suffix `-delete` that still exist.
    deleted: Mutex<Vec<PathBuf>>,
    /// Recoveries that have not begun need not begin any more.
    is_closing: AtomicBool,
}

/// Where a log lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub partition: TopicPartition,
    pub topic_id: Uuid,
    /// The id of its log directory.
    pub dir: Uuid,
}

/// A log by its name. Opening may take its time, so it happens under the lock of this one log.
#[derive(Debug)]
struct Entry {
    dir: Arc<LogDir>,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    /// Without a directory of its own.
    New,
    /// Known by the name of its directory alone.
    Closed,
    Open(Arc<ManagedLog>),
    /// Deleted or set aside: another entry may have taken its place.
    Gone,
}

impl LogManager {
    /// Locks, formats where needed, checks and lists the log directories. A directory that cannot be read is
    /// offline; one that is held by another process, or belongs to another node, stops the start.
    ///
    /// # Errors
    /// `Held`, `Foreign`, `Twice`, a malformed `meta.properties`, or `NoneOnline`.
    pub fn open(fs: Arc<dyn Fs>, options: LogManagerOptions<'_>) -> Result<Self, LogManagerError> {
        let (cluster_id, dirs, metadata_dir) = log_dir::open_all(&fs, options)?;
        let mut logs = HashMap::new();
        let mut deleted = Vec::new();
        for dir in &dirs {
            for name in dir.names() {
                if name.ends_with(DELETE_SUFFIX) {
                    deleted.push(dir.path().join(name));
                } else if let Some(partition) = parse_dir_name(name) {
                    let entry = Entry { dir: Arc::clone(dir), state: Mutex::new(State::Closed) };
                    dir.add_log();
                    if let Some(other) = logs.insert(partition, Arc::new(entry)) {
                        let (first, second) = (other.dir.path().join(name), dir.path().join(name));
                        return Err(LogManagerError::Twice { first, second });
                    }
                }
            }
        }
        let (logs, deleted) = (Mutex::new(logs), Mutex::new(deleted));
        let (placed, is_closing) = (Mutex::default(), AtomicBool::new(false));
        let manager = Self { fs, cluster_id, dirs, metadata_dir, logs, placed, deleted, is_closing };
        manager.mark_recovered();
        Ok(manager)
    }

    #[must_use]
    pub fn cluster_id(&self) -> &str {
        &self.cluster_id
    }

    /// In the order of the configuration, offline ones included.
    #[must_use]
    pub fn dirs(&self) -> &[Arc<LogDir>] {
        &self.dirs
    }

    /// Of the metadata log, if the manager was asked to look after it.
    #[must_use]
    pub fn metadata_dir(&self) -> Option<&Arc<LogDir>> {
        self.metadata_dir.as_ref()
    }

    /// Whether there is a directory with this id that works.
    #[must_use]
    pub fn is_online(&self, dir: Uuid) -> bool {
        self.dirs.iter().any(|known| known.id() == dir && !known.is_offline())
    }

    /// Logs that were opened since it was called last; with a single directory, where a log is needs no telling, none.
    #[must_use]
    pub fn take_placed(&self) -> Vec<Placed> {
        std::mem::take(&mut *self.placed.lock())
    }

    /// The partitions whose log lies in a directory that has failed.
    #[must_use]
    pub fn offline_partitions(&self) -> Vec<TopicPartition> {
        let logs = self.logs.lock();
        logs.iter().filter(|(_, entry)| entry.dir.is_offline()).map(|(id, _)| id.clone()).collect()
    }

    /// Every partition that has a log, opened or not, in no order.
    #[must_use]
    pub fn partitions(&self) -> Vec<TopicPartition> {
        self.logs.lock().keys().cloned().collect()
    }

    /// Removes the files of deleted logs; slow, so not for a thread that serves. Returns how many were removed.
    pub fn remove_deleted(&self) -> usize {
        let doomed = std::mem::take(&mut *self.deleted.lock());
        let mut removed = 0;
        for path in doomed {
            match self.fs.remove_dir_all(&path) {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                // It is found again at the next start.
                Err(error) => {
                    tracing::warn!(path = %path.display(), %error, "files of a deleted log stay behind");
                }
            }
        }
        removed
    }

    /// Writes the checkpoints of every directory that is online and has news; a directory where that fails goes
    /// offline. Then sees to each log: segments of deleted records go, and what would make a recovery long is flushed.
    /// To be called every few seconds.
    pub fn write_checkpoints(&self) {
        let mut open: HashMap<PathBuf, Vec<Arc<ManagedLog>>> = HashMap::new();
        for log in self.open_logs() {
            open.entry(log.dir().path().to_owned()).or_default().push(log);
        }
        for dir in self.dirs.iter().filter(|dir| !dir.is_offline()) {
            let logs = open.remove(dir.path()).unwrap_or_default();
            if let Err(error) = dir.write_checkpoints(&*self.fs, &logs) {
                dir.take_offline(&io::Error::other(error));
                continue;
            }
            logs.iter().for_each(|log| log.maintain(dir.log_start_offset(log.partition())));
        }
    }

    /// Forgets producers that wrote nothing for `producer.id.expiration.ms`, in every log that is open.
    pub fn remove_expired_producers(&self, now: Millis) {
        for log in self.open_logs() {
            if let Ok(mut log) = log.lock() {
                log.remove_expired_producers(now);
            }
        }
    }

    /// Without those that are being opened now.
    fn open_logs(&self) -> Vec<Arc<ManagedLog>> {
        let logs = self.logs.lock();
        let open = logs.values().filter_map(|entry| match &*entry.state.try_lock()? {
            State::Open(log) => Some(Arc::clone(log)),
            _ => None,
        });
        open.collect()
    }

    /// Closes every log, writes the checkpoints and marks each directory as cleanly closed where that is true.
    /// Nothing may be appended from here on.
    pub fn close(&self, broker_epoch: i64) {
        self.is_closing.store(true, Ordering::Release);
        let mut unclean: Vec<Arc<LogDir>> = Vec::new();
        let entries: Vec<_> = self
            .logs
            .lock()
            .iter()
            .map(|(partition, entry)| (partition.clone(), Arc::clone(entry)))
            .collect();
        for (partition, entry) in entries.into_iter().filter(|(_, entry)| !entry.dir.is_offline()) {
            let clean = match &*entry.state.lock() {
                State::Open(log) => log.close_clean().map_err(|error| error.to_string()),
                State::Closed if !entry.dir.was_clean() => Err("it was never recovered".to_owned()),
                State::New | State::Closed | State::Gone => Ok(()),
            };
            if let Err(error) = clean {
                tracing::warn!(topic = %partition.topic, partition = partition.partition, error, "log not closed cleanly");
                unclean.push(Arc::clone(&entry.dir));
            }
        }
        self.write_checkpoints();
        for dir in self.dirs.iter().filter(|dir| !dir.is_offline()) {
            if unclean.iter().any(|other| Arc::ptr_eq(other, dir)) {
                continue;
            }
            if let Err(error) = dir.mark_clean(&*self.fs, broker_epoch) {
                tracing::warn!(log_dir = %dir.path().display(), %error, "clean shutdown not marked");
            }
        }
    }

    /// The broker epoch of the last run, if every directory was closed cleanly in it.
    #[must_use]
    pub fn previous_broker_epoch(&self) -> Option<i64> {
        let mut epochs = self.dirs.iter().map(|dir| dir.previous_broker_epoch());
        let first = epochs.next()??;
        epochs.all(|epoch| epoch == Some(first)).then_some(first)
    }
}

const DELETE_SUFFIX: &str = "-delete";
const STRAY_SUFFIX: &str = "-stray";
const METADATA_TOPIC: &str = "__cluster_metadata";

fn dir_name(partition: &TopicPartition) -> String {
    format!("{}-{}", partition.topic, partition.partition)
}

/// The partition whose log has this directory name; `None` for everything else in a log directory.
fn parse_dir_name(name: &str) -> Option<TopicPartition> {
    let (topic, number) = name.rsplit_once('-')?;
    let partition: i32 = number.parse().ok()?;
    let canonical = partition.to_string() == number && partition >= 0;
    (canonical && !topic.is_empty() && topic != METADATA_TOPIC)
        .then(|| TopicPartition { topic: topic.into(), partition })
}

#[cfg(test)]
mod tests;
