//! A log in use: its lock, its flusher, its high watermark, and whom to tell when it is durable.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Weak};

use model::{Offset, TopicPartition, Uuid};
use parking_lot::{MappedMutexGuard, Mutex, MutexGuard, RwLock};

use super::log_dir::LogDir;
use crate::flush::{FlushHandle, FlushTarget};
use crate::log::{Log, StorageError};

/// A log and what belongs to it. Nothing slow happens under its lock: flushes sync without it.
pub struct ManagedLog {
    partition: TopicPartition,
    topic_id: Uuid,
    dir: Arc<LogDir>,
    /// `None` once the log was deleted or set aside.
    log: Mutex<Option<Log>>,
    /// Of the owner; kept here for the checkpoint.
    high_watermark: AtomicI64,
    listener: RwLock<Option<Weak<dyn LogListener>>>,
    /// Where the log ended when `maintain` looked last.
    end_at_last_look: AtomicI64,
}

/// The owner of a log, as storage sees it. Called on the flusher's thread without a lock.
pub trait LogListener: Send + Sync {
    /// Everything below `up_to` is durable.
    fn flushed(&self, up_to: Offset);
    /// The log directory is offline: nothing will become durable any more.
    fn failed(&self, error: &io::Error);
}

/// The log was deleted or set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log was deleted")]
pub struct LogGone;

/// What the checkpoints keep of a log.
pub(super) struct LogOffsets {
    pub(super) recovery_point: Offset,
    pub(super) log_start_offset: Offset,
    pub(super) high_watermark: Offset,
}

impl ManagedLog {
    pub(super) fn new(log: Log, partition: TopicPartition, dir: Arc<LogDir>, high_watermark: Offset) -> Self {
        let high_watermark = high_watermark.clamp(log.log_start_offset(), log.log_end_offset());
        Self {
            partition,
            topic_id: log.topic_id(),
            dir,
            log: Mutex::new(Some(log)),
            high_watermark: AtomicI64::new(high_watermark.0),
            listener: RwLock::new(None),
            end_at_last_look: AtomicI64::new(-1),
        }
    }

    #[must_use]
    pub fn partition(&self) -> &TopicPartition {
        &self.partition
    }

    #[must_use]
    pub fn topic_id(&self) -> Uuid {
        self.topic_id
    }

    #[must_use]
    pub fn dir(&self) -> &Arc<LogDir> {
        &self.dir
    }

    /// The log, locked. Keep it short.
    ///
    /// # Errors
    /// The log was deleted meanwhile.
    pub fn lock(&self) -> Result<MappedMutexGuard<'_, Log>, LogGone> {
        MutexGuard::try_map(self.log.lock(), Option::as_mut).map_err(|_| LogGone)
    }

    /// At the start the one of the last checkpoint, within the log.
    #[must_use]
    pub fn high_watermark(&self) -> Offset {
        Offset(self.high_watermark.load(Ordering::Acquire))
    }

    /// What the next checkpoint shall say.
    pub fn set_high_watermark(&self, high_watermark: Offset) {
        self.high_watermark.store(high_watermark.0, Ordering::Release);
    }

    /// Removes records at and behind `offset`; returns the new end. The recovery point in the checkpoint is lowered
    /// before, durably: after a crash, what is written in the place of the removed records must not be taken for
    /// durable. To be preferred to `Log::truncate_to`.
    ///
    /// # Errors
    /// The checkpoint cannot be written, or the log was deleted: nothing was removed. Or truncation failed.
    pub fn truncate_to(&self, offset: Offset) -> Result<Offset, StorageError> {
        let gone = |gone: LogGone| StorageError::Io { path: PathBuf::new(), source: io::Error::other(gone) };
        let fs = self.lock().map_err(gone)?.fs();
        self.dir.lower_recovery_point(&*fs, &self.partition, offset)?;
        self.lock().map_err(gone)?.truncate_to(offset)
    }

    /// To be called with what a method of the log gave: its directory goes offline if the disk is broken.
    pub fn check_disk(&self, error: &StorageError) {
        if error.is_disk_failure() {
            self.dir.take_offline(&io::Error::other(error.to_string()));
        }
    }

    /// What a log needs now and then. `checkpointed` is its start in the checkpoint.
    pub(super) fn maintain(self: &Arc<Self>, checkpointed: Offset) {
        let Ok(mut log) = self.lock() else { return };
        let done = log.remove_old_segments(checkpointed).and_then(|_| log.maybe_store_snapshot());
        if let Err(error) = done {
            tracing::warn!(partition = %self.partition, %error, "log not tidied up");
        }
        let (wants_flush, end, recovery_point) =
            (log.wants_flush(), log.log_end_offset(), log.recovery_point());
        drop(log);
        // An idle log is flushed: the system has written most of it by now, and a recovery need not read it.
        let is_idle = self.end_at_last_look.swap(end.0, Ordering::Relaxed) == end.0;
        if wants_flush || is_idle && recovery_point < end {
            self.request_flush();
        }
    }

    /// Makes space ready behind the log's end, so that the next flushes are short.
    fn prepare_space(&self) {
        let Some(preparation) = self.lock().ok().and_then(|mut log| log.preparation()) else { return };
        match preparation.run() {
            // A full disk is for the append to find out.
            Err(error)
                if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => {}
            Err(error) => self.dir.take_offline(&error),
            Ok(()) => {}
        }
        if let Ok(mut log) = self.lock() {
            log.prepared(preparation);
        }
    }

    /// Who is told of flushes from now on.
    pub fn set_listener(&self, listener: Weak<dyn LogListener>) {
        *self.listener.write() = Some(listener);
    }

    /// Has everything appended so far flushed; the listener is told. Does not wait.
    pub fn request_flush(self: &Arc<Self>) {
        self.dir.flusher().request(Arc::clone(self) as Arc<dyn FlushTarget>);
    }

    fn listener(&self) -> Option<Arc<dyn LogListener>> {
        self.listener.read().as_ref()?.upgrade()
    }

    pub(super) fn offsets(&self) -> Option<LogOffsets> {
        let log = self.lock().ok()?;
        Some(LogOffsets {
            recovery_point: log.recovery_point(),
            log_start_offset: log.log_start_offset(),
            high_watermark: self.high_watermark(),
        })
    }

    /// From here on `lock` fails.
    pub(super) fn close(&self) {
        drop(self.log.lock().take());
    }

    pub(super) fn close_clean(&self) -> Result<(), StorageError> {
        self.lock().map_or(Ok(()), |mut log| log.close_clean())
    }
}

impl FlushTarget for ManagedLog {
    fn flush_handle(&self) -> FlushHandle {
        self.lock().map_or_else(
            |LogGone| FlushHandle { files: Vec::new(), dirs: Vec::new(), up_to: Offset(0) },
            |log| log.flush_handle(),
        )
    }

    fn flushed(&self, up_to: Offset) {
        let Ok(mut log) = self.lock() else { return };
        log.mark_flushed(up_to);
        drop(log);
        if let Some(listener) = self.listener() {
            listener.flushed(up_to);
        }
        self.prepare_space();
    }

    fn failed(&self, error: &io::Error) {
        if let Some(listener) = self.listener() {
            listener.failed(error);
        }
    }
}

impl fmt::Debug for ManagedLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagedLog")
            .field("partition", &self.partition)
            .field("topic_id", &self.topic_id)
            .field("high_watermark", &self.high_watermark())
            .finish_non_exhaustive()
    }
}
