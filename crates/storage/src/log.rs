//! One partition's log.
//!
//! ```text
//! log_start_offset, recovery_point ≤ log_end_offset
//!        │                 │               └ offset of the next record
//!        │                 └ everything below is durable
//!        └ the first record there is
//! ```
//!
//! A log that never got a record is this struct and nothing else: directory and files come with the first append.
//! Methods that write say nothing of durability: what was written is durable when what `flush_handle` names has
//! been synced and `mark_flushed` was called. One flush at a time may be under way.

mod ahead;
mod append;
mod config;
mod error;
mod flushing;
pub(crate) mod place;
pub(crate) mod producers;
mod read;
mod stored;
mod timestamps;
mod truncate;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use model::{LeaderEpoch, Millis, Offset, TopicPartition, Uuid};

use crate::epoch_cache::LeaderEpochCache;
use crate::fs::Fs;
use crate::producer_state::ProducerState;
pub use crate::reader::{LogRead, LogSlice};
pub use crate::recovery::RecoveryReport;
use crate::recovery::{Loaded, Trust, load};
pub use ahead::Preparation;
pub use append::AppendInfo;
pub use config::{CleanupPolicy, LogConfig};
pub use error::{AppendError, StorageError};
use place::Place;
pub(crate) use stored::Stored;
pub use timestamps::TimestampOffset;

/// A partition's log. See the module's description.
#[derive(Debug)]
pub struct Log {
    place: Arc<Place>,
    partition: TopicPartition,
    topic_id: Uuid,
    config: LogConfig,
    log_start_offset: Offset,
    log_end_offset: Offset,
    recovery_point: Offset,
    /// Where the log was truncated to since the flush under way began: that flush promises nothing behind it.
    flush_ceiling: AtomicI64,
    epochs: LeaderEpochCache,
    producers: ProducerState,
    /// `None` before the first append.
    stored: Option<Box<Stored>>,
    /// A write failed and could not be undone.
    failed: bool,
    /// See [`Log::side_files_are_hints`].
    side_files_are_hints: bool,
}

/// What is known of a log before it is opened.
#[derive(Clone, Copy, Debug)]
pub struct OpenHint {
    /// Everything below was durable.
    pub recovery_point: Offset,
    /// Records below are deleted.
    pub log_start_offset: Offset,
    /// The log was closed by `close_clean`, and nothing has happened to it since.
    pub clean_shutdown: bool,
}

impl Log {
    /// Opens what is in `dir`, or an empty log if there is no such directory. After an unclean stop, batches behind
    /// the recovery point are checked, and the log ends before the first one that is not whole.
    ///
    /// # Errors
    /// `Corrupt` if a batch below the recovery point is damaged; `Io`.
    #[expect(clippy::too_many_arguments, reason = "each is of another kind, and all are needed")]
    pub fn open(
        fs: Arc<dyn Fs>,
        dir: PathBuf,
        partition: TopicPartition,
        topic_id: Uuid,
        config: LogConfig,
        hint: OpenHint,
        now: Millis,
    ) -> Result<(Self, RecoveryReport), StorageError> {
        let trust = if hint.clean_shutdown { Trust::Closed } else { Trust::Flushed };
        Self::open_with(Place { fs, dir }, (partition, topic_id), config, (hint, trust), now)
    }

    /// As `open`, when the process ended but the system did not: all that it wrote is there, durable or not, except
    /// perhaps for a part of what it was about to write. Takes no longer for a long log than for a short one.
    ///
    /// # Errors
    /// As `open`.
    #[expect(clippy::too_many_arguments, reason = "as `open`")]
    pub fn open_after_kill(
        fs: Arc<dyn Fs>,
        dir: PathBuf,
        partition: TopicPartition,
        topic_id: Uuid,
        config: LogConfig,
        hint: OpenHint,
        now: Millis,
    ) -> Result<(Self, RecoveryReport), StorageError> {
        let trust = if hint.clean_shutdown { Trust::Closed } else { Trust::Written };
        Self::open_with(Place { fs, dir }, (partition, topic_id), config, (hint, trust), now)
    }

