//! Appending.
//!
//! ```text
//! check ─▶ make files, or roll ─▶ store a new epoch ─▶ one pwritev ─▶ note it in memory
//! ```
//!
//! Whatever fails before or in the write leaves the log as it was; behind the write nothing can fail.

use std::io::IoSlice;
use std::sync::Arc;

use bytes::Bytes;
use model::batch::{BATCH_HEADER_LEN, BatchHeader, Batches, check_crc};
use model::{LeaderEpoch, Millis, Offset};

use super::place::{LOG_SUFFIX, remove_if_exists};
use super::stored::Stored;
use super::{AppendError, Log, StorageError};
use crate::checkpoint::with_suffix;
use crate::epoch_cache::LEADER_EPOCH_CHECKPOINT;
use crate::fs::{File, Open};
use crate::partition_metadata::{PARTITION_METADATA, encode_topic_id};
use crate::segment::Segment;
use crate::validate::ValidBatch;

/// What an append did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppendInfo {
    pub base_offset: Offset,
    pub last_offset: Offset,
    pub log_append_time: Option<Millis>,
    pub log_start_offset: Offset,
    /// Nothing was appended: the producer sent this batch before.
    pub is_duplicate: bool,
}

/// The part of a batch that the leader writes: base offset, length, leader epoch. The checksum leaves it out.
const PREFIX_BYTES: usize = 16;

impl Log {
    /// Appends a batch at the log's end, with the leader's offset and epoch. Visible to readers when it returns,
    /// durable with the next flush.
    ///
    /// # Errors
    /// Nothing was appended.
    pub fn append_as_leader(
        &mut self,
        batch: &ValidBatch,
        leader_epoch: LeaderEpoch,
        now: Millis,
    ) -> Result<AppendInfo, AppendError> {
        let bytes = batch.bytes.len();
        if bytes > usize::try_from(self.config.segment_bytes).unwrap_or(usize::MAX) {
            return Err(AppendError::TooLargeForSegment { bytes, segment_bytes: self.config.segment_bytes });
        }
        if let Some(duplicate) = self.check_producer(&batch.header)? {
            return Ok(AppendInfo { log_start_offset: self.log_start_offset, ..duplicate });
        }
        let base_offset = self.log_end_offset;
        let header = BatchHeader { base_offset, partition_leader_epoch: leader_epoch, ..batch.header };
        let mut prefix = [0; PREFIX_BYTES];
        prefix[..8].copy_from_slice(&base_offset.0.to_be_bytes());
        prefix[8..12].copy_from_slice(&header.batch_length.to_be_bytes());
        prefix[12..].copy_from_slice(&leader_epoch.0.to_be_bytes());
        let rest = batch.bytes.get(PREFIX_BYTES..).unwrap_or_default();
        self.write(&[header], &[IoSlice::new(&prefix), IoSlice::new(rest)], now)?;
        self.note_producer(&header, &batch.bytes)?;
        self.maybe_store_small_snapshot();
        Ok(AppendInfo {
            base_offset,
            last_offset: header.last_offset(),
            log_append_time: batch.log_append_time,
            log_start_offset: self.log_start_offset,
            is_duplicate: false,
        })
    }

    /// Appends batches as the leader has them. A last one that is cut is left out; nothing happens if there is no
    /// whole one.
    ///
    /// # Errors
    /// `Corrupt` if a batch is damaged or does not follow the log's end: nothing was appended. `Io`: some of the
    /// batches may have been, see `log_end_offset`.
    #[expect(clippy::needless_pass_by_value, reason = "the log may keep the bytes some day")]
    pub fn append_as_follower(&mut self, batches: Bytes, now: Millis) -> Result<AppendInfo, StorageError> {
        let headers = self.check_batches(&batches)?;
        let info = AppendInfo {
            base_offset: headers.first().map_or(self.log_end_offset, |first| first.base_offset),
            last_offset: headers.last().map_or(Offset(self.log_end_offset.0 - 1), BatchHeader::last_offset),
            log_append_time: None,
            log_start_offset: self.log_start_offset,
            is_duplicate: false,
        };
        let mut rest = &batches[..];
        let mut headers = &headers[..];
        while !headers.is_empty() {
            let (count, bytes) = self.fitting(headers);
            let (group, later) = headers.split_at(count);
            let (data, behind) = rest.split_at(bytes);
            self.write(group, &[IoSlice::new(data)], now)?;
            let mut batches = data;
            for header in group {
                let (batch, next) = batches.split_at(header.size());
                self.note_producer(header, batch)?;
                batches = next;
            }
            (headers, rest) = (later, behind);
        }
        self.maybe_store_small_snapshot();
        Ok(info)
    }

