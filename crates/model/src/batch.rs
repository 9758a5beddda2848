//! A record batch (magic 2) as a view over its bytes: Kafka's format on disk and on the wire alike.
//!
//! ```text
//! offset  bytes  field
//!      0      8  base offset            assigned by the leader, outside the CRC
//!      8      4  batch length           bytes after this field
//!     12      4  partition leader epoch assigned by the leader, outside the CRC
//!     16      1  magic                  2
//!     17      4  CRC-32C                of everything from the attributes on
//!     21      2  attributes             see [`Attributes`]
//!     23      4  last offset delta
//!     27      8  base timestamp         the delete horizon when attribute bit 6 is set
//!     35      8  max timestamp
//!     43      8  producer id            −1: none
//!     51      2  producer epoch
//!     53      4  base sequence
//!     57      4  records count
//!     61      …  records                compressed as one block if the attributes name a codec
//! ```

use crate::compression::Compression;
use crate::{LeaderEpoch, Offset, ProducerEpoch, ProducerId};

/// Bytes before the first record.
pub const BATCH_HEADER_LEN: usize = 61;
/// Bytes before what the batch length counts.
pub const LOG_OVERHEAD: usize = 12;
/// The only format that is written or read.
pub const MAGIC: i8 = 2;
const MAGIC_AT: usize = 16;
pub(crate) const CRC_AT: usize = 17;
/// Where the bytes begin that the CRC is of.
pub const CRC_FROM: usize = 21;

/// Why bytes are not a record batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    #[error("the bytes end before the batch does")]
    Truncated,
    #[error("a batch length of {0} is not possible")]
    Length(i32),
    #[error("record format {0} is not supported")]
    Magic(i8),
    #[error("CRC is {found:#010x} where {stored:#010x} is stored")]
    Crc { stored: u32, found: u32 },
    #[error("compression codec {0} does not exist")]
    Codec(i16),
}

/// Who set the timestamps of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum TimestampType {
    #[default]
    CreateTime,
    LogAppendTime,
}

/// The flags of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Attributes(pub i16);

impl Attributes {
    const CODEC: i16 = 0b111;
    const LOG_APPEND_TIME: i16 = 1 << 3;
    const TRANSACTIONAL: i16 = 1 << 4;
    const CONTROL: i16 = 1 << 5;
    const DELETE_HORIZON: i16 = 1 << 6;

    /// # Errors
    /// The codec bits name none.
    pub fn compression(self) -> Result<Compression, BatchError> {
        let codec = self.0 & Self::CODEC;
        Compression::from_id(codec as u8).ok_or(BatchError::Codec(codec))
    }

    #[must_use]
    pub fn timestamp_type(self) -> TimestampType {
        if self.0 & Self::LOG_APPEND_TIME == 0 {
            TimestampType::CreateTime
        } else {
            TimestampType::LogAppendTime
        }
    }

    #[must_use]
    pub fn is_transactional(self) -> bool {
        self.0 & Self::TRANSACTIONAL != 0
    }

    #[must_use]
    pub fn is_control(self) -> bool {
        self.0 & Self::CONTROL != 0
    }

    #[must_use]
    pub fn has_delete_horizon(self) -> bool {
        self.0 & Self::DELETE_HORIZON != 0
    }

    #[must_use]
    pub fn with_compression(self, codec: Compression) -> Self {
        Self(self.0 & !Self::CODEC | i16::from(codec.id()))
    }

    #[must_use]
    pub fn with_timestamp_type(self, timestamp_type: TimestampType) -> Self {
        self.with(Self::LOG_APPEND_TIME, timestamp_type == TimestampType::LogAppendTime)
    }

    #[must_use]
    pub fn with_transactional(self, is_transactional: bool) -> Self {
        self.with(Self::TRANSACTIONAL, is_transactional)
    }

    #[must_use]
    pub fn with_control(self, is_control: bool) -> Self {
        self.with(Self::CONTROL, is_control)
    }