    fn open_with(
        place: Place,
        (partition, topic_id): (TopicPartition, Uuid),
        config: LogConfig,
        (hint, trust): (OpenHint, Trust),
        now: Millis,
    ) -> Result<(Self, RecoveryReport), StorageError> {
        let place = Arc::new(place);
        let Loaded { log_start_offset, log_end_offset, recovery_point, epochs, producers, stored, report } =
            load(&place, &config, (hint, trust), now)?;
        let log = Self {
            place,
            partition,
            topic_id,
            config,
            log_start_offset,
            log_end_offset,
            recovery_point,
            flush_ceiling: AtomicI64::new(i64::MAX),
            epochs,
            producers,
            stored,
            failed: false,
            side_files_are_hints: false,
        };
        log.check();
        Ok((log, report))
    }

    #[must_use]
    pub fn partition(&self) -> &TopicPartition {
        &self.partition
    }

    #[must_use]
    pub fn topic_id(&self) -> Uuid {
        self.topic_id
    }

    pub(crate) fn fs(&self) -> Arc<dyn Fs> {
        Arc::clone(&self.place.fs)
    }

    #[must_use]
    pub fn config(&self) -> &LogConfig {
        &self.config
    }

    /// Topic id and epoch checkpoint need not survive a crash, and are not synced: whoever opens this log has all of its
    /// batches read, with a recovery point of 0, and knows the topic.
    pub fn side_files_are_hints(&mut self) {
        self.side_files_are_hints = true;
    }

    /// Holds from the next append on.
    pub fn update_config(&mut self, config: LogConfig) {
        self.config = config;
    }

    #[must_use]
    pub fn log_start_offset(&self) -> Offset {
        self.log_start_offset
    }

    #[must_use]
    pub fn log_end_offset(&self) -> Offset {
        self.log_end_offset
    }

    /// Everything below is durable.
    #[must_use]
    pub fn recovery_point(&self) -> Offset {
        self.recovery_point
    }

    /// Of the segments from the log's start on, without their indexes.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        let Some(stored) = &self.stored else { return 0 };
        stored
            .segments
            .iter()
            .skip(stored.segment_of(self.log_start_offset))
            .map(|segment| segment.size)
            .sum()
    }

    #[must_use]
    pub fn segment_count(&self) -> usize {
        self.stored.as_ref().map_or(0, |stored| stored.segments.len())
    }

    /// The epoch of the last leader that is known to have been one.
    #[must_use]
    pub fn latest_epoch(&self) -> Option<LeaderEpoch> {
        self.epochs.latest()
    }

    #[must_use]
    pub fn epoch_for_offset(&self, offset: Offset) -> Option<LeaderEpoch> {
        self.epochs.epoch_for_offset(offset)
    }

    /// The largest epoch at or below `epoch`, and the offset where it ends; (-1, -1) if `epoch` is above all known
    /// ones.
    #[must_use]
    pub fn end_offset_for_epoch(&self, epoch: LeaderEpoch) -> (LeaderEpoch, Offset) {
        self.epochs.end_offset_for(epoch, self.log_end_offset)
    }

    #[must_use]
    pub fn epochs(&self) -> &LeaderEpochCache {
        &self.epochs
    }

    /// A leader of `epoch` begins at the log's end.
    pub fn assign_epoch_start(&mut self, epoch: LeaderEpoch) {
        if self.epochs.assign(epoch, self.log_end_offset)
            && let Some(stored) = &mut self.stored
        {
            stored.epochs_changed = true;
        }
    }

    /// # Panics
    /// The offsets are out of order, which only a bug of this module brings about.
    pub fn check(&self) {
        let (start, point, end) = (self.log_start_offset, self.recovery_point, self.log_end_offset);
        assert!(start <= end && point <= end, "start {start}, recovery point {point}, end {end}");
        if let Some(stored) = &self.stored {
            stored.check(end);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
