//! One segment: a file of record batches and its indexes.

use std::path::PathBuf;
use std::sync::Arc;

use model::batch::BatchHeader;
use model::{Millis, Offset};

use crate::fs::{File, FileSlot};
use crate::log::StorageError;
use crate::log::place::{LOG_SUFFIX, Place};
use crate::offset_index::OffsetIndex;
use crate::reader::HeaderScan;
use crate::time_index::{MaxTimestamp, TimeIndex};
use crate::txn_index::TxnIndex;

/// A segment of a log. Only the last one, the active one, is appended to.
#[derive(Debug)]
pub(crate) struct Segment {
    place: Arc<Place>,
    pub(crate) base_offset: Offset,
    slot: FileSlot,
    /// Of its batches; the active segment's file is longer if space was made ready.
    pub(crate) size: u64,
    pub(crate) index: OffsetIndex,
    pub(crate) time_index: TimeIndex,
    pub(crate) txn_index: TxnIndex,
    bytes_since_index_entry: u64,
    pub(crate) created: Millis,
    /// `None`: not known yet.
    max_timestamp: Option<MaxTimestamp>,
    /// The largest timestamp of the first batch, from which the segment's age counts; `None`: not known yet.
    first_timestamp: Option<i64>,
}

/// Where a batch begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchAt {
    pub(crate) position: u64,
    pub(crate) header: BatchHeader,
}

/// No timestamp, as in Kafka's batches without records.
const NO_TIMESTAMP: i64 = -1;

impl Segment {
    /// A segment without files yet.
    pub(crate) fn new(place: &Arc<Place>, base_offset: Offset, now: Millis) -> Self {
        Self {
            index: OffsetIndex::new(Arc::clone(place), base_offset),
            time_index: TimeIndex::new(Arc::clone(place), base_offset),
            txn_index: TxnIndex::new(Arc::clone(place), base_offset),
            max_timestamp: Some(MaxTimestamp { timestamp: NO_TIMESTAMP, offset: base_offset }),
            ..Self::existing(place, base_offset, 0, now)
        }
    }

