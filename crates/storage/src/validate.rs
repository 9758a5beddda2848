//! What a leader checks of a batch that a client sent, once, before the partition's lock is taken.
//!
//! ```text
//! bytes ──one whole batch of magic 2?──▶ base offset 0, size, CRC ──▶ counts, producer fields ──▶ each record
//!   ──▶ max timestamp right? · LogAppendTime? · another codec? ──▶ ValidBatch
//! ```
//!
//! What passes is stored as it came. Only a wrong maximum timestamp, LogAppendTime or a topic with a codec of its own
//! make a copy; and only the topic's codec makes the records be written anew.
//!
//! `testdata/produced` holds batches of every kind and what Apache Kafka answers to each. What it refuses is refused
//! here with the same error. Beyond that, batches are refused that it takes but that no reader can make sense of;
//! `tests.rs` has the list.

mod error;
mod records;
mod rewrite;

use bytes::Bytes;
use model::batch::check_crc;
use model::compression::decompress;
use model::{BATCH_HEADER_LEN, BatchError, BatchHeader, Compression, LOG_OVERHEAD, Millis, TimestampType};

pub use error::InvalidBatch;
pub use records::NO_KEY;
use records::check_records;
use rewrite::Stored;

use crate::log::LogConfig;

/// `compression.type` of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TopicCompression {
    /// As the producer sent it.
    #[default]
    Producer,
    Codec {
        codec: Compression,
        level: Option<i32>,
    },
}

/// The rules of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidationRules {
    pub max_message_bytes: i32,
    pub segment_bytes: i32,
    pub compression: TopicCompression,
    pub timestamp_type: TimestampType,
    pub timestamp_before_max_ms: i64,
    pub timestamp_after_max_ms: i64,
    /// Records must have keys.
    pub is_compacted: bool,
    /// The request is of a version that may carry zstd.
    pub zstd_allowed: bool,
}

impl ValidationRules {
    /// The rules of a topic with this configuration.
    #[must_use]
    pub fn of(config: &LogConfig, zstd_allowed: bool) -> Self {
        Self {
            max_message_bytes: config.max_message_bytes,
            segment_bytes: config.segment_bytes,
            compression: config.compression,
            timestamp_type: config.message_timestamp_type,
            timestamp_before_max_ms: config.message_timestamp_before_max_ms,
            timestamp_after_max_ms: config.message_timestamp_after_max_ms,
            is_compacted: config.cleanup_policy.compact,
            zstd_allowed,
        }
    }
}

/// A batch that passed: final but for offset and leader epoch.
#[derive(Clone, Debug)]
pub struct ValidBatch {
    pub header: BatchHeader,
    pub bytes: Bytes,
    /// For topics with LogAppendTime.
    pub log_append_time: Option<Millis>,
}

/// A batch that is decompressed takes at most this much, or this many times `max.message.bytes`.
const DECOMPRESSED_BYTES_MIN: usize = 64 << 20;
const DECOMPRESSED_FACTOR: usize = 32;
/// The shortest thing that Kafka takes for a batch of whatever format.
const SMALLEST_SIZE: i32 = 14;
/// Where the format of a batch is told, in every format.
const MAGIC_AT: usize = 16;
const MAGIC: i8 = 2;

/// Checks what a client sent for one partition.
///
/// # Errors
/// What is wrong with it; nothing of it may be appended.
pub fn validate(records: &Bytes, rules: &ValidationRules, now: Millis) -> Result<ValidBatch, InvalidBatch> {
    let (header, codec) = only_batch(records, rules)?;
    let batch = records.slice(..header.size());
    check_batch(&header, &batch, rules)?;
    let mut plain = Vec::new();
    let block = batch.get(BATCH_HEADER_LEN..).unwrap_or_default();
    let block = if codec == Compression::None {
        block
    } else {
        let limit = usize::try_from(rules.max_message_bytes).unwrap_or(0).saturating_mul(DECOMPRESSED_FACTOR);
        decompress(codec, block, limit.max(DECOMPRESSED_BYTES_MIN), &mut plain)
            .map_err(|error| InvalidBatch::InvalidRecord(error.to_string()))?;
        &plain
    };
    let max_timestamp = check_records(&header, block, rules, now)?;
    let stored = Stored::new(rules, now, codec, max_timestamp);
    let valid = stored.of(header, &batch, block)?;
    match over(valid.bytes.len(), rules.segment_bytes) {
        Some((size, limit)) => Err(InvalidBatch::LargerThanSegment { size, limit }),
        None => Ok(valid),
    }
}

