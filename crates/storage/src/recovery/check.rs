//! Decides of each batch of a segment whether it belongs to the log.

use std::ops::Not as _;
use std::path::Path;

use model::batch::{BATCH_HEADER_LEN, BatchHeader, check_crc};
use model::{LeaderEpoch, Offset};

use super::Trust;
use crate::fs::File;
use crate::log::StorageError;

/// Read at once where only headers are looked at.
const HOP_BYTES: usize = 2 << 10;
/// Read at once where batches are checked.
const CHECK_BYTES: usize = 256 << 10;

/// A walk through a segment's file.
pub(super) struct Check<'a> {
    pub(super) file: &'a dyn File,
    pub(super) path: &'a Path,
    pub(super) file_len: u64,
    /// Batches that end at or before this offset need not be checked.
    pub(super) trusted_below: Offset,
    /// And these were durable.
    pub(super) flushed_below: Offset,
    pub(super) trust: Trust,
    /// The offset that comes next; `None`: whatever comes first.
    pub(super) expected: Option<Offset>,
    /// Offsets may be missing, as compaction leaves it.
    pub(super) gaps: bool,
    pub(super) epoch: LeaderEpoch,
    pub(super) window: Window,
}

/// A part of the file in memory.
#[derive(Default)]
pub(super) struct Window {
    position: u64,
    bytes: Vec<u8>,
}

/// Why the bytes at a position are not the next batch.
enum Mismatch {
    /// Space that was made ready, or the end of the file.
    Empty,
    NotABatch(String),
}

impl Check<'_> {
    /// The batch at `position`, or `None` if the log ends there.
    ///
    /// # Errors
    /// `Corrupt` if a batch was there that was durable.
    pub(super) fn next(&mut self, position: u64) -> Result<Option<BatchHeader>, StorageError> {
        if position == self.file_len && self.is_behind_flushed() {
            return Ok(None);
        }
        let reason = match self.look(position)? {
            Ok(header) => {
                self.expected = Some(header.next_offset());
                self.epoch = self.epoch.max(header.partition_leader_epoch);
                return Ok(Some(header));
            }
            Err(Mismatch::Empty) if self.trust == Trust::Closed => return Ok(None),
            Err(Mismatch::Empty) => "there are zeros in place of a batch".to_owned(),
            Err(Mismatch::NotABatch(reason)) => reason,
        };
        if self.trust == Trust::Closed || !self.is_behind_flushed() {
            return Err(StorageError::Corrupt { path: self.path.to_owned(), position, reason });
        }
        Ok(None)
    }

    /// Whether the batch that comes next may be missing.
    fn is_behind_flushed(&self) -> bool {
        self.trust == Trust::Closed || self.expected.is_some_and(|expected| expected >= self.flushed_below)
    }

    /// Whether it is the last one of the file that was being written when the process died.
    fn is_last_written(&mut self, header: &BatchHeader, position: u64) -> Result<bool, StorageError> {
        if self.trust != Trust::Written || header.next_offset() <= self.flushed_below {
            return Ok(false);
        }
        // Which is what is looked at next.
        let position = position + header.size() as u64;
        let next = BatchHeader::parse(self.window.at(
            self.file,
            self.path,
            position,
            BATCH_HEADER_LEN,
            HOP_BYTES,
        )?);
        Ok(next.is_ok_and(|next| next.base_offset == header.next_offset()).not())
    }

    fn look(&mut self, position: u64) -> Result<Result<BatchHeader, Mismatch>, StorageError> {
        let read_ahead =
            if self.trust == Trust::Flushed && self.is_behind_flushed() { CHECK_BYTES } else { HOP_BYTES };
        let bytes = self.window.at(self.file, self.path, position, BATCH_HEADER_LEN, read_ahead)?;
        if bytes.iter().take(BATCH_HEADER_LEN).all(|byte| *byte == 0) {
            return Ok(Err(Mismatch::Empty));
        }
        let header = match BatchHeader::parse(bytes) {
            Ok(header) => header,
            Err(error) => return Ok(Err(Mismatch::NotABatch(error.to_string()))),
        };
        if let Some(reason) = self.contradicts(&header, position) {
            return Ok(Err(Mismatch::NotABatch(reason)));
        }
        if header.next_offset() > self.trusted_below || self.is_last_written(&header, position)? {
            let read_ahead = CHECK_BYTES.max(header.size());
            let bytes = self.window.at(self.file, self.path, position, header.size(), read_ahead)?;
            let Some(batch) = bytes.get(..header.size()) else {
                return Ok(Err(Mismatch::NotABatch("the file is shorter than it says".into())));
            };
            if let Err(error) = check_crc(batch) {
                return Ok(Err(Mismatch::NotABatch(error.to_string())));
            }
        }
        Ok(Ok(header))
    }

    /// The checksum covers neither offset nor leader epoch, so these must make sense by themselves.
    fn contradicts(&self, header: &BatchHeader, position: u64) -> Option<String> {
        let next = self.expected.unwrap_or(header.base_offset);
        if position + header.size() as u64 > self.file_len {
            return Some("the batch reaches behind the end of the file".into());
        }
        if header.base_offset < next || (header.base_offset > next && !self.gaps) {
            return Some(format!("base offset {}, expected {next}", header.base_offset));
        }
        if header.last_offset_delta < 0 {
            return Some(format!("last offset delta {}", header.last_offset_delta));
        }
        (header.partition_leader_epoch < self.epoch)
            .then(|| format!("leader epoch {} behind {}", header.partition_leader_epoch, self.epoch))
    }
}

impl Window {
    /// The bytes from `position` on, at least `wanted` of them if the file has as many.
    fn at(
        &mut self,
        file: &dyn File,
        path: &Path,
        position: u64,
        wanted: usize,
        read_ahead: usize,
    ) -> Result<&[u8], StorageError> {
        let skip = position.checked_sub(self.position).and_then(|skip| usize::try_from(skip).ok());
        let mut start = skip.unwrap_or(usize::MAX);
        if start.checked_add(wanted).is_none_or(|end| end > self.bytes.len()) {
            self.bytes.resize(read_ahead.max(wanted), 0);
            let read = file.read_at(&mut self.bytes, position).map_err(|e| StorageError::io(path, e))?;
            self.bytes.truncate(read);
            self.position = position;
            start = 0;
        }
        Ok(self.bytes.get(start..).unwrap_or_default())
    }
}