    /// A segment whose files exist.
    pub(crate) fn existing(place: &Arc<Place>, base_offset: Offset, size: u64, now: Millis) -> Self {
        Self {
            place: Arc::clone(place),
            base_offset,
            slot: FileSlot::default(),
            size,
            index: OffsetIndex::existing(Arc::clone(place), base_offset),
            time_index: TimeIndex::existing(Arc::clone(place), base_offset),
            txn_index: TxnIndex::new(Arc::clone(place), base_offset),
            bytes_since_index_entry: 0,
            created: now,
            max_timestamp: None,
            first_timestamp: None,
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.place.path(self.base_offset, LOG_SUFFIX)
    }

    pub(crate) fn file(&self) -> Result<Arc<dyn File>, StorageError> {
        let opened = self.place.open(&self.slot, self.base_offset, LOG_SUFFIX);
        opened.map_err(|error| StorageError::io(&self.path(), error))
    }

    /// Makes the segment's file, empty.
    pub(crate) fn create_file(&self) -> Result<Arc<dyn File>, StorageError> {
        let created = self.place.create(&self.slot, self.base_offset, LOG_SUFFIX).and_then(|file| {
            // Left behind by an attempt that failed.
            if !file.is_empty()? {
                file.set_len(0)?;
            }
            Ok(file)
        });
        created.map_err(|error| StorageError::io(&self.path(), error))
    }

    /// Takes note of a batch that is in the file, behind all others. An index entry that cannot be made is left
    /// out: lookups scan a little further then.
    pub(crate) fn add(&mut self, header: &BatchHeader, interval_bytes: i32) {
        let mut max = self.max_timestamp().unwrap_or(self.no_timestamp());
        if header.max_timestamp > max.timestamp {
            max = MaxTimestamp { timestamp: header.max_timestamp, offset: header.last_offset() };
        }
        self.max_timestamp = Some(max);
        if self.size == 0 {
            self.first_timestamp = Some(header.max_timestamp);
        }
        let position = self.size;
        let size = header.size() as u64;
        self.size += size;
        if self.bytes_since_index_entry > u64::try_from(interval_bytes).unwrap_or(0)
            && self.time_index.maybe_push(max).is_ok()
        {
            self.bytes_since_index_entry = 0;
            self.index.push(header.last_offset(), position);
        }
        self.bytes_since_index_entry += size;
    }

    /// Writes index entries out if many wait, those of both indexes, so that the files cover the same batches.
    /// Returns files to be synced.
    pub(crate) fn maybe_write_out(&mut self) -> Option<[Arc<dyn File>; 2]> {
        if !self.index.is_tail_long() && !self.time_index.is_tail_long() {
            return None;
        }
        // If it fails the entries wait on.
        self.write_out().ok()
    }

    /// Writes all index entries that wait. The time index comes first: as long as the system stays up, no batch before
    /// the last entry of the offset index has a timestamp that the time index does not know of.
    fn write_out(&mut self) -> std::io::Result<[Arc<dyn File>; 2]> {
        Ok([self.time_index.write_out()?, self.index.write_out()?])
    }

    /// Has the time index know of all timestamps again, after a power cut. Returns files to be synced.
    pub(crate) fn complete_time_index(&mut self) -> Result<[Arc<dyn File>; 2], StorageError> {
        self.find_max_timestamp()?;
        let max = self.max_timestamp()?;
        let written = self.time_index.maybe_push(max).and_then(|()| self.write_out());
        written.map_err(|error| self.failed(error))
    }

    fn no_timestamp(&self) -> MaxTimestamp {
        MaxTimestamp { timestamp: NO_TIMESTAMP, offset: self.base_offset }
    }

    fn failed(&self, error: std::io::Error) -> StorageError {
        StorageError::io(&self.path(), error)
    }

    /// The largest timestamp and the last offset of the first batch that has it, as far as the time index knows.
    pub(crate) fn max_timestamp(&self) -> Result<MaxTimestamp, StorageError> {
        match self.max_timestamp {
            Some(known) => Ok(known),
            None => {
                let last = self.time_index.last().map_err(|e| self.failed(e))?;
                Ok(last.unwrap_or(self.no_timestamp()))
            }
        }
    }

    /// The largest timestamp of the first batch; `None` if there is no batch.
    pub(crate) fn first_timestamp(&mut self) -> Result<Option<i64>, StorageError> {
        if self.first_timestamp.is_none() && self.size > 0 {
            let found = self.scan(&*self.file()?, &self.path(), 0, self.size).next()?;
            self.first_timestamp = found.map(|(_, header)| header.max_timestamp);
        }
        Ok(self.first_timestamp)
    }

    pub(crate) fn scan<'a>(
        &self,
        file: &'a dyn File,
        path: &'a std::path::Path,
        from: u64,
        to: u64,
    ) -> HeaderScan<'a> {
        HeaderScan::new(file, path, from, to)
    }

    /// The first batch whose last offset is at least `offset`.
    pub(crate) fn find(&self, offset: Offset) -> Result<Option<BatchAt>, StorageError> {
        let from = self.index.position_before(offset).map_err(|e| self.failed(e))?;
        let (file, path) = (self.file()?, self.path());
        let mut scan = self.scan(&*file, &path, from, self.size);
        while let Some((position, header)) = scan.next()? {
            if header.last_offset() >= offset {
                return Ok(Some(BatchAt { position, header }));
            }
        }
        Ok(None)
    }

    /// Where the last batch ends that ends at or before `limit`, no batch being considered before the one at
    /// `start`; and the offset behind that batch, if there is one.
    pub(crate) fn cut(&self, start: u64, limit: u64) -> Result<(u64, Option<Offset>), StorageError> {
        let from = self.index.batch_before(limit).map_err(|e| self.failed(e))?.max(start);
        let (mut end, mut next_offset) = (from, None);
        let (file, path) = (self.file()?, self.path());
        let mut scan = self.scan(&*file, &path, from, self.size);
        while let Some((position, header)) = scan.next()? {
            if position + header.size() as u64 > limit {
                // Of a batch that is left out the base offset says as much as the one before would.
                next_offset = next_offset.or(Some(header.base_offset)).filter(|_| end > start);
                break;
            }
            end = position + header.size() as u64;
            next_offset = Some(header.next_offset());
        }
        Ok((end, next_offset))
    }

    /// Puts the last entries and all that waits into the index files; returns the files that must be synced.
    pub(crate) fn seal(&mut self) -> Result<Vec<Arc<dyn File>>, StorageError> {
        let max = self.max_timestamp()?;
        let sealed = (|| {
            if max.timestamp > NO_TIMESTAMP {
                self.time_index.maybe_push(max)?;
            }
            let mut files = vec![self.index.seal()?, self.time_index.seal()?];
            files.extend(self.txn_index.file()?);
            Ok(files)
        })();
        sealed.map_err(|error| self.failed(error))
    }

    /// Keeps the batches before `offset`; returns the offset behind the last one if any is left.
    pub(crate) fn truncate_to(&mut self, offset: Offset) -> Result<Option<Offset>, StorageError> {
        let Some(first_to_go) = self.find(offset)? else { return Ok(None) };
        let position = first_to_go.position;
        let file = self.file()?;
        let cut = first_to_go.header.base_offset;
        let truncated = (|| {
            self.index.truncate_to_position(position)?;
            self.time_index.truncate_to(cut)?;
            self.txn_index.truncate_to(cut)?;
            file.set_len(position)
        })();
        truncated.map_err(|error| self.failed(error))?;
        self.size = position;
        self.bytes_since_index_entry = 0;
        // The entry at the cut may have been displaced by a later batch's: look at what is left.
        self.max_timestamp = None;
        self.first_timestamp = None;
        self.find_max_timestamp()?;
        Ok(Some(cut))
    }

    /// Looks behind the last entry of the time index for larger timestamps.
    pub(crate) fn find_max_timestamp(&mut self) -> Result<(), StorageError> {
        let mut max = self.max_timestamp()?;
        let from = self.index.position_before(max.offset).map_err(|e| self.failed(e))?;
        let (file, path) = (self.file()?, self.path());
        let mut scan = self.scan(&*file, &path, from, self.size);
        while let Some((_, header)) = scan.next()? {
            if header.max_timestamp > max.timestamp {
                max = MaxTimestamp { timestamp: header.max_timestamp, offset: header.last_offset() };
            }
        }
        self.max_timestamp = Some(max);
        Ok(())
    }

    /// Removes the files. What was handed out of them stays readable.
    pub(crate) fn remove(&self) -> Result<(), StorageError> {
        let removed = self
            .place
            .remove(&self.slot, self.base_offset, LOG_SUFFIX)
            .and_then(|()| self.index.remove())
            .and_then(|()| self.time_index.remove())
            .and_then(|()| self.txn_index.remove());
        removed.map_err(|error| self.failed(error))
    }

    /// Forgets index entries of batches at or behind `offset`; returns the position of the last one that is kept.
    pub(crate) fn keep_below(&mut self, offset: Offset) -> Result<u64, StorageError> {
        let kept = (|| {
            self.txn_index.truncate_to(offset)?;
            self.time_index.truncate_to(offset)?;
            self.index.keep_before(offset)
        })();
        kept.map_err(|error| self.failed(error))
    }

    /// Whether the indexes can be those of this file.
    pub(crate) fn has_sane_indexes(&self) -> bool {
        self.index.is_sane(self.size) && self.time_index.is_sane()
    }

    /// Throws the index files away; they are filled anew by `add`.
    pub(crate) fn reset_indexes(&mut self) -> Result<(), StorageError> {
        let removed = self.index.remove().and_then(|()| self.time_index.remove());
        removed.and_then(|()| self.txn_index.remove()).map_err(|error| self.failed(error))?;
        *self = Self {
            slot: std::mem::take(&mut self.slot),
            ..Self::new(&self.place, self.base_offset, self.created)
        };
        Ok(())
    }
}