    fn with(self, bit: i16, set: bool) -> Self {
        Self(if set { self.0 | bit } else { self.0 & !bit })
    }
}

/// The fields before the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchHeader {
    pub base_offset: Offset,
    /// At least 49: what is left of the header behind the field.
    pub batch_length: i32,
    pub partition_leader_epoch: LeaderEpoch,
    pub magic: i8,
    pub crc: u32,
    pub attributes: Attributes,
    pub last_offset_delta: i32,
    pub base_timestamp: i64,
    pub max_timestamp: i64,
    pub producer_id: ProducerId,
    pub producer_epoch: ProducerEpoch,
    pub base_sequence: i32,
    pub records_count: i32,
}

impl BatchHeader {
    /// Reads the header at the front of `bytes`, which may end before the records do. The CRC is not looked at.
    ///
    /// # Errors
    /// Fewer bytes than a header, a length that cannot be, or another format.
    pub fn parse(bytes: &[u8]) -> Result<Self, BatchError> {
        let header: &[u8; BATCH_HEADER_LEN] = bytes.first_chunk().ok_or(BatchError::Truncated)?;
        let batch_length = i32::from_be_bytes(field(header, 8));
        let magic = header[MAGIC_AT] as i8;
        if magic != MAGIC {
            return Err(BatchError::Magic(magic));
        }
        if batch_length < (BATCH_HEADER_LEN - LOG_OVERHEAD) as i32 {
            return Err(BatchError::Length(batch_length));
        }
        Ok(Self {
            base_offset: Offset(i64::from_be_bytes(field(header, 0))),
            batch_length,
            partition_leader_epoch: LeaderEpoch(i32::from_be_bytes(field(header, 12))),
            magic,
            crc: u32::from_be_bytes(field(header, CRC_AT)),
            attributes: Attributes(i16::from_be_bytes(field(header, CRC_FROM))),
            last_offset_delta: i32::from_be_bytes(field(header, 23)),
            base_timestamp: i64::from_be_bytes(field(header, 27)),
            max_timestamp: i64::from_be_bytes(field(header, 35)),
            producer_id: ProducerId(i64::from_be_bytes(field(header, 43))),
            producer_epoch: ProducerEpoch(i16::from_be_bytes(field(header, 51))),
            base_sequence: i32::from_be_bytes(field(header, 53)),
            records_count: i32::from_be_bytes(field(header, 57)),
        })
    }

    /// The header as its bytes, with the length and CRC that its fields hold.
    #[must_use]
    pub fn encode(&self) -> [u8; BATCH_HEADER_LEN] {
        let mut header = [0; BATCH_HEADER_LEN];
        let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &self.base_offset.0.to_be_bytes());
        put(8, &self.batch_length.to_be_bytes());
        put(12, &self.partition_leader_epoch.0.to_be_bytes());
        put(MAGIC_AT, &self.magic.to_be_bytes());
        put(CRC_AT, &self.crc.to_be_bytes());
        put(CRC_FROM, &self.attributes.0.to_be_bytes());
        put(23, &self.last_offset_delta.to_be_bytes());
        put(27, &self.base_timestamp.to_be_bytes());
        put(35, &self.max_timestamp.to_be_bytes());
        put(43, &self.producer_id.0.to_be_bytes());
        put(51, &self.producer_epoch.0.to_be_bytes());
        put(53, &self.base_sequence.to_be_bytes());
        put(57, &self.records_count.to_be_bytes());
        header
    }

    /// Bytes of the whole batch.
    #[must_use]
    pub fn size(&self) -> usize {
        // A parsed length is not negative.
        LOG_OVERHEAD + usize::try_from(self.batch_length).unwrap_or(0)
    }

    #[must_use]
    pub fn last_offset(&self) -> Offset {
        Offset(self.base_offset.0.saturating_add(i64::from(self.last_offset_delta)))
    }

    /// The offset behind the batch.
    #[must_use]
    pub fn next_offset(&self) -> Offset {
        Offset(self.last_offset().0.saturating_add(1))
    }

    /// Sequence number of the last record; after 2³¹−1 comes 0. −1 without a producer id.
    #[must_use]
    pub fn last_sequence(&self) -> i32 {
        if self.base_sequence < 0 {
            return self.base_sequence;
        }
        let last = i64::from(self.base_sequence) + i64::from(self.last_offset_delta);
        i32::try_from(last.rem_euclid(1 << 31)).unwrap_or(0)
    }

    #[must_use]
    pub fn has_producer_id(&self) -> bool {
        self.producer_id.0 >= 0
    }
}

