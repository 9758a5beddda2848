//! What a leader checks of a batch that a client sent, once, before the partition's lock is taken.
//!
//! ```text
//! bytes ──one whole batch of magic 2?──▶ base offset 0, size, CRC ──▶ counts, producer fields ──▶ each record
//!   ──▶ max timestamp right? · LogAppendTime? · another codec? ──▶ ValidBatch
//! ```
//!
//! What passes is stored as it came. Only a wrong maximum timestamp, LogAppendTime or a topic with a codec of its own
//! make a copy; and only the topic's codec makes the records be written anew.

use bytes::{Bytes, BytesMut};
use model::batch::{CRC_FROM, check_crc, crc};
use model::compression::decompress;
use model::record::Records;
use model::{
    Attributes, BATCH_HEADER_LEN, BatchError, BatchHeader, Compression, ErrorCode, LOG_OVERHEAD, Millis,
    TimestampType,
};

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

/// Why a batch is refused. The texts are what the client shows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBatch {
    #[error("Produce requests must have exactly one record batch per partition, this one has {0}")]
    NotOneBatch(&'static str),
    #[error(
        "Produce requests are only allowed to contain record batches with magic version 2, this one has {0}"
    )]
    Magic(i8),
    #[error("Produce requests with version 6 and below are not allowed to use ZStandard compression")]
    ZstdTooEarly,
    #[error("{0}")]
    Corrupt(BatchError),
    #[error("The baseOffset of the record batch in the append should be 0, but it is {0}")]
    BaseOffset(i64),
    #[error(
        "The record batch size in the append is {size} bytes which exceeds the maximum configured value of {limit}"
    )]
    TooLarge { size: usize, limit: i32 },
    #[error(
        "Message batch size is {size} bytes in append which exceeds the maximum configured segment size of {limit}"
    )]
    LargerThanSegment { size: usize, limit: i32 },
    #[error("{0}")]
    InvalidRecord(String),
    #[error("{reason}")]
    Records { reason: String, is_timestamp: bool, record_errors: Vec<(i32, String)> },
}

impl InvalidBatch {
    #[must_use]
    pub fn error_code(&self) -> ErrorCode {
        match self {
            Self::NotOneBatch(_) | Self::Magic(_) | Self::BaseOffset(_) | Self::InvalidRecord(_) => {
                ErrorCode::InvalidRecord
            }
            Self::ZstdTooEarly => ErrorCode::UnsupportedCompressionType,
            Self::Corrupt(_) => ErrorCode::CorruptMessage,
            Self::TooLarge { .. } => ErrorCode::MessageTooLarge,
            Self::LargerThanSegment { .. } => ErrorCode::RecordListTooLarge,
            Self::Records { is_timestamp: true, .. } => ErrorCode::InvalidTimestamp,
            Self::Records { .. } => ErrorCode::InvalidRecord,
        }
    }

    /// Which records are wrong, by their place in the batch, and why.
    #[must_use]
    pub fn record_errors(&self) -> &[(i32, String)] {
        match self {
            Self::Records { record_errors, .. } => record_errors,
            _ => &[],
        }
    }
}

/// A batch that is decompressed takes at most this much, or this many times `max.message.bytes`.
const DECOMPRESSED_BYTES_MIN: usize = 64 << 20;
const DECOMPRESSED_FACTOR: usize = 32;
/// The shortest thing that Kafka takes for a batch of whatever format.
const SMALLEST_SIZE: i32 = 14;
/// Where the format of a batch is told.
const MAGIC_AT: usize = 16;

/// Checks what a client sent for one partition.
///
/// # Errors
/// What is wrong with it; nothing of it may be appended.
pub fn validate(records: &Bytes, rules: &ValidationRules, now: Millis) -> Result<ValidBatch, InvalidBatch> {
    let (header, bytes) = only_batch(records, rules)?;
    let codec = check_header(&header, &bytes, rules)?;
    let mut plain = Vec::new();
    let block = bytes.get(BATCH_HEADER_LEN..).unwrap_or_default();
    let block = if codec == Compression::None {
        block
    } else {
        let limit = usize::try_from(rules.max_message_bytes).unwrap_or(0).saturating_mul(DECOMPRESSED_FACTOR);
        decompress(codec, block, limit.max(DECOMPRESSED_BYTES_MIN), &mut plain)
            .map_err(|error| InvalidBatch::InvalidRecord(format!("{error}")))?;
        &plain
    };
    let max_timestamp = check_records(&header, block, rules, now)?;
    finish(header, &bytes, block, &Stamp { max_timestamp, rules, now })
}

