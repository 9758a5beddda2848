//! Finding records by timestamp.

use std::borrow::Cow;

use model::batch::{BATCH_HEADER_LEN, BatchHeader, TimestampType, check_crc};
use model::compression::{Compression, decompress};
use model::record::Records;
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
            if let Some(found) = self.find_record(segment, timestamp)? {
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
        self.find_record(segment, max)
    }

    /// The first record of the segment, not before the log's start, that has `timestamp` or a larger one.
    fn find_record(
        &self,
        segment: &Segment,
        timestamp: i64,
    ) -> Result<Option<TimestampOffset>, StorageError> {
        let failed = |error| StorageError::io(&segment.path(), error);
        let from = segment.time_index.offset_before(timestamp).map_err(failed)?;
        let Some(start) = segment.find(from.max(self.log_start_offset))? else { return Ok(None) };
        let (file, path) = (segment.file()?, segment.path());
        let mut scan = segment.scan(&*file, &path, start.position, segment.size);
        while let Some((position, header)) = scan.next()? {
            if header.max_timestamp < timestamp {
                continue;
            }
            let mut batch = vec![0; header.size()];
            read_exact_at(&*file, &mut batch, position).map_err(failed)?;
            let corrupt = |reason| StorageError::Corrupt { path: path.clone(), position, reason };
            check_crc(&batch).map_err(|error| corrupt(error.to_string()))?;
            let found = first_record(&header, &batch, self.log_start_offset, timestamp).map_err(corrupt)?;
            if let Some((offset, timestamp)) = found {
                let leader_epoch = header.partition_leader_epoch;
                return Ok(Some(TimestampOffset { offset, timestamp, leader_epoch }));
            }
        }
        Ok(None)
    }
}

/// So many bytes the records of one batch may have when they are decompressed.
const RECORDS_BYTES_MAX: usize = 256 << 20;

/// The first record at or behind `from` with `timestamp` or a larger one: its offset and its timestamp.
fn first_record(
    header: &BatchHeader,
    batch: &[u8],
    from: Offset,
    timestamp: i64,
) -> Result<Option<(Offset, i64)>, String> {
    if header.records_count == 0 {
        // Compaction took them all.
        return Ok(None);
    }
    let compressed = batch.get(BATCH_HEADER_LEN..).unwrap_or_default();
    let records = match header.attributes.compression().map_err(|error| error.to_string())? {
        Compression::None => Cow::Borrowed(compressed),
        codec => {
            let mut records = Vec::new();
            decompress(codec, compressed, RECORDS_BYTES_MAX, &mut records).map_err(|e| e.to_string())?;
            Cow::Owned(records)
        }
    };
    for record in Records::new(&records, header.records_count) {
        let record = record.map_err(|error| error.to_string())?;
        let offset = Offset(header.base_offset.0.saturating_add(i64::from(record.offset_delta)));
        let record_timestamp = match header.attributes.timestamp_type() {
            TimestampType::LogAppendTime => header.max_timestamp,
            TimestampType::CreateTime => header.base_timestamp.saturating_add(record.timestamp_delta),
        };
        if record_timestamp >= timestamp && offset >= from {
            return Ok(Some((offset, record_timestamp)));
        }
    }
    Ok(None)
}