/// `at + N` is within the header for every call in this file.
fn field<const N: usize>(header: &[u8; BATCH_HEADER_LEN], at: usize) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&header[at..at + N]);
    bytes
}

/// CRC-32C of a batch, from its attributes on. The one place that names the implementation.
#[must_use]
pub fn crc(from_attributes: &[u8]) -> u32 {
    crc32c::crc32c(from_attributes)
}

/// Compares the stored CRC of one whole batch with that of its bytes.
///
/// # Errors
/// They differ, or the batch is shorter than a header.
pub fn check_crc(batch: &[u8]) -> Result<(), BatchError> {
    let (Some(stored), Some(rest)) = (batch.get(CRC_AT..CRC_FROM), batch.get(CRC_FROM..)) else {
        return Err(BatchError::Truncated);
    };
    let stored = stored.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
    let found = crc(rest);
    if stored == found { Ok(()) } else { Err(BatchError::Crc { stored, found }) }
}

/// Walks batches that lie one behind the other. One that is cut short ends the walk without an error; after an error
/// the walk is over.
#[derive(Clone, Debug)]
pub struct Batches<'a> {
    rest: &'a [u8],
}

impl<'a> Batches<'a> {
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not walked yet: after the end, a batch that is cut short.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Batches<'a> {
    type Item = Result<(BatchHeader, &'a [u8]), BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        let header = match BatchHeader::parse(self.rest) {
            Ok(header) => header,
            Err(BatchError::Truncated) => return None,
            Err(error) => {
                self.rest = &[];
                return Some(Err(error));
            }
        };
        let (batch, rest) = self.rest.split_at_checked(header.size())?;
        self.rest = rest;
        Some(Ok((header, batch)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(base_sequence: i32, last_offset_delta: i32) -> BatchHeader {
        let mut bytes = [0u8; BATCH_HEADER_LEN];
        bytes[8..12].copy_from_slice(&49i32.to_be_bytes());
        bytes[MAGIC_AT] = 2;
        bytes[23..27].copy_from_slice(&last_offset_delta.to_be_bytes());
        bytes[53..57].copy_from_slice(&base_sequence.to_be_bytes());
        BatchHeader::parse(&bytes).unwrap()
    }

    #[test]
    fn sequences_wrap_to_zero() {
        assert_eq!(header(i32::MAX, 0).last_sequence(), i32::MAX);
        assert_eq!(header(i32::MAX, 1).last_sequence(), 0);
        assert_eq!(header(-1, 4).last_sequence(), -1);
    }

    #[test]
    fn a_header_is_written_as_it_was_read() {
        let mut bytes: [u8; BATCH_HEADER_LEN] = std::array::from_fn(|at| at as u8 + 1);
        bytes[MAGIC_AT] = 2;
        assert_eq!(BatchHeader::parse(&bytes).unwrap().encode(), bytes);
    }

    #[test]
    fn what_is_no_batch_is_refused() {
        assert_eq!(BatchHeader::parse(&[0; 60]), Err(BatchError::Truncated));
        assert_eq!(BatchHeader::parse(&[0; 61]), Err(BatchError::Magic(0)));
        let mut bytes = [0; 61];
        bytes[MAGIC_AT] = 2;
        assert_eq!(BatchHeader::parse(&bytes), Err(BatchError::Length(0)));
    }
}
