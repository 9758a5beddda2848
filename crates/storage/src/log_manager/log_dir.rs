//! One log directory: its lock, its identity, its checkpoints, and whether it can be trusted.

use std::collections::BTreeSet;
use std::io::{self, IoSlice};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use model::{BrokerId, Offset, TopicPartition, Uuid};
use parking_lot::Mutex;
use rustix::fs::{FlockOperation, flock};

use super::managed_log::{LogOffsets, ManagedLog};
use super::{LogManagerError, LogManagerOptions, Random, parse_dir_name};
use crate::checkpoint::{
    LOG_START_OFFSET_CHECKPOINT, Offsets, RECOVERY_POINT_CHECKPOINT, REPLICATION_OFFSET_CHECKPOINT,
    TextFileError, load_offsets, load_text, store_offsets, store_text,
};
use crate::flush::Flusher;
use crate::fs::{File, Fs, Open};
use crate::log::place::remove_if_exists;
use crate::meta_properties::{META_PROPERTIES, MetaProperties};

/// Locked for as long as a process uses the directory.
pub const LOCK_FILE: &str = ".lock";
/// Present between a clean stop and the next start.
pub const CLEAN_SHUTDOWN: &str = ".kafka_cleanshutdown";
/// Which boot of the system every log in the directory was recovered in.
pub(crate) const BOOT_ID: &str = ".boot_id";
/// A random id that the system takes when it boots.
const SYSTEM_BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// A log directory of the broker.
#[derive(Debug)]
pub struct LogDir {
    path: PathBuf,
    /// Zero if the directory was offline from the start.
    id: Uuid,
    flusher: Flusher,
    /// The broker epoch in the marker of a clean stop.
    clean: Option<i64>,
    /// The system has not gone down since the last run, so all that it wrote is there.
    is_same_boot: bool,
    names: Vec<String>,
    logs: AtomicUsize,
    checkpoints: Mutex<Checkpoints>,
    /// Holds the lock.
    _lock: Option<Arc<dyn File>>,
}

/// As they are on disk. For logs that are not open they are the only place that knows.
#[derive(Debug, Default)]
struct Checkpoints {
    recovery_points: Offsets,
    log_start_offsets: Offsets,
    high_watermarks: Offsets,
    /// Partitions without a log that the files still have entries of. A new log of such a name must not start
    /// before they are gone: after a crash it would seem flushed up to where the old one was.
    stale: BTreeSet<TopicPartition>,
}

/// A directory whose lock is ours, before it has an identity.
struct Locked {
    path: PathBuf,
    lock: Arc<dyn File>,
    properties: Option<MetaProperties>,
}

/// The cluster id, the directories of logs, and that of the metadata log, which may be one of them.
pub(super) type Opened = (String, Vec<Arc<LogDir>>, Option<Arc<LogDir>>);