/// The header of the one batch that there must be, all of which is there.
fn only_batch(records: &Bytes, rules: &ValidationRules) -> Result<(BatchHeader, Compression), InvalidBatch> {
    let size = next_batch(records)?.ok_or(InvalidBatch::NotOneBatch("none"))?;
    match records.get(MAGIC_AT) {
        Some(magic) if *magic as i8 == MAGIC => {}
        magic => return Err(InvalidBatch::Magic(magic.map_or(-1, |magic| *magic as i8))),
    }
    let batch = records.get(..size).unwrap_or_default();
    let header = BatchHeader::parse(batch).map_err(InvalidBatch::Corrupt)?;
    let codec =
        header.attributes.compression().map_err(|error| InvalidBatch::InvalidRecord(error.to_string()))?;
    if codec == Compression::Zstd && !rules.zstd_allowed {
        return Err(InvalidBatch::ZstdTooEarly);
    }
    match next_batch(records.get(size..).unwrap_or_default())? {
        Some(_) => Err(InvalidBatch::NotOneBatch("more")),
        // A part of a batch that is cut is not looked at.
        None => Ok((header, codec)),
    }
}

/// The size of the batch at the front, of whatever format. `None` if it is not all there.
fn next_batch(bytes: &[u8]) -> Result<Option<usize>, InvalidBatch> {
    let Some(length) = bytes.get(8..LOG_OVERHEAD).and_then(|field| field.first_chunk()) else {
        return Ok(None);
    };
    let length = i32::from_be_bytes(*length);
    if length < SMALLEST_SIZE {
        return Err(InvalidBatch::Corrupt(BatchError::Length(length)));
    }
    match bytes.get(MAGIC_AT).map(|magic| *magic as i8) {
        None => return Ok(None),
        Some(0..=MAGIC) => {}
        Some(magic) => return Err(InvalidBatch::Corrupt(BatchError::Magic(magic))),
    }
    let size = usize::try_from(length).ok().and_then(|length| length.checked_add(LOG_OVERHEAD));
    Ok(size.filter(|size| *size <= bytes.len()))
}

fn check_batch(header: &BatchHeader, batch: &[u8], rules: &ValidationRules) -> Result<(), InvalidBatch> {
    if header.base_offset.0 != 0 {
        return Err(InvalidBatch::BaseOffset(header.base_offset.0));
    }
    if let Some((size, limit)) = over(batch.len(), rules.max_message_bytes) {
        return Err(InvalidBatch::TooLarge { size, limit });
    }
    check_crc(batch).map_err(InvalidBatch::Corrupt)?;
    let invalid = |reason: String| Err(InvalidBatch::InvalidRecord(reason));
    let (last, count) = (i64::from(header.last_offset_delta), i64::from(header.records_count));
    if last < 0 {
        return invalid(format!("Batch has an invalid offset range: [0, {last}]"));
    }
    if count <= 0 {
        return invalid(format!("Invalid reported count for record batch: {count}"));
    }
    if last + 1 != count {
        return invalid(format!("Inconsistent batch offset range [0, {last}] and count of records {count}"));
    }
    if header.attributes.is_control() {
        return invalid("Clients are not allowed to write control records".to_owned());
    }
    if header.has_producer_id() && header.base_sequence < 0 {
        let (sequence, id) = (header.base_sequence, header.producer_id);
        return invalid(format!("Invalid sequence number {sequence} in record batch with producerId {id}"));
    }
    if header.attributes.is_transactional() && !header.has_producer_id() {
        return invalid("A transactional record batch must have a producer id".to_owned());
    }
    Ok(())
}

/// `Some` with both if there are more bytes than `limit`.
fn over(size: usize, limit: i32) -> Option<(usize, i32)> {
    (size > usize::try_from(limit).unwrap_or(0)).then_some((size, limit))
}

#[cfg(test)]
mod tests;
