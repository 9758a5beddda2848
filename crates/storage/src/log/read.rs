//! Reading: from an offset to a slice of a file. No record byte is touched.

use model::Offset;

use super::stored::Stored;
use super::{Log, StorageError};
use crate::reader::{LogRead, LogSlice};
use crate::segment::Segment;
use crate::txn_index::AbortedTxn;

impl Log {
    /// Whole batches from the one that holds `from` on, all of them below `upper_bound`, together at most `max_bytes`
    /// long; with `min_one_batch` the first one even if it is longer. All are of one segment, so there may be more
    /// behind `next_offset`.
    ///
    /// # Errors
    /// `OffsetOutOfRange` if `from` is not within the log; its end is. `Corrupt`, `Io`.
    pub fn read(
        &self,
        from: Offset,
        upper_bound: Offset,
        max_bytes: usize,
        min_one_batch: bool,
    ) -> Result<LogRead, StorageError> {
        if from < self.log_start_offset || from > self.log_end_offset {
            return Err(StorageError::OffsetOutOfRange {
                partition: self.partition.clone(),
                offset: from,
                log_start_offset: self.log_start_offset,
                log_end_offset: self.log_end_offset,
            });
        }
        let upper_bound = upper_bound.min(self.log_end_offset);
        let nothing = LogRead { slice: None, next_offset: from };
        let Some(stored) = self.stored.as_ref().filter(|_| from < upper_bound) else { return Ok(nothing) };
        for index in stored.segment_of(from)..stored.segments.len() {
            let (Some(segment), end) =
                (stored.segments.get(index), stored.end_of(index, self.log_end_offset))
            else {
                break;
            };
            if segment.base_offset >= upper_bound {
                break;
            }
            let reading = Reading { stored, segment, is_active: index + 1 == stored.segments.len(), end };
            // A compacted segment may have nothing at or behind `from`.
            let Some((_, start)) = reading.start(from)? else { continue };
            return reading.read(start, Bounds { from, upper_bound, max_bytes, min_one_batch });
        }
        Ok(nothing)
    }

    /// The aborted transactions that a reader of committed records must leave out between `from` and `to`.
    ///
    /// # Errors
    /// `Io`.
    pub fn aborted_transactions(&self, from: Offset, to: Offset) -> Result<Vec<AbortedTxn>, StorageError> {
        let Some(stored) = &self.stored else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for segment in stored.segments.get(stored.segment_of(from)..).unwrap_or_default() {
            let entries =
                segment.txn_index.load().map_err(|error| StorageError::io(&segment.path(), error))?;
            let mut complete = false;
            for entry in entries {
                if entry.last_offset >= from && entry.first_offset < to {
                    found.push(entry);
                }
                // No later transaction can reach below `to`.
                complete |= entry.last_stable_offset >= to;
            }
            if complete {
                break;
            }
        }
        Ok(found)
    }
}

#[derive(Clone, Copy)]
struct Bounds {
    from: Offset,
    upper_bound: Offset,
    max_bytes: usize,
    min_one_batch: bool,
}

struct Reading<'a> {
    stored: &'a Stored,
    segment: &'a Segment,
    is_active: bool,
    /// Of the segment.
    end: Offset,
}

impl Reading<'_> {
    /// Base offset and position of the first batch that holds `offset` or lies behind it.
    fn start(&self, offset: Offset) -> Result<Option<(Offset, u64)>, StorageError> {
        if self.is_active
            && let Some(found) = self.stored.recent.holding(offset)
        {
            return Ok(Some(found));
        }
        Ok(self.segment.find(offset)?.map(|found| (found.header.base_offset, found.position)))
    }

    fn read(&self, start: u64, bounds: Bounds) -> Result<LogRead, StorageError> {
        let (mut end, mut next_offset) = (self.segment.size, self.end);
        if bounds.upper_bound < self.end {
            // The batch that holds the bound is left out.
            let behind = self.start(bounds.upper_bound)?;
            next_offset = behind.map_or(self.end, |(base_offset, _)| base_offset).min(bounds.upper_bound);
            end = behind.map_or(end, |(_, position)| position);
        }
        let limit = start.saturating_add(bounds.max_bytes as u64);
        if end > limit {
            (end, next_offset) = self.cut(start, limit, bounds.from)?;
            if end == start && bounds.min_one_batch {
                (end, next_offset) = self.first_batch(start)?;
            }
        }
        if end <= start {
            return Ok(LogRead { slice: None, next_offset: bounds.from });
        }
        let len = usize::try_from(end - start).unwrap_or(usize::MAX);
        Ok(LogRead { slice: Some(LogSlice::new(self.segment.file()?, start, len)), next_offset })
    }

    /// The last end of a batch at or before `limit`.
    fn cut(&self, start: u64, limit: u64, from: Offset) -> Result<(u64, Offset), StorageError> {
        if self.is_active
            && let Some((next_offset, end)) = self.stored.recent.before(limit)
        {
            return Ok((end.max(start), next_offset));
        }
        let (end, next_offset) = self.segment.cut(start, limit)?;
        Ok((end, next_offset.unwrap_or(from)))
    }

    fn first_batch(&self, start: u64) -> Result<(u64, Offset), StorageError> {
        if self.is_active
            && self.stored.recent.before(start).is_some()
            && let Some((next_offset, end)) = self.stored.recent.after(start)
        {
            return Ok((end, next_offset));
        }
        let (file, path) = (self.segment.file()?, self.segment.path());
        let first = self.segment.scan(&*file, &path, start, self.segment.size).next()?;
        Ok(first
            .map_or((start, self.end), |(_, header)| (start + header.size() as u64, header.next_offset())))
    }
}
