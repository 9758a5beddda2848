//! The walk over the records of a batch. Every batch is walked, as in Kafka, so a record that is in order costs a few
//! nanoseconds; what is said of a wrong one is put together elsewhere.

use model::record::{Record, Records};
use model::{BatchHeader, Millis, TimestampType};

use super::{InvalidBatch, ValidationRules};

/// The timestamp of a record that has none.
const NO_TIMESTAMP: i64 = -1;
/// So many wrong records are named in the answer, which a client could otherwise blow up a thousandfold.
const RECORD_ERRORS_MAX: usize = 1000;
/// So many are named in the message, as in Kafka.
const RECORD_ERRORS_SHOWN: usize = 3;
/// What is said of a record without a key in a compacted topic; whoever knows the partition adds its name.
pub const NO_KEY: &str = "Compacted topic cannot accept message without key";

/// Walks the records of the uncompressed `block`. Returns the maximum of their timestamps.
pub(super) fn check_records(
    header: &BatchHeader,
    block: &[u8],
    rules: &ValidationRules,
    now: Millis,
) -> Result<i64, InvalidBatch> {
    let checks = Checks::new(header, rules, now);
    let mut max_timestamp = NO_TIMESTAMP;
    let mut wrong = WrongRecords::default();
    for (index, record) in (0i32..).zip(Records::new(block, header.records_count)) {
        let record = record.map_err(|error| InvalidBatch::InvalidRecord(error.to_string()))?;
        let timestamp = header.base_timestamp.wrapping_add(record.timestamp_delta);
        if !checks.pass(index, &record, timestamp) {
            wrong.add(index, checks.fault(index, &record, timestamp));
        }
        max_timestamp = max_timestamp.max(timestamp);
    }
    wrong.into_result().map(|()| max_timestamp)
}

struct Checks {
    needs_key: bool,
    /// The producer claims to set the time of the append.
    claims_append_time: bool,
    /// Of every record, where the producer claims so.
    append_time: i64,
    checks_time: bool,
    earliest: i64,
    latest: i64,
}

impl Checks {
    fn new(header: &BatchHeader, rules: &ValidationRules, now: Millis) -> Self {
        Self {
            needs_key: rules.is_compacted,
            claims_append_time: header.attributes.timestamp_type() == TimestampType::LogAppendTime,
            append_time: header.max_timestamp,
            checks_time: rules.timestamp_type == TimestampType::CreateTime,
            earliest: now.0.saturating_sub(rules.timestamp_before_max_ms),
            latest: now.0.saturating_add(rules.timestamp_after_max_ms),
        }
    }

    fn pass(&self, index: i32, record: &Record<'_>, timestamp: i64) -> bool {
        record.offset_delta == index
            && (!self.needs_key || record.key.is_some())
            && if self.checks_time && timestamp != NO_TIMESTAMP {
                (self.earliest..=self.latest).contains(&timestamp)
            } else {
                !self.claims_append_time
            }
    }

    /// What is wrong with a record that did not pass; one thing, even if there are several.
    #[cold]
    fn fault(&self, index: i32, record: &Record<'_>, timestamp: i64) -> Fault {
        if record.offset_delta != index {
            return Fault::OffsetDelta { expected: index, found: record.offset_delta };
        }
        if self.needs_key && record.key.is_none() {
            return Fault::NoKey;
        }
        if self.checks_time && timestamp != NO_TIMESTAMP {
            let &Self { earliest, latest, .. } = self;
            return Fault::OutOfRange { timestamp, index, earliest, latest };
        }
        let len = |bytes: Option<&[u8]>| bytes.map_or(0, <[u8]>::len);
        Fault::TimestampType {
            index,
            timestamp: self.append_time,
            key_len: len(record.key),
            value_len: len(record.value),
        }
    }
}

/// What a client is told of one record.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("Record does not have incremental offsets: expected {expected}, found {found}")]
    OffsetDelta { expected: i32, found: i32 },
    #[error("{NO_KEY}")]
    NoKey,
    #[error(
        "Timestamp {timestamp} of message with offset {index} is out of range. \
         The timestamp should be within [{earliest}, {latest}]"
    )]
    OutOfRange { timestamp: i64, index: i32, earliest: i64, latest: i64 },
    #[error(
        "Invalid timestamp type in message DefaultRecord(offset={index}, timestamp={timestamp}, key={key_len} bytes, \
         value={value_len} bytes). Producer should not set timestamp type to LogAppendTime."
    )]
    TimestampType { index: i32, timestamp: i64, key_len: usize, value_len: usize },
}

#[derive(Default)]
struct WrongRecords {
    count: usize,
    /// The first ones.
    errors: Vec<(i32, String)>,
    is_timestamp: bool,
}

impl WrongRecords {
    #[cold]
    #[expect(clippy::needless_pass_by_value, reason = "a fault is made to be added")]
    fn add(&mut self, index: i32, fault: Fault) {
        self.count += 1;
        self.is_timestamp |= matches!(fault, Fault::OutOfRange { .. } | Fault::TimestampType { .. });
        if self.errors.len() < RECORD_ERRORS_MAX {
            self.errors.push((index, fault.to_string()));
        }
    }

    fn into_result(self) -> Result<(), InvalidBatch> {
        let Self { count, errors: record_errors, is_timestamp } = self;
        if count == 0 {
            return Ok(());
        }
        let reason = if is_timestamp {
            "One or more records have been rejected due to invalid timestamp".to_owned()
        } else {
            let shown: Vec<String> = record_errors
                .iter()
                .take(RECORD_ERRORS_SHOWN)
                .map(|(index, message)| format!("RecordError(batchIndex={index}, message='{message}')"))
                .collect();
            format!(
                "One or more records have been rejected due to {count} record errors in total, \
                 and only showing the first three errors at most: [{}]",
                shown.join(", ")
            )
        };
        Err(InvalidBatch::Records { reason, is_timestamp, record_errors })
    }
}
