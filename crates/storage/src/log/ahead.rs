//! Space made ready ahead: zeros behind the active segment's last batch.
//!
//! A sync of bytes that were written over zeros need not store a new file length, so it is short. The zeros are
//! written by the flusher's thread without the log's lock, in steps that grow while the log is in use. An append that
//! catches up with it says so through `Floor` and goes first.
//!
//! ```text
//! │ batches │ zeros, ready │ being zeroed │
//!           ▲ size         ▲ file_len     ▲ to
//! ```

use std::io;
use std::sync::Arc;

use parking_lot::Mutex;

use super::Log;
use super::stored::Stored;
use crate::fs::File;

/// So much is made ready at first, and at most.
const STEP_BYTES_MIN: u64 = 64 << 10;
const STEP_BYTES_MAX: u64 = 1 << 20;
/// A log that was flushed less often since it was opened is as good as idle.
const FLUSHES_MIN: u32 = 8;
/// Flushes of more than this are long anyway; writing everything twice would cost more than it saves.
const FLUSH_BYTES_MAX: u64 = 128 << 10;
/// An append may have to wait for so much.
const CHUNK_BYTES: u64 = 64 << 10;

/// Nothing is zeroed below; what is below belongs to appends.
#[derive(Debug, Default)]
pub(super) struct Floor(Mutex<u64>);

impl Floor {
    pub(super) fn raise(&self, to: u64) {
        let mut floor = self.0.lock();
        *floor = to.max(*floor);
    }
}

/// Space to be made ready. Holds no lock of the log.
#[derive(Debug)]
pub struct Preparation {
    file: Arc<dyn File>,
    from: u64,
    to: u64,
    floor: Arc<Floor>,
}

impl Preparation {
    /// Writes the zeros and syncs them.
    ///
    /// # Errors
    /// As the system says. After a failed sync the log directory must go offline.
    pub fn run(&self) -> io::Result<()> {
        let mut at = self.from;
        while at < self.to {
            let end = (at + CHUNK_BYTES).min(self.to);
            let floor = self.floor.0.lock();
            if at.max(*floor) < end {
                self.file.allocate_zeroed(at.max(*floor), end)?;
            }
            drop(floor);
            at = end;
        }
        self.file.sync_data()
    }
}

impl Log {
    /// Space to be made ready now, if it is worth it. To be asked after a flush; `run` it without the log's lock, and
    /// then call `prepared`.
    pub fn preparation(&mut self) -> Option<Preparation> {
        let (flush_messages, segment_bytes) = (self.config.flush_messages, self.config.segment_bytes);
        let stored = self.stored.as_mut().filter(|_| flush_messages != i64::MAX)?;
        let is_worth_it =
            stored.flushes >= FLUSHES_MIN && (1..=FLUSH_BYTES_MAX).contains(&stored.last_flush_bytes);
        let room = stored.file_len - stored.active().size;
        if !is_worth_it || stored.preparing.is_some() || room > stored.step_bytes / 4 {
            return None;
        }
        stored.step_bytes = (stored.step_bytes * 4).clamp(STEP_BYTES_MIN, STEP_BYTES_MAX);
        let from = stored.file_len;
        let to = (from + stored.step_bytes).min(u64::try_from(segment_bytes).unwrap_or(0));
        let file = stored.active().file().ok().filter(|_| from < to)?;
        let floor = Arc::new(Floor::default());
        stored.preparing = Some((Arc::clone(&floor), from, to));
        Some(Preparation { file, from, to, floor })
    }

    /// `preparation` was run.
    #[expect(clippy::needless_pass_by_value, reason = "it is of no use any more")]
    pub fn prepared(&mut self, preparation: Preparation) {
        let Some(stored) = &mut self.stored else { return };
        let is_current = |(floor, _, _): &(Arc<Floor>, u64, u64)| Arc::ptr_eq(floor, &preparation.floor);
        if stored.preparing.as_ref().is_some_and(is_current) {
            stored.preparing = None;
            stored.file_len = stored.file_len.max(preparation.to);
        }
    }
}

impl Stored {
    /// An append up to `end` is about to be written.
    pub(super) fn take_space(&self, end: u64) {
        if let Some((floor, from, _)) = &self.preparing
            && end > *from
        {
            floor.raise(end);
        }
    }

    /// Nothing is zeroed from here on, and the file's length is at most `file_len`.
    pub(super) fn stop_preparing(&mut self) {
        if let Some((floor, _, to)) = self.preparing.take() {
            floor.raise(u64::MAX);
            self.file_len = self.file_len.max(to);
        }
    }
}
