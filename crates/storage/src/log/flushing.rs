//! What a flush has to sync, what it achieved, and the clean end of a log.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use model::Offset;

use super::{Log, StorageError};
use crate::flush::FlushHandle;

/// A crash costs a scan of what was not flushed: of not much more than this.
const UNFLUSHED_BYTES_MAX: u64 = 64 << 20;

impl Log {
    /// What must be synced to make everything appended so far durable. Then call `mark_flushed`.
    #[must_use]
    pub fn flush_handle(&self) -> FlushHandle {
        self.flush_ceiling.store(i64::MAX, Ordering::Relaxed);
        let nothing = || FlushHandle { files: Vec::new(), dirs: Vec::new(), up_to: self.recovery_point };
        let Some(stored) = &self.stored else { return nothing() };
        let mut files: Vec<_> = stored.unsynced.files().map(Arc::clone).collect();
        if self.recovery_point < self.log_end_offset {
            match stored.held.as_ref().map_or_else(|| stored.active().file(), |held| Ok(Arc::clone(held))) {
                Ok(file) => files.push(file),
                // Promises nothing, so whoever waits goes on waiting.
                Err(error) => {
                    tracing::warn!(partition = %self.partition, %error, "log not flushed");
                    return nothing();
                }
            }
        }
        FlushHandle { files, dirs: stored.unsynced.dirs(&self.place.dir), up_to: self.log_end_offset }
    }

    /// Everything that a `flush_handle` up to `up_to` named is synced.
    pub fn mark_flushed(&mut self, up_to: Offset) {
        let ceiling = Offset(self.flush_ceiling.load(Ordering::Relaxed));
        let up_to = up_to.min(ceiling).min(self.log_end_offset);
        self.recovery_point = self.recovery_point.max(up_to);
        let Some(stored) = &mut self.stored else { return };
        stored.unsynced.flushed(up_to);
        let before = stored.unflushed_bytes;
        let behind = stored.recent.holding(up_to).map_or(stored.active().size, |(_, position)| position);
        stored.unflushed_bytes = stored.active().size.saturating_sub(behind);
        stored.flushes = stored.flushes.saturating_add(1);
        stored.last_flush_bytes = before.saturating_sub(stored.unflushed_bytes);
        if self.recovery_point == self.log_end_offset {
            stored.held = None;
        }
    }

    /// Whether the configuration asks for a flush, or a crash now would make for a long recovery.
    #[must_use]
    pub fn wants_flush(&self) -> bool {
        let unflushed = self.log_end_offset.0 - self.recovery_point.0;
        let Some(stored) = self.stored.as_ref().filter(|_| unflushed > 0) else { return false };
        if unflushed >= self.config.flush_messages {
            return true;
        }
        let sealed = stored.active().base_offset > self.recovery_point;
        sealed || stored.unflushed_bytes > UNFLUSHED_BYTES_MAX
    }

    /// Makes everything durable and the files what Kafka expects after a clean stop: complete indexes, nothing
    /// behind the last batch, the producers' state. Nothing may be appended from here on.
    ///
    /// # Errors
    /// The log is not closed cleanly.
    pub fn close_clean(&mut self) -> Result<(), StorageError> {
        self.store_epochs()?;
        self.store_snapshot(self.log_end_offset)?;
        let Some(stored) = &mut self.stored else { return Ok(()) };
        stored.stop_preparing();
        let file_len = stored.file_len;
        let active = stored.active_mut();
        let mut files = active.seal()?;
        let file = active.file()?;
        if file_len > active.size {
            file.set_len(active.size).map_err(|error| StorageError::io(&active.path(), error))?;
            stored.file_len = stored.active().size;
        }
        files.push(file);
        files.into_iter().for_each(|file| stored.unsynced.file(self.log_end_offset, file));
        let failed = |error| StorageError::io(&self.place.dir, error);
        stored.unsynced.files().try_for_each(|file| file.sync_data()).map_err(failed)?;
        for dir in stored.unsynced.dirs(&self.place.dir) {
            self.place.fs.sync_dir(&dir).map_err(failed)?;
        }
        self.recovery_point = self.log_end_offset;
        stored.unsynced.flushed(Offset(i64::MAX));
        stored.held = None;
        Ok(())
    }
}
