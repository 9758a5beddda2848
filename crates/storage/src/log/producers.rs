//! The producers of a log: their state in memory and its snapshots.

use model::batch::BatchHeader;
use model::{Millis, Offset};

use super::{AppendInfo, Log, StorageError};
use crate::producer_state::ProducerError;

impl Log {
    /// Whether a leader may append the batch; `Some` if it has been appended before.
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "producers are not checked yet")]
    pub(super) fn check_producer(
        &self,
        _header: &BatchHeader,
        _now: Millis,
    ) -> Result<Option<AppendInfo>, ProducerError> {
        Ok(None)
    }

    /// Takes note of a batch that was appended.
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "producers are not checked yet")]
    pub(super) fn note_producer(
        &mut self,
        _header: &BatchHeader,
        _batch: &[u8],
        _now: Millis,
    ) -> Result<(), StorageError> {
        Ok(())
    }

    /// Stores the state at the log's end. Not durable when it returns.
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "producers are not checked yet")]
    pub(super) fn store_snapshot(&mut self, _offset: Offset) -> Result<(), StorageError> {
        Ok(())
    }

    /// The state at `end`, from a snapshot and the batches behind it.
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "producers are not checked yet")]
    pub(super) fn restore_producers(&mut self, _end: Offset) -> Result<(), StorageError> {
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "producers are not checked yet")]
    pub(super) fn clear_producers(&mut self, _now: Millis) -> Result<(), StorageError> {
        Ok(())
    }

    /// Where the first transaction begins that is neither committed nor aborted.
    #[must_use]
    pub fn first_unstable_offset(&self) -> Option<Offset> {
        None
    }
}
