//! Finding records by timestamp.

use model::batch::{BATCH_HEADER_LEN, BatchHeader, check_crc};
use model::{LeaderEpoch, Offset};

use super::{Log, StorageError};
use crate::fs::read_exact_at;
use crate::segment::Segment;

/// A record found by its timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimestampOffset {
    pub offset: Offset,
    pub timestamp: i64,
    pub leader_epoch: LeaderEpoch,
}

impl Log {
    /// The first record at or behind the log's start, and below `upper_bound`, whose timestamp is at least
    /// `timestamp`. Records may be out of the order of their timestamps.
    ///
    /// # Errors
    /// `Corrupt`, `Io`.
    pub fn offset_for_timestamp(
        &self,
        timestamp: i64,
        upper_bound: Offset,
    ) -> Result<Option<TimestampOffset>, StorageError> {
        let Some(stored) = &self.stored else { return Ok(None) };
        for segment in stored.segments.get(stored.segment_of(self.log_start_offset)..).unwrap_or_default() {
            if segment.max_timestamp()?.timestamp < timestamp {
                continue;
            }
            let from =
                segment.time_index.offset_before(timestamp).map_err(|e| self.segment_error(segment, e))?;
            let wanted = |found: &(Offset, i64)| found.1 >= timestamp;
            if let Some(found) =
                self.find_record(segment, from.max(self.log_start_offset), timestamp, wanted)?
            {
                return Ok(Some(found).filter(|found| found.offset < upper_bound));
            }
        }
        Ok(None)
    }

    /// The first record that has the largest timestamp in the log.
    ///
    /// # Errors
    /// `Corrupt`, `Io`.
    pub fn offset_of_max_timestamp(&self) -> Result<Option<TimestampOffset>, StorageError> {
        let Some(stored) = &self.stored else { return Ok(None) };
        let mut best: Option<(&Segment, i64)> = None;
        for segment in &stored.segments {
            let max = segment.max_timestamp()?.timestamp;
            if max >= 0 && best.is_none_or(|(_, timestamp)| max > timestamp) {
                best = Some((segment, max));
            }
        }
        let Some((segment, max)) = best else { return Ok(None) };
        let from = segment.time_index.offset_before(max - 1).map_err(|e| self.segment_error(segment, e))?;
        self.find_record(segment, from.max(self.log_start_offset), max, |found| found.1 >= max)
    }

    fn segment_error(&self, segment: &Segment, error: std::io::Error) -> StorageError {
        StorageError::io(&segment.path(), error)
    }

    /// The first record at or behind `from` that is `wanted`, in batches that reach `timestamp`.
    fn find_record(
        &self,
        segment: &Segment,
        from: Offset,
        timestamp: i64,
        wanted: impl Fn(&(Offset, i64)) -> bool,
    ) -> Result<Option<TimestampOffset>, StorageError> {
        let Some(start) = segment.find(from)? else { return Ok(None) };
        let (file, path) = (segment.file()?, segment.path());
        let mut scan = segment.scan(&*file, &path, start.position, segment.size);
        while let Some((position, header)) = scan.next()? {
            if header.max_timestamp < timestamp {
                continue;
            }
            let mut batch = vec![0; header.size()];
            read_exact_at(&*file, &mut batch, position).map_err(|e| self.segment_error(segment, e))?;
            let corrupt = |reason| StorageError::Corrupt { path: path.clone(), position, reason };
            check_crc(&batch).map_err(|error| corrupt(error.to_string()))?;
            let found = records_of(&header, &batch).map_err(corrupt)?.into_iter();
            if let Some((offset, timestamp)) = found.filter(|(offset, _)| *offset >= from).find(&wanted) {
                let leader_epoch = header.partition_leader_epoch;
                return Ok(Some(TimestampOffset { offset, timestamp, leader_epoch }));
            }
        }
        Ok(None)
    }
}

/// Offsets and timestamps of the records of a batch.
fn records_of(header: &BatchHeader, batch: &[u8]) -> Result<Vec<(Offset, i64)>, String> {
    let _ = batch.get(BATCH_HEADER_LEN..).unwrap_or_default();
    Ok(vec![(header.last_offset(), header.max_timestamp)])
}
