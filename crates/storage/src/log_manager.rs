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

mod log_dir;
mod managed_log;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::{BrokerId, Millis, TopicPartition, Uuid};
use parking_lot::Mutex;

use crate::checkpoint::TextFileError;
use crate::fs::Fs;
use crate::log::{Log, LogConfig, OpenHint, RecoveryReport, StorageError};
use crate::partition_metadata::{PARTITION_METADATA, load_topic_id};
pub(crate) use log_dir::BOOT_ID;
pub use log_dir::{CLEAN_SHUTDOWN, LOCK_FILE, LogDir};
pub use managed_log::{LogGone, LogListener, ManagedLog};

/// Who the directories must belong to, or are formatted for.
#[derive(Debug)]
pub struct LogManagerOptions<'a> {
    /// At least one.
    pub log_dirs: Vec<PathBuf>,
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

/// All logs of the broker but the metadata log. Lock order: `logs` before a log's own lock.
#[derive(Debug)]
pub struct LogManager {
    fs: Arc<dyn Fs>,
    cluster_id: String,
    dirs: Vec<Arc<LogDir>>,
    logs: Mutex<HashMap<TopicPartition, Entry>>,
    /// Directories with the suffix `-delete` that still exist.
    deleted: Mutex<Vec<PathBuf>>,
}

#[derive(Debug)]
struct Entry {
    dir: Arc<LogDir>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Known by the name of its directory alone.
    Closed,
    Open(Arc<ManagedLog>),
}