    /// The headers of the whole batches, all of which follow each other and the log.
    fn check_batches(&self, batches: &Bytes) -> Result<Vec<BatchHeader>, StorageError> {
        let mut headers = Vec::with_capacity(batches.len().div_ceil(64 << 10));
        let (mut position, mut next, mut epoch) = (0, self.log_end_offset, self.epochs.latest());
        for batch in Batches::new(batches) {
            let refuse = |reason: String| StorageError::Corrupt {
                path: self.place.dir.join("(from the leader)"),
                position,
                reason,
            };
            let (header, bytes) = batch.map_err(|error| refuse(error.to_string()))?;
            check_crc(bytes).map_err(|error| refuse(error.to_string()))?;
            if header.base_offset < next || header.last_offset_delta < 0 {
                return Err(refuse(format!("base offset {}, expected {next}", header.base_offset)));
            }
            if Some(header.partition_leader_epoch) < epoch {
                return Err(refuse(format!(
                    "leader epoch {} after a later one",
                    header.partition_leader_epoch
                )));
            }
            epoch = Some(header.partition_leader_epoch);
            next = header.next_offset();
            position += bytes.len() as u64;
            headers.push(header);
        }
        Ok(headers)
    }

    /// How many of `headers` go into one segment, and how many bytes that are: at least one batch.
    fn fitting(&self, headers: &[BatchHeader]) -> (usize, usize) {
        let room = usize::try_from(self.config.segment_bytes).unwrap_or(0);
        let (mut count, mut bytes) = (0, 0);
        for header in headers {
            let span = header.last_offset().0 - headers.first().map_or(0, |first| first.base_offset.0);
            if count > 0 && (bytes + header.size() > room || span > i64::from(i32::MAX)) {
                break;
            }
            count += 1;
            bytes += header.size();
        }
        (count, bytes)
    }

