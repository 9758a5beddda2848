//! Taking records away: at the end when another leader has other ones, at the start when they are old.

use std::sync::atomic::Ordering;

use model::{Millis, Offset};

use super::place::SNAPSHOT_SUFFIX;
use super::{Log, StorageError};

impl Log {
    /// Removes records at and behind `offset`; a batch that holds it goes as a whole. Returns the new end. The
    /// recovery point in the checkpoint must not lie behind `offset` when this is called, see
    /// `ManagedLog::truncate_to`.
    ///
    /// # Errors
    /// `Io`: the log must be opened anew.
    pub fn truncate_to(&mut self, offset: Offset) -> Result<Offset, StorageError> {
        if offset >= self.log_end_offset {
            return Ok(self.log_end_offset);
        }
        let failed_before = std::mem::replace(&mut self.failed, true);
        let end = self.truncate_segments(offset.max(self.log_start_offset))?;
        self.failed = failed_before;
        self.log_end_offset = end;
        // The start may lie within the batch that went.
        self.log_start_offset = self.log_start_offset.min(end);
        self.recovery_point = self.recovery_point.min(end);
        self.flush_ceiling.fetch_min(end.0, Ordering::Relaxed);
        if let Some(stored) = &mut self.stored {
            stored.held = Some(stored.active().file()?);
            stored.file_len = stored.active().size;
            stored.recent.clear();
            stored.unsynced.truncate_to(end);
            stored.unsynced.dir(end);
            let file = stored.active().file()?;
            stored.unsynced.file(end, file);
            stored.epochs_changed |= self.epochs.truncate_from_end(end);
        } else {
            self.epochs.truncate_from_end(end);
        }
        self.store_epochs()?;
        self.restore_producers()?;
        self.check();
        Ok(end)
    }

    fn truncate_segments(&mut self, offset: Offset) -> Result<Offset, StorageError> {
        let Some(stored) = &mut self.stored else { return Ok(offset) };
        stored.stop_preparing();
        // The later ones first: a crash in between leaves no gap.
        while stored.segments.len() > 1 && stored.active().base_offset >= offset {
            stored.active().remove()?;
            stored.segments.pop();
        }
        let end = stored.active_mut().truncate_to(offset)?;
        Ok(end.unwrap_or(offset))
    }

    /// Throws everything away and begins anew at `offset`.
    ///
    /// # Errors
    /// `Io`: the log must be opened anew.
    pub fn truncate_fully_and_start_at(&mut self, offset: Offset, now: Millis) -> Result<(), StorageError> {
        let failed_before = std::mem::replace(&mut self.failed, true);
        if let Some(mut stored) = self.stored.take() {
            stored.stop_preparing();
            for segment in stored.segments.iter().rev() {
                segment.remove()?;
            }
        }
        self.epochs.clear();
        self.flush_ceiling.store(offset.0, Ordering::Relaxed);
        (self.log_start_offset, self.log_end_offset, self.recovery_point) = (offset, offset, offset);
        self.clear_producers()?;
        self.create(offset, now)?;
        if let Some(stored) = &mut self.stored {
            stored.epochs_changed = true;
        }
        self.store_epochs()?;
        self.failed = failed_before;
        Ok(())
    }

    /// Raises the log's start to `offset`, unless it is higher already. Returns the log's start. Segments before it
    /// are removed by `remove_old_segments`.
    ///
    /// # Errors
    /// `OffsetOutOfRange` if `offset` lies behind the end. `Io`: the start was raised.
    pub fn delete_records_before(&mut self, offset: Offset) -> Result<Offset, StorageError> {
        if offset > self.log_end_offset {
            return Err(StorageError::OffsetOutOfRange {
                partition: self.partition.clone(),
                offset,
                log_start_offset: self.log_start_offset,
                log_end_offset: self.log_end_offset,
            });
        }
        if offset > self.log_start_offset {
            self.log_start_offset = offset;
            let changed = self.epochs.truncate_from_start(offset);
            if let Some(stored) = &mut self.stored {
                stored.epochs_changed |= changed;
            }
            self.store_epochs()?;
        }
        Ok(self.log_start_offset)
    }

    /// Removes the segments that lie wholly before the log's start. `checkpointed` is the log's start as the
    /// checkpoint has it, durably: were a segment gone that the checkpoint still counts in, then after a crash the
    /// log would seem to have lost its beginning. Returns how many segments were removed.
    ///
    /// # Errors
    /// `Io`: some segments stay for the next time.
    pub fn remove_old_segments(&mut self, checkpointed: Offset) -> Result<usize, StorageError> {
        let Some(stored) = &mut self.stored else { return Ok(0) };
        let old = stored.segment_of(self.log_start_offset.min(checkpointed));
        for _ in 0..old {
            let Some(first) = stored.segments.first() else { break };
            first.remove()?;
            let snapshot = self.place.path(first.base_offset, SNAPSHOT_SUFFIX);
            stored.segments.remove(0);
            stored.unsynced.dir(self.log_end_offset);
            super::place::remove_if_exists(&*self.place.fs, &snapshot)
                .map_err(|error| StorageError::io(&snapshot, error))?;
        }
        Ok(old)
    }
}