/// Locks all directories, agrees on one cluster id, formats those that have none, and reads the rest.
pub(super) fn open_all(fs: &Arc<dyn Fs>, options: LogManagerOptions<'_>) -> Result<Opened, LogManagerError> {
    let LogManagerOptions { log_dirs: paths, metadata_log_dir, node_id, cluster_id, random } = options;
    let of_metadata_only = metadata_log_dir.iter().filter(|dir| !paths.contains(dir));
    let mut locked = Vec::with_capacity(paths.len() + 1);
    for path in paths.iter().chain(of_metadata_only) {
        locked.push(match lock(&**fs, path) {
            // Without the metadata there is no broker.
            Err(LogManagerError::Io { source, .. }) if metadata_log_dir.as_ref() != Some(path) => {
                Err((path.clone(), source))
            }
            other => Ok(other?),
        });
    }
    let found = locked.iter().flatten().find_map(|dir| dir.properties.as_ref());
    let cluster_id = cluster_id
        .or_else(|| found.map(|properties| properties.cluster_id.clone()))
        .unwrap_or_else(|| new_id(random).to_string());
    for dir in locked.iter().flatten() {
        check_identity(dir, node_id, &cluster_id)?;
    }
    let mut dirs: Vec<Arc<LogDir>> = Vec::with_capacity(locked.len());
    for dir in locked {
        let opened = dir.and_then(|dir| {
            let path = dir.path.clone();
            identify(&**fs, &dir, node_id, &cluster_id, random)
                .map_err(|error| (path, io::Error::other(error)))
                .and_then(|id| LogDir::read(fs, dir, id))
        });
        dirs.push(match opened {
            Err((path, source)) if metadata_log_dir.as_ref() == Some(&path) => {
                return Err(LogManagerError::Io { path, source });
            }
            opened => Arc::new(opened.unwrap_or_else(|(path, error)| LogDir::offline(fs, path, &error))),
        });
    }
    refuse_same_id_twice(&dirs)?;
    let is_of_metadata = |dir: &&Arc<LogDir>| metadata_log_dir.as_deref() == Some(dir.path());
    let metadata_dir = dirs.iter().find(is_of_metadata).cloned();
    dirs.truncate(paths.len());
    if dirs.iter().all(|dir| dir.is_offline()) {
        return Err(LogManagerError::NoneOnline);
    }
    Ok((cluster_id, dirs, metadata_dir))
}

fn lock(fs: &dyn Fs, path: &Path) -> Result<Locked, LogManagerError> {
    let lock_path = path.join(LOCK_FILE);
    let failed = |source| LogManagerError::Io { path: lock_path.clone(), source };
    create_durably(fs, path).map_err(failed)?;
    let lock = match fs.open(&lock_path, Open::CreateNew) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs.open(&lock_path, Open::Write),
        created => created,
    };
    let lock = lock.map_err(failed)?;
    if let Some(fd) = lock.as_fd() {
        match flock(fd, FlockOperation::NonBlockingLockExclusive) {
            Err(rustix::io::Errno::WOULDBLOCK) => return Err(LogManagerError::Held { dir: path.to_owned() }),
            locked => locked.map_err(|errno| failed(errno.into()))?,
        }
    }
    match MetaProperties::load(fs, &path.join(META_PROPERTIES)) {
        Ok(properties) => Ok(Locked { path: path.to_owned(), lock, properties }),
        Err(TextFileError::Io { path, source }) => Err(LogManagerError::Io { path, source }),
        Err(malformed) => Err(malformed.into()),
    }
}

/// Creates `path` and its missing parents so that a crash does not take them away again.
fn create_durably(fs: &dyn Fs, path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|dir| !fs.exists(dir)).collect();
    fs.create_dir_all(path)?;
    missing.into_iter().filter_map(Path::parent).try_for_each(|parent| {
        // A relative path's first parent is the empty one.
        fs.sync_dir(if parent.as_os_str().is_empty() { Path::new(".") } else { parent })
    })
}

fn check_identity(dir: &Locked, node_id: BrokerId, cluster_id: &str) -> Result<(), LogManagerError> {
    let Some(properties) = &dir.properties else { return Ok(()) };
    let foreign = |key, found: String, expected: String| {
        Err(LogManagerError::Foreign { path: dir.path.join(META_PROPERTIES), key, found, expected })
    };
    if properties.cluster_id != cluster_id {
        return foreign("cluster.id", properties.cluster_id.clone(), cluster_id.to_owned());
    }
    if properties.node_id != node_id {
        return foreign("node.id", properties.node_id.0.to_string(), node_id.0.to_string());
    }
    Ok(())
}

/// The directory's id; writes `meta.properties` if there is none in it yet.
fn identify(
    fs: &dyn Fs,
    dir: &Locked,
    node_id: BrokerId,
    cluster_id: &str,
    random: &mut dyn Random,
) -> Result<Uuid, TextFileError> {
    if let Some(id) = dir.properties.as_ref().and_then(|properties| properties.directory_id) {
        return Ok(id);
    }
    let id = new_id(random);
    let properties = MetaProperties { cluster_id: cluster_id.to_owned(), node_id, directory_id: Some(id) };
    properties.store(fs, &dir.path.join(META_PROPERTIES))?;
    Ok(id)
}