    /// Writes `parts`, which are the batches of `headers`, at the end.
    fn write(
        &mut self,
        headers: &[BatchHeader],
        parts: &[IoSlice<'_>],
        now: Millis,
    ) -> Result<(), StorageError> {
        if self.failed {
            return Err(StorageError::Failed { partition: self.partition.clone() });
        }
        let (Some(first), Some(last)) = (headers.first(), headers.last()) else { return Ok(()) };
        let bytes = parts.iter().map(|part| part.len() as u64).sum();
        if self.stored.is_none() {
            self.create(first.base_offset, now)?;
        } else if self.must_roll(headers, bytes, now)? {
            self.roll(first.base_offset, now)?;
        }
        for header in headers {
            self.assign_epoch(header);
        }
        self.store_epochs()?;
        let hold = self.config.flush_messages != i64::MAX;
        let Some(stored) = &mut self.stored else { return Ok(()) };
        let file = match &stored.held {
            Some(held) => Arc::clone(held),
            None => stored.active().file()?,
        };
        let position = stored.active().size;
        stored.take_space(position + bytes);
        if let Err(error) = file.write_at(parts, position) {
            let path = stored.active().path();
            self.undo_write(&*file);
            return Err(StorageError::io(&path, error));
        }
        if hold && stored.held.is_none() {
            stored.held = Some(file);
        }
        stored.file_len = stored.file_len.max(position + bytes);
        stored.unflushed_bytes += bytes;
        stored.bytes_since_snapshot += bytes;
        for header in headers {
            stored.recent.push(header.base_offset, stored.active().size);
            stored.active_mut().add(header, self.config.index_interval_bytes);
        }
        self.log_end_offset = last.next_offset();
        if let Some(files) = stored.active_mut().maybe_write_out() {
            files.into_iter().for_each(|file| stored.unsynced.file(last.base_offset, file));
        }
        Ok(())
    }

    /// Cuts off what a failed write left.
    fn undo_write(&mut self, file: &dyn File) {
        let Some(stored) = &mut self.stored else { return };
        stored.stop_preparing();
        stored.file_len = stored.active().size;
        self.failed = file.set_len(stored.file_len).is_err();
    }

    fn assign_epoch(&mut self, header: &BatchHeader) {
        let epoch = header.partition_leader_epoch;
        if self.epochs.latest() < Some(epoch)
            && self.epochs.assign(epoch, header.base_offset)
            && let Some(stored) = &mut self.stored
        {
            stored.epochs_changed = true;
        }
    }

    /// Puts a new epoch checkpoint in place if epochs have changed. Not durable when it returns; a checkpoint that a
    /// crash destroys is made anew from the batches.
    pub(super) fn store_epochs(&mut self) -> Result<(), StorageError> {
        let Some(stored) = self.stored.as_mut().filter(|stored| stored.epochs_changed) else { return Ok(()) };
        let (fs, path) = (&*self.place.fs, self.place.dir.join(LEADER_EPOCH_CHECKPOINT));
        let temporary = with_suffix(&path, ".tmp");
        let replaced = (|| {
            remove_if_exists(fs, &temporary)?;
            let file = fs.open(&temporary, Open::CreateNew)?;
            file.write_at(&[IoSlice::new(self.epochs.encode().as_bytes())], 0)?;
            fs.rename(&temporary, &path)?;
            Ok(file)
        })();
        let file = replaced.map_err(|error| StorageError::io(&path, error))?;
        stored.epochs_changed = false;
        if self.side_files_are_hints {
            return Ok(());
        }
        stored.unsynced.file(self.log_end_offset, file);
        stored.unsynced.dir(self.log_end_offset);
        Ok(())
    }

    /// Makes the directory and the first segment. Not durable when it returns.
    pub(super) fn create(&mut self, base_offset: Offset, now: Millis) -> Result<(), StorageError> {
        let (fs, dir) = (&*self.place.fs, &self.place.dir);
        let path = dir.join(PARTITION_METADATA);
        let created = fs.create_dir_all(dir).and_then(|()| {
            if fs.exists(&path) || self.topic_id.is_zero() {
                return Ok(None);
            }
            let file = fs.open(&path, Open::CreateNew)?;
            file.write_at(&[IoSlice::new(encode_topic_id(self.topic_id).as_bytes())], 0)?;
            Ok(Some(file))
        });
        let metadata = created.map_err(|error| StorageError::io(dir, error))?;
        let segment = Segment::new(&self.place, base_offset, now);
        segment.create_file()?;
        let mut stored = Stored::new(vec![segment], 0);
        if let Some(file) = metadata.filter(|_| !self.side_files_are_hints) {
            stored.unsynced.file(self.log_end_offset, file);
        }
        stored.unsynced.dir(self.log_end_offset);
        stored.unsynced.parent(self.log_end_offset);
        stored.epochs_changed = true;
        self.stored = Some(Box::new(stored));
        Ok(())
    }

    /// As Kafka decides it: too many bytes, too old, an index full, or offsets that the indexes cannot express.
    fn must_roll(&mut self, headers: &[BatchHeader], bytes: u64, now: Millis) -> Result<bool, StorageError> {
        let (config, jitter) = (&self.config, self.roll_jitter_ms());
        let Some(stored) = &mut self.stored else { return Ok(false) };
        let Some(last) = headers.last() else { return Ok(false) };
        let active = stored.active_mut();
        let span = last.last_offset().0 - active.base_offset.0;
        if span > i64::from(i32::MAX)
            || active.size + bytes > u64::try_from(config.segment_bytes).unwrap_or(0)
        {
            return Ok(active.size > 0 || span > i64::from(i32::MAX));
        }
        if active.size == 0 {
            return Ok(false);
        }
        let max_timestamp = headers.iter().map(|header| header.max_timestamp).max().unwrap_or(-1);
        let age = match active.first_timestamp()? {
            Some(first) if first >= 0 => max_timestamp.saturating_sub(first),
            _ => now.0.saturating_sub(active.created.0),
        };
        if age > config.segment_ms.saturating_sub(jitter) {
            return Ok(true);
        }
        let index_bytes = u32::try_from(config.segment_index_bytes).unwrap_or(0);
        let failed = |error| StorageError::io(&self.place.path(active.base_offset, LOG_SUFFIX), error);
        let offsets_full = active.index.len().map_err(failed)? >= index_bytes / 8;
        let times_full = active.time_index.len().map_err(failed)? >= (index_bytes / 12).saturating_sub(1);
        Ok(offsets_full || times_full)
    }

    /// Spreads the rolls of many partitions: another one for each segment, the same one each time it is asked for.
    fn roll_jitter_ms(&self) -> i64 {
        let jitter = u64::try_from(self.config.segment_jitter_ms).unwrap_or(0);
        let base_offset = self.stored.as_ref().map_or(0, |stored| stored.active().base_offset.0);
        let mut mixed =
            base_offset.unsigned_abs() ^ (u64::from(self.partition.partition.unsigned_abs()) << 40);
        mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        i64::try_from((mixed >> 20).checked_rem(jitter).unwrap_or(0)).unwrap_or(0)
    }

    /// Seals the active segment and begins one at `base_offset`. Not durable when it returns.
    pub(super) fn roll(&mut self, base_offset: Offset, now: Millis) -> Result<(), StorageError> {
        self.store_snapshot(base_offset)?;
        let Some(stored) = &mut self.stored else { return Ok(()) };
        let segment = Segment::new(&self.place, base_offset, now);
        segment.create_file()?;
        stored.stop_preparing();
        let file_len = stored.file_len;
        let active = stored.active_mut();
        if active.size == 0 {
            // Nothing is in it that a name of its own would be for.
            active.remove()?;
            stored.segments.pop();
        } else {
            let mut files = active.seal()?;
            let file = active.file()?;
            if file_len > active.size {
                file.set_len(active.size).map_err(|error| StorageError::io(&active.path(), error))?;
            }
            files.push(file);
            files.into_iter().for_each(|file| stored.unsynced.file(base_offset, file));
        }
        stored.segments.push(segment);
        stored.unsynced.dir(base_offset);
        stored.recent.clear();
        stored.held = None;
        stored.file_len = 0;
        Ok(())
    }
}

// A batch is longer than what the leader writes of it.
const _: () = assert!(BATCH_HEADER_LEN > PREFIX_BYTES);