/// The one batch that there must be.
fn only_batch(records: &Bytes, rules: &ValidationRules) -> Result<(BatchHeader, Bytes), InvalidBatch> {
    if let Some(size) = records.get(8..LOG_OVERHEAD).and_then(|bytes| bytes.first_chunk()) {
        let size = i32::from_be_bytes(*size);
        if size < SMALLEST_SIZE {
            return Err(InvalidBatch::Corrupt(BatchError::Length(size)));
        }
    }
    if let Some(magic) = records.get(MAGIC_AT).map(|byte| *byte as i8) {
        if !(0..=2).contains(&magic) {
            return Err(InvalidBatch::Corrupt(BatchError::Magic(magic)));
        }
        if magic != 2 {
            return Err(InvalidBatch::Magic(magic));
        }
    }
    let header = match BatchHeader::parse(records) {
        Err(BatchError::Truncated) => return Err(InvalidBatch::NotOneBatch("none")),
        other => other.map_err(InvalidBatch::Corrupt)?,
    };
    if header.size() > records.len() {
        return Err(InvalidBatch::NotOneBatch("none"));
    }
    let codec =
        header.attributes.compression().map_err(|error| InvalidBatch::InvalidRecord(error.to_string()))?;
    if codec == Compression::Zstd && !rules.zstd_allowed {
        return Err(InvalidBatch::ZstdTooEarly);
    }
    if records.len() > header.size() + LOG_OVERHEAD && is_whole_batch(records.get(header.size()..)) {
        return Err(InvalidBatch::NotOneBatch("more"));
    }
    Ok((header, records.slice(..header.size())))
}

/// Bytes behind the batch that are not a whole batch are not looked at, as with Kafka.
fn is_whole_batch(rest: Option<&[u8]>) -> bool {
    let size =
        rest.and_then(|rest| rest.get(8..LOG_OVERHEAD)?.first_chunk().copied()).map(i32::from_be_bytes);
    let size = size.and_then(|size| usize::try_from(size).ok());
    size.zip(rest).is_some_and(|(size, rest)| rest.len() >= LOG_OVERHEAD + size)
}

fn check_header(
    header: &BatchHeader,
    bytes: &Bytes,
    rules: &ValidationRules,
) -> Result<Compression, InvalidBatch> {
    if header.base_offset.0 != 0 {
        return Err(InvalidBatch::BaseOffset(header.base_offset.0));
    }
    check_size(bytes.len(), rules)?;
    check_crc(bytes).map_err(InvalidBatch::Corrupt)?;
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
    header.attributes.compression().map_err(InvalidBatch::Corrupt)
}

fn check_size(size: usize, rules: &ValidationRules) -> Result<(), InvalidBatch> {
    let over = |limit: i32| i64::try_from(size).is_ok_and(|size| size > i64::from(limit));
    if over(rules.max_message_bytes) {
        return Err(InvalidBatch::TooLarge { size, limit: rules.max_message_bytes });
    }
    if over(rules.segment_bytes) {
        return Err(InvalidBatch::LargerThanSegment { size, limit: rules.segment_bytes });
    }
    Ok(())
}

/// Walks the records. Gives the maximum of their timestamps.
fn check_records(
    header: &BatchHeader,
    block: &[u8],
    rules: &ValidationRules,
    now: Millis,
) -> Result<i64, InvalidBatch> {
    let mut max_timestamp = i64::MIN;
    let mut wrong = WrongRecords::default();
    let checks_time = rules.timestamp_type == TimestampType::CreateTime;
    let earliest = now.0.saturating_sub(rules.timestamp_before_max_ms);
    let latest = now.0.saturating_add(rules.timestamp_after_max_ms);
    for (index, record) in (0i32..).zip(Records::new(block, header.records_count)) {
        let record = record.map_err(|error| InvalidBatch::InvalidRecord(error.to_string()))?;
        if record.offset_delta != index {
            wrong.add(index, || {
                format!(
                    "Record does not have incremental offsets: expected {index}, found {}",
                    record.offset_delta
                )
            });
        }
        if rules.is_compacted && record.key.is_none() {
            wrong.add(index, || "Compacted topic cannot accept message without key".to_owned());
        }
        let timestamp = header.base_timestamp.saturating_add(record.timestamp_delta);
        if checks_time && timestamp != -1 && !(earliest..=latest).contains(&timestamp) {
            wrong.is_timestamp = true;
            wrong.add(index, || {
                format!(
                    "Timestamp {timestamp} of message with offset {index} is out of range. \
                     The timestamp should be within [{earliest}, {latest}]"
                )
            });
        }
        max_timestamp = max_timestamp.max(timestamp);
    }
    wrong.into_result().map(|()| max_timestamp)
}