/// Copies of one directory must not serve as two.
fn refuse_same_id_twice(dirs: &[Arc<LogDir>]) -> Result<(), LogManagerError> {
    let online: Vec<_> = dirs.iter().filter(|dir| !dir.is_offline()).collect();
    for (index, dir) in online.iter().enumerate() {
        if online.iter().take(index).any(|other| other.id == dir.id) {
            return Err(LogManagerError::Foreign {
                path: dir.path.join(META_PROPERTIES),
                key: "directory.id",
                found: dir.id.to_string(),
                expected: "an id that no other log directory has".to_owned(),
            });
        }
    }
    Ok(())
}

fn new_id(random: &mut dyn Random) -> Uuid {
    loop {
        if let Some(id) = Uuid::from_random(random.next_u128()) {
            return id;
        }
    }
}

impl Checkpoints {
    fn forget(&mut self, partition: &TopicPartition) {
        let recovery_point = self.recovery_points.remove(partition);
        let log_start_offset = self.log_start_offsets.remove(partition);
        let high_watermark = self.high_watermarks.remove(partition);
        if recovery_point.or(log_start_offset).or(high_watermark).is_some() {
            self.stale.insert(partition.clone());
        }
    }

    fn forget_all_but(&mut self, partitions: &BTreeSet<TopicPartition>) {
        let maps = [&self.recovery_points, &self.log_start_offsets, &self.high_watermarks];
        let known: BTreeSet<TopicPartition> = maps.into_iter().flat_map(|map| map.keys().cloned()).collect();
        known.difference(partitions).for_each(|partition| self.forget(partition));
    }
}

impl LogDir {
    /// Reads the marker and removes it, then the checkpoints and the names. An unreadable checkpoint costs a longer
    /// recovery and is no reason to stop.
    fn read(fs: &Arc<dyn Fs>, dir: Locked, id: Uuid) -> Result<Self, (PathBuf, io::Error)> {
        let Locked { path, lock, .. } = dir;
        let read = || -> io::Result<(Option<i64>, Vec<String>)> {
            let clean = take_marker(&**fs, &path)?;
            Ok((clean, fs.read_dir(&path)?))
        };
        let (clean, names) = match read() {
            Ok(read) => read,
            Err(error) => return Err((path, error)),
        };
        let load = |name| {
            load_offsets(&**fs, &path.join(name)).unwrap_or_else(|error| {
                tracing::warn!(%error, "checkpoint not usable, taken as empty");
                Offsets::new()
            })
        };
        let mut checkpoints = Checkpoints {
            recovery_points: load(RECOVERY_POINT_CHECKPOINT),
            log_start_offsets: load(LOG_START_OFFSET_CHECKPOINT),
            high_watermarks: load(REPLICATION_OFFSET_CHECKPOINT),
            stale: BTreeSet::new(),
        };
        checkpoints.forget_all_but(&names.iter().filter_map(|name| parse_dir_name(name)).collect());
        let is_same_boot = boot_id(&**fs).is_some_and(|boot| load_boot_id(&**fs, &path) == Some(boot));
        let mut opened = Self::new(fs, path, id);
        (opened.clean, opened.names, opened._lock) = (clean, names, Some(lock));
        opened.is_same_boot = is_same_boot;
        opened.checkpoints = Mutex::new(checkpoints);
        Ok(opened)
    }

    fn new(fs: &Arc<dyn Fs>, path: PathBuf, id: Uuid) -> Self {
        Self {
            flusher: Flusher::new(Arc::clone(fs), path.clone()),
            path,
            id,
            clean: None,
            is_same_boot: false,
            names: Vec::new(),
            logs: AtomicUsize::new(0),
            checkpoints: Mutex::default(),
            _lock: None,
        }
    }

