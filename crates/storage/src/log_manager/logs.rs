//! One log of the manager at a time: opened, made, deleted, set aside.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::{Millis, TopicPartition, Uuid};
use parking_lot::Mutex;

use super::log_dir::LogDir;
use super::managed_log::ManagedLog;
use super::{DELETE_SUFFIX, Entry, LogManager, LogManagerError, Placed, STRAY_SUFFIX, State, dir_name};
use crate::log::{Log, LogConfig, OpenHint, RecoveryReport};
use crate::partition_metadata::{PARTITION_METADATA, load_topic_id};

const FILE_NAME_BYTES_MAX: usize = 255;

impl LogManager {
    /// The log, if it was opened since the start. Waits if it is being opened.
    #[must_use]
    pub fn get(&self, partition: &TopicPartition) -> Option<Arc<ManagedLog>> {
        let entry = self.logs.lock().get(partition).cloned()?;
        match &*entry.state.lock() {
            State::Open(log) => Some(Arc::clone(log)),
            State::New | State::Closed | State::Gone => None,
        }
    }

    /// The log of `partition`: the open one, the one on disk, or a new one in the directory with the fewest logs.
    /// Files of an older topic with the same name are set aside under a name that ends in `-stray`. Waits for nothing but
    /// this log.
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
        loop {
            let entry = self.entry(partition)?;
            let mut state = entry.state.lock();
            match &*state {
                State::Gone => continue,
                _ if entry.dir.is_offline() => {
                    return Err(LogManagerError::Offline { dir: entry.dir.path().to_owned() });
                }
                State::Open(log) if log.topic_id() == topic_id => return Ok(Arc::clone(log)),
                State::New => {}
                State::Closed if self.is_of(&entry.dir, partition, topic_id)? => {}
                State::Open(_) | State::Closed => {
                    self.set_aside(&entry, &mut state, partition, topic_id, STRAY_SUFFIX)?;
                    continue;
                }
            }
            return Ok(self.open_entry(&entry, &mut state, partition, topic_id, config, now)?.0);
        }
    }

    /// The entry of `partition`, or a new one in the directory with the fewest logs.
    fn entry(&self, partition: &TopicPartition) -> Result<Arc<Entry>, LogManagerError> {
        let mut logs = self.logs.lock();
        if let Some(entry) = logs.get(partition) {
            return Ok(Arc::clone(entry));
        }
        let online = self.dirs.iter().filter(|dir| !dir.is_offline());
        let dir = online.min_by_key(|dir| dir.log_count()).cloned().ok_or(LogManagerError::NoneOnline)?;
        dir.add_log();
        let entry = Arc::new(Entry { dir, state: Mutex::new(State::New) });
        logs.insert(partition.clone(), Arc::clone(&entry));
        Ok(entry)
    }

    /// Opens a log that is new or closed. A new one that cannot be made is forgotten.
    #[expect(clippy::too_many_arguments, reason = "those of `get_or_create`, and the entry with its lock")]
    pub(super) fn open_entry(
        &self,
        entry: &Arc<Entry>,
        state: &mut State,
        partition: &TopicPartition,
        topic_id: Uuid,
        config: LogConfig,
        now: Millis,
    ) -> Result<(Arc<ManagedLog>, RecoveryReport), LogManagerError> {
        let dir = &entry.dir;
        let is_new = matches!(state, State::New);
        let nothing_older = if is_new { dir.forget_durably(&*self.fs, partition) } else { Ok(()) };
        let opened = nothing_older
            .map_err(LogManagerError::from)
            .and_then(|()| self.open_log(dir, partition, topic_id, config, now));
        match &opened {
            Ok((log, _)) => {
                *state = State::Open(Arc::clone(log));
                if self.dirs.len() > 1 {
                    let partition = partition.clone();
                    self.placed.lock().push(Placed { partition, topic_id, dir: dir.id() });
                }
            }
            Err(error) => {
                if let LogManagerError::Log { source, .. } = error
                    && source.is_disk_failure()
                {
                    dir.take_offline(&io::Error::other(source.to_string()));
                }
                // What is said of a failed directory must not be forgotten: it may hold more of the log than was seen.
                if is_new && !dir.is_offline() {
                    self.forget(entry, state, partition);
                }
            }
        }
        opened
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
    pub(super) fn is_of(
        &self,
        dir: &LogDir,
        partition: &TopicPartition,
        topic_id: Uuid,
    ) -> Result<bool, LogManagerError> {
        let path = dir.path().join(dir_name(partition)).join(PARTITION_METADATA);
        Ok(load_topic_id(&*self.fs, &path)?.is_none_or(|found| found == topic_id))
    }

    /// Closes the log and renames its directory to one that ends in `-delete`. When it returns, the log is gone
    /// for good, also after a crash; its files go with [`LogManager::remove_deleted`].
    ///
    /// # Errors
    /// There is no such log, or its directory cannot be renamed; the log is closed then all the same.
    pub fn delete(&self, partition: &TopicPartition) -> Result<(), LogManagerError> {
        self.take_away(partition, DELETE_SUFFIX)
    }

    /// As `delete`, for a log that the metadata does not know: the files stay, for the operator to decide.
    ///
    /// # Errors
    /// As `delete`.
    pub fn set_aside_stray(&self, partition: &TopicPartition) -> Result<(), LogManagerError> {
        self.take_away(partition, STRAY_SUFFIX)
    }

    fn take_away(&self, partition: &TopicPartition, suffix: &str) -> Result<(), LogManagerError> {
        let unknown = || LogManagerError::Unknown { path: PathBuf::from(dir_name(partition)) };
        let entry = self.logs.lock().get(partition).cloned().ok_or_else(unknown)?;
        let mut state = entry.state.lock();
        if matches!(*state, State::Gone) {
            return Err(unknown());
        }
        self.set_aside(&entry, &mut state, partition, Uuid::ZERO, suffix)
    }

    fn set_aside(
        &self,
        entry: &Arc<Entry>,
        state: &mut State,
        partition: &TopicPartition,
        salt: Uuid,
        suffix: &str,
    ) -> Result<(), LogManagerError> {
        if let State::Open(log) = &*state {
            log.close();
        }
        let (dir, name) = (entry.dir.path(), dir_name(partition));
        let from = dir.join(&name);
        let to = self.free_name(dir, &name, salt, suffix);
        let failed = |source| LogManagerError::Io { path: from.clone(), source };
        let renamed = if self.fs.exists(&from) {
            self.fs.rename(&from, &to).and_then(|()| self.fs.sync_dir(dir)).map(|()| true)
        } else {
            Ok(false)
        };
        // Only now: another log of that name must not find these files.
        self.forget(entry, state, partition);
        if renamed.map_err(failed)? && suffix == DELETE_SUFFIX {
            self.deleted.lock().push(to);
        }
        Ok(())
    }

    fn forget(&self, entry: &Arc<Entry>, state: &mut State, partition: &TopicPartition) {
        *state = State::Gone;
        entry.dir.remove_log(partition);
        let mut logs = self.logs.lock();
        if logs.get(partition).is_some_and(|known| Arc::ptr_eq(known, entry)) {
            logs.remove(partition);
        }
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
}