#[derive(Default)]
struct WrongRecords {
    errors: Vec<(i32, String)>,
    is_timestamp: bool,
}

impl WrongRecords {
    fn add(&mut self, index: i32, reason: impl FnOnce() -> String) {
        self.errors.push((index, reason()));
    }

    fn into_result(self) -> Result<(), InvalidBatch> {
        let Self { errors: record_errors, is_timestamp } = self;
        if record_errors.is_empty() {
            return Ok(());
        }
        let shown: Vec<String> = record_errors
            .iter()
            .take(3)
            .map(|(index, message)| format!("RecordError(batchIndex={index}, message='{message}')"))
            .collect();
        let reason = format!(
            "One or more records have been rejected due to {} record errors in total, \
             and only showing the first three errors at most: [{}]",
            record_errors.len(),
            shown.join(", ")
        );
        Err(InvalidBatch::Records { reason, is_timestamp, record_errors })
    }
}

/// What the header of the stored batch says.
struct Stamp<'a> {
    max_timestamp: i64,
    rules: &'a ValidationRules,
    now: Millis,
}

fn finish(
    header: BatchHeader,
    bytes: &Bytes,
    block: &[u8],
    stamp: &Stamp<'_>,
) -> Result<ValidBatch, InvalidBatch> {
    let Stamp { max_timestamp, rules, now } = *stamp;
    let timestamp_type = rules.timestamp_type;
    let log_append_time = (timestamp_type == TimestampType::LogAppendTime).then_some(now);
    let max_timestamp = log_append_time.map_or(max_timestamp, |time| time.0);
    let codec = header.attributes.compression().map_err(InvalidBatch::Corrupt)?;
    let attributes = header.attributes.with_timestamp_type(timestamp_type);
    let recompressed = match rules.compression {
        TopicCompression::Codec { codec: wanted, level } if wanted != codec => {
            let body = model::compression::compress(wanted, level, block)
                .map_err(|error| InvalidBatch::InvalidRecord(error.to_string()))?;
            Some((attributes.with_compression(wanted), body))
        }
        _ => None,
    };
    if recompressed.is_none() && attributes == header.attributes && max_timestamp == header.max_timestamp {
        return Ok(ValidBatch { header, bytes: bytes.clone(), log_append_time });
    }
    let (attributes, body) = match &recompressed {
        Some((attributes, body)) => (*attributes, body.as_slice()),
        None => (attributes, bytes.get(BATCH_HEADER_LEN..).unwrap_or_default()),
    };
    let bytes = rewritten(bytes, attributes, max_timestamp, body);
    check_size(bytes.len(), rules)?;
    let header = BatchHeader::parse(&bytes).map_err(InvalidBatch::Corrupt)?;
    Ok(ValidBatch { header, bytes, log_append_time })
}

/// The batch with other attributes, maximum timestamp and records, and so with another length and CRC.
fn rewritten(batch: &Bytes, attributes: Attributes, max_timestamp: i64, body: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(BATCH_HEADER_LEN + body.len());
    out.extend_from_slice(batch.get(..BATCH_HEADER_LEN).unwrap_or_default());
    out.extend_from_slice(body);
    let length = i32::try_from(out.len() - LOG_OVERHEAD).unwrap_or(i32::MAX);
    out[8..12].copy_from_slice(&length.to_be_bytes());
    out[21..23].copy_from_slice(&attributes.0.to_be_bytes());
    out[35..43].copy_from_slice(&max_timestamp.to_be_bytes());
    let checksum = crc(&out[CRC_FROM..]);
    out[17..21].copy_from_slice(&checksum.to_be_bytes());
    out.freeze()
}