    fn offline(fs: &Arc<dyn Fs>, path: PathBuf, error: &io::Error) -> Self {
        let dir = Self::new(fs, path, Uuid::ZERO);
        dir.take_offline(error);
        dir
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The directory's id, as registered with the controller.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    #[must_use]
    pub fn flusher(&self) -> &Flusher {
        &self.flusher
    }

    /// Offline is for ever: until the process starts again.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.flusher.is_offline()
    }

    pub fn take_offline(&self, error: &io::Error) {
        self.flusher.take_offline(error);
    }

    /// Whether the last run closed every log in here.
    #[must_use]
    pub fn was_clean(&self) -> bool {
        self.clean.is_some()
    }

    /// Whether the system has been up since before the last run ended.
    pub(super) fn is_same_boot(&self) -> bool {
        self.is_same_boot
    }

    /// Every log in here is what was written to it: as long as the system stays up, the next start need not check it.
    /// Durable or not makes no difference, as it is of use only until the system goes down.
    pub(super) fn mark_recovered(&self, fs: &dyn Fs) {
        if self.is_same_boot || self.is_offline() {
            return;
        }
        let Some(boot) = boot_id(fs) else { return };
        let path = self.path.join(BOOT_ID);
        let stored = remove_if_exists(fs, &path)
            .and_then(|()| fs.open(&path, Open::CreateNew)?.write_at(&[IoSlice::new(boot.as_bytes())], 0));
        if let Err(error) = stored {
            tracing::warn!(path = %path.display(), %error, "a crash will cost a longer recovery");
        }
    }

    pub(super) fn previous_broker_epoch(&self) -> Option<i64> {
        self.clean
    }

    /// What was in the directory at the start.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    #[must_use]
    pub fn log_count(&self) -> usize {
        self.logs.load(Ordering::Relaxed)
    }

    pub(super) fn add_log(&self) {
        self.logs.fetch_add(1, Ordering::Relaxed);
    }

    /// Forgets a log, also what the checkpoints say of it, so that a new one of the same name starts afresh.
    pub(super) fn remove_log(&self, partition: &TopicPartition) {
        self.logs.fetch_sub(1, Ordering::Relaxed);
        self.checkpoints.lock().forget(partition);
    }

    /// To be called before a new log is made: returns when no checkpoint has an entry of an older one.
    pub(super) fn forget_durably(
        &self,
        fs: &dyn Fs,
        partition: &TopicPartition,
    ) -> Result<(), TextFileError> {
        if self.checkpoints.lock().stale.contains(partition) {
            self.write_checkpoints(fs, &[])
        } else {
            Ok(())
        }
    }

    pub(super) fn recovery_point(&self, partition: &TopicPartition) -> Offset {
        self.checkpoints.lock().recovery_points.get(partition).copied().unwrap_or(Offset(0))
    }

    /// Makes sure that the checkpoint does not count records at or behind `offset` as durable.
    pub(super) fn lower_recovery_point(
        &self,
        fs: &dyn Fs,
        partition: &TopicPartition,
        offset: Offset,
    ) -> Result<(), TextFileError> {
        let mut checkpoints = self.checkpoints.lock();
        if checkpoints.recovery_points.get(partition).is_none_or(|point| *point <= offset) {
            return Ok(());
        }
        let mut lowered = checkpoints.recovery_points.clone();
        lowered.insert(partition.clone(), offset);
        store_offsets(fs, &self.path.join(RECOVERY_POINT_CHECKPOINT), &lowered)?;
        checkpoints.recovery_points = lowered;
        Ok(())
    }

    pub(super) fn log_start_offset(&self, partition: &TopicPartition) -> Offset {
        self.checkpoints.lock().log_start_offsets.get(partition).copied().unwrap_or(Offset(0))
    }