impl LogManager {
    /// Locks, formats where needed, checks and lists the log directories. A directory that cannot be read is
    /// offline; one that is held by another process, or belongs to another node, stops the start.
    ///
    /// # Errors
    /// `Held`, `Foreign`, `Twice`, a malformed `meta.properties`, or `NoneOnline`.
    pub fn open(fs: Arc<dyn Fs>, options: LogManagerOptions<'_>) -> Result<Self, LogManagerError> {
        let LogManagerOptions { log_dirs, node_id, cluster_id, random } = options;
        let (cluster_id, dirs) = log_dir::open_all(&fs, log_dirs, node_id, cluster_id, random)?;
        let mut logs = HashMap::new();
        let mut deleted = Vec::new();
        for dir in &dirs {
            for name in dir.names() {
                if name.ends_with(DELETE_SUFFIX) {
                    deleted.push(dir.path().join(name));
                } else if let Some(partition) = parse_dir_name(name) {
                    let entry = Entry { dir: Arc::clone(dir), state: State::Closed };
                    dir.add_log();
                    if let Some(other) = logs.insert(partition, entry) {
                        let (first, second) = (other.dir.path().join(name), dir.path().join(name));
                        return Err(LogManagerError::Twice { first, second });
                    }
                }
            }
        }
        let manager = Self { fs, cluster_id, dirs, logs: Mutex::new(logs), deleted: Mutex::new(deleted) };
        manager.mark_recovered(&manager.logs.lock());
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

    /// Every partition that has a log, opened or not, in no order.
    #[must_use]
    pub fn partitions(&self) -> Vec<TopicPartition> {
        self.logs.lock().keys().cloned().collect()
    }

    /// The log, if it was opened since the start.
    #[must_use]
    pub fn get(&self, partition: &TopicPartition) -> Option<Arc<ManagedLog>> {
        match &self.logs.lock().get(partition)?.state {
            State::Open(log) => Some(Arc::clone(log)),
            State::Closed => None,
        }
    }

    /// The log of `partition`: the open one, the one on disk, or a new one in the directory with the fewest logs.
    /// Files of an older topic with the same name are set aside under a name that ends in `-stray`.
    ///
    /// # Errors
    /// The log's directory is offline, or opening it fails.
    pub fn get_or_create(
        &self,
        partition: &TopicPartition,
        topic_id: Uuid,
        config: LogConfig,
        now: Millis,
    ) -> Result<Arc<ManagedLog>, LogManagerError> {
        let mut logs = self.logs.lock();
        let mut dir = None;
        if let Some(entry) = logs.get(partition) {
            if entry.dir.is_offline() {
                return Err(LogManagerError::Offline { dir: entry.dir.path().to_owned() });
            }
            match &entry.state {
                State::Open(log) if log.topic_id() == topic_id => return Ok(Arc::clone(log)),
                State::Open(_) => self.set_aside(&mut logs, partition, topic_id, STRAY_SUFFIX)?,
                State::Closed if self.is_of(entry, partition, topic_id)? => {
                    dir = Some(Arc::clone(&entry.dir));
                }
                State::Closed => self.set_aside(&mut logs, partition, topic_id, STRAY_SUFFIX)?,
            }
        }
        let (dir, is_new) = match dir {
            Some(dir) => (dir, false),
            None => (self.pick_dir()?, true),
        };
        if is_new {
            dir.forget_durably(&*self.fs, partition)?;
        }
        let log = self.open_log(&dir, partition, topic_id, config, now)?.0;
        if is_new {
            dir.add_log();
        }
        logs.insert(partition.clone(), Entry { dir, state: State::Open(Arc::clone(&log)) });
        Ok(log)
    }

    /// Opens, and so recovers, every log of the directories that were not closed cleanly. To be called before
    /// serving; without it each log recovers when it is asked for first.
    ///
    /// # Errors
    /// The first log that cannot be opened.
    pub fn recover(
        &self,
        config: &dyn Fn(&TopicPartition) -> LogConfig,
        now: Millis,
    ) -> Result<Vec<(TopicPartition, RecoveryReport)>, LogManagerError> {
        let mut reports = Vec::new();
        let mut logs = self.logs.lock();
        for (partition, entry) in logs.iter_mut() {
            if !matches!(entry.state, State::Closed) || entry.dir.was_clean() || entry.dir.is_offline() {
                continue;
            }
            let path = entry.dir.path().join(dir_name(partition)).join(PARTITION_METADATA);
            let topic_id = load_topic_id(&*self.fs, &path)?.unwrap_or(Uuid::ZERO);
            let (log, report) = self.open_log(&entry.dir, partition, topic_id, config(partition), now)?;
            entry.state = State::Open(log);
            reports.push((partition.clone(), report));
        }
        self.mark_recovered(&logs);
        Ok(reports)
    }

    fn mark_recovered(&self, logs: &HashMap<TopicPartition, Entry>) {
        for dir in self.dirs.iter().filter(|dir| !dir.is_same_boot()) {
            let is_unknown = |entry: &Entry| {
                Arc::ptr_eq(&entry.dir, dir) && matches!(entry.state, State::Closed) && !dir.was_clean()
            };
            if !logs.values().any(is_unknown) {
                dir.mark_recovered(&*self.fs);
            }
        }
    }

    fn open_log(
        &self,
        dir: &Arc<LogDir>,
        partition: &TopicPartition,
        topic_id: Uuid,
        config: LogConfig,
        now: Millis,
    ) -> Result<(Arc<ManagedLog>, RecoveryReport), LogManagerError> {
        let hint = OpenHint {
            recovery_point: dir.recovery_point(partition),
            log_start_offset: dir.log_start_offset(partition),
            clean_shutdown: dir.was_clean(),
        };
        let path = dir.path().join(dir_name(partition));
        let open = if dir.is_same_boot() { Log::open_after_kill } else { Log::open };
        let opened = open(Arc::clone(&self.fs), path, partition.clone(), topic_id, config, hint, now);
        let (log, report) =
            opened.map_err(|source| LogManagerError::Log { partition: partition.clone(), source })?;
        let high_watermark = dir.high_watermark(partition);
        Ok((Arc::new(ManagedLog::new(log, partition.clone(), Arc::clone(dir), high_watermark)), report))
    }

    /// Whether the files of a closed log are those of `topic_id`. Files without an id are from before there were
    /// any, or of a log that crashed while it was made.
    fn is_of(
        &self,
        entry: &Entry,
        partition: &TopicPartition,
        topic_id: Uuid,
    ) -> Result<bool, LogManagerError> {
        let path = entry.dir.path().join(dir_name(partition)).join(PARTITION_METADATA);
        Ok(load_topic_id(&*self.fs, &path)?.is_none_or(|found| found == topic_id))
    }

    fn pick_dir(&self) -> Result<Arc<LogDir>, LogManagerError> {
        let online = self.dirs.iter().filter(|dir| !dir.is_offline());
        online.min_by_key(|dir| dir.log_count()).cloned().ok_or(LogManagerError::NoneOnline)
    }

    /// Closes the log and renames its directory to one that ends in `-delete`. When it returns, the log is gone
    /// for good, also after a crash; its files go with [`LogManager::remove_deleted`].
    ///
    /// # Errors
    /// There is no such log, or its directory cannot be renamed; the log is closed then all the same.
    pub fn delete(&self, partition: &TopicPartition) -> Result<(), LogManagerError> {
        self.set_aside(&mut self.logs.lock(), partition, Uuid::ZERO, DELETE_SUFFIX)
    }

    /// As `delete`, for a log that the metadata does not know: the files stay, for the operator to decide.
    ///
    /// # Errors
    /// As `delete`.
    pub fn set_aside_stray(&self, partition: &TopicPartition) -> Result<(), LogManagerError> {
        self.set_aside(&mut self.logs.lock(), partition, Uuid::ZERO, STRAY_SUFFIX)
    }

    fn set_aside(
        &self,
        logs: &mut HashMap<TopicPartition, Entry>,
        partition: &TopicPartition,
        salt: Uuid,
        suffix: &str,
    ) -> Result<(), LogManagerError> {
        let name = dir_name(partition);
        let entry = logs
            .remove(partition)
            .ok_or_else(|| LogManagerError::Unknown { path: PathBuf::from(name.clone()) })?;
        if let State::Open(log) = &entry.state {
            log.close();
        }
        entry.dir.remove_log(partition);
        let from = entry.dir.path().join(&name);
        if !self.fs.exists(&from) {
            return Ok(());
        }
        let to = self.free_name(entry.dir.path(), &name, salt, suffix);
        let failed = |source| LogManagerError::Io { path: from.clone(), source };
        self.fs.rename(&from, &to).map_err(failed)?;
        self.fs.sync_dir(entry.dir.path()).map_err(failed)?;
        if suffix == DELETE_SUFFIX {
            self.deleted.lock().push(to);
        }
        Ok(())
    }

    /// `<topic>-<partition>.<32 hex digits><suffix>`, not in use. A long topic name is cut, as a file name has at
    /// most 255 bytes.
    fn free_name(&self, dir: &Path, name: &str, salt: Uuid, suffix: &str) -> PathBuf {
        let room = FILE_NAME_BYTES_MAX - 33 - suffix.len();
        let name = name.get(..room.min(name.len())).unwrap_or(name);
        let mut unique = salt.as_u128();
        loop {
            let path = dir.join(format!("{name}.{unique:032x}{suffix}"));
            if !self.fs.exists(&path) {
                return path;
            }
            unique = unique.wrapping_add(1);
        }
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
        for entry in self.logs.lock().values() {
            if let State::Open(log) = &entry.state {
                open.entry(entry.dir.path().to_owned()).or_default().push(Arc::clone(log));
            }
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

    fn open_logs(&self) -> Vec<Arc<ManagedLog>> {
        let logs = self.logs.lock();
        let open = logs.values().filter_map(|entry| match &entry.state {
            State::Open(log) => Some(Arc::clone(log)),
            State::Closed => None,
        });
        open.collect()
    }

    /// Closes every log, writes the checkpoints and marks each directory as cleanly closed where that is true.
    /// Nothing may be appended from here on.
    pub fn close(&self, broker_epoch: i64) {
        let mut unclean: Vec<Arc<LogDir>> = Vec::new();
        {
            let logs = self.logs.lock();
            for (partition, entry) in logs.iter() {
                let clean = match &entry.state {
                    State::Open(log) => log.close_clean().map_err(|error| error.to_string()),
                    State::Closed if entry.dir.was_clean() => Ok(()),
                    State::Closed => Err("it was never recovered".to_owned()),
                };
                if let Err(error) = clean {
                    tracing::warn!(topic = %partition.topic, partition = partition.partition, error, "log not closed cleanly");
                    unclean.push(Arc::clone(&entry.dir));
                }
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
const FILE_NAME_BYTES_MAX: usize = 255;
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