    pub(super) fn high_watermark(&self, partition: &TopicPartition) -> Offset {
        self.checkpoints.lock().high_watermarks.get(partition).copied().unwrap_or(Offset(0))
    }

    /// Writes those of the three checkpoints that differ from what is on disk. Logs that are not open keep their
    /// entries.
    pub(super) fn write_checkpoints(
        &self,
        fs: &dyn Fs,
        open: &[Arc<ManagedLog>],
    ) -> Result<(), TextFileError> {
        let mut checkpoints = self.checkpoints.lock();
        let mut recovery_points = checkpoints.recovery_points.clone();
        let mut log_start_offsets = checkpoints.log_start_offsets.clone();
        let mut high_watermarks = checkpoints.high_watermarks.clone();
        for log in open {
            let Some(LogOffsets { recovery_point, log_start_offset, high_watermark }) = log.offsets() else {
                continue;
            };
            recovery_points.insert(log.partition().clone(), recovery_point);
            high_watermarks.insert(log.partition().clone(), high_watermark);
            if log_start_offset > Offset(0) {
                log_start_offsets.insert(log.partition().clone(), log_start_offset);
            } else {
                log_start_offsets.remove(log.partition());
            }
        }
        let stale = !checkpoints.stale.is_empty();
        let replace = |name: &str, old: &mut Offsets, new: Offsets| {
            if *old == new && !stale {
                return Ok(());
            }
            store_offsets(fs, &self.path.join(name), &new)?;
            *old = new;
            Ok(())
        };
        replace(RECOVERY_POINT_CHECKPOINT, &mut checkpoints.recovery_points, recovery_points)?;
        replace(LOG_START_OFFSET_CHECKPOINT, &mut checkpoints.log_start_offsets, log_start_offsets)?;
        replace(REPLICATION_OFFSET_CHECKPOINT, &mut checkpoints.high_watermarks, high_watermarks)?;
        checkpoints.stale.clear();
        Ok(())
    }

    /// Says to the next start that every log in here is closed and durable.
    pub(super) fn mark_clean(&self, fs: &dyn Fs, broker_epoch: i64) -> Result<(), TextFileError> {
        let marker = format!("{{\"version\":0,\"brokerEpoch\":{broker_epoch}}}");
        store_text(fs, &self.path.join(CLEAN_SHUTDOWN), &marker)
    }
}

fn boot_id(fs: &dyn Fs) -> Option<String> {
    load_text(fs, Path::new(SYSTEM_BOOT_ID)).ok()?.filter(|boot| !boot.trim().is_empty())
}

fn load_boot_id(fs: &dyn Fs, dir: &Path) -> Option<String> {
    load_text(fs, &dir.join(BOOT_ID)).ok()?
}

/// The broker epoch of a clean stop, if there was one. The marker is durably gone when this returns, so that a
/// crash from here on is seen as one.
fn take_marker(fs: &dyn Fs, dir: &Path) -> io::Result<Option<i64>> {
    let path = dir.join(CLEAN_SHUTDOWN);
    let text = match load_text(fs, &path) {
        Ok(None) => return Ok(None),
        Ok(Some(text)) => text,
        Err(TextFileError::Io { source, .. }) => return Err(source),
        // Its presence is what counts.
        Err(TextFileError::Malformed { .. }) => String::new(),
    };
    fs.remove_file(&path)?;
    fs.sync_dir(dir)?;
    Ok(Some(parse_broker_epoch(&text).unwrap_or(-1)))
}

/// From `{"version":0,"brokerEpoch":17}`; the fields in any order, as JSON allows.
fn parse_broker_epoch(text: &str) -> Option<i64> {
    let (_, rest) = text.split_once("\"brokerEpoch\"")?;
    let number = rest.trim_start().strip_prefix(':')?.trim_start();
    let end = number.find(|c: char| c != '-' && !c.is_ascii_digit()).unwrap_or(number.len());
    number.get(..end)?.parse().ok()
}
