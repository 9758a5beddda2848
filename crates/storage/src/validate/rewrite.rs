//! What of a batch is changed before it is stored: as little as can be.

use bytes::{Bytes, BytesMut};
use model::batch::{CRC_FROM, crc};
use model::compression::compress;
use model::{
    Attributes, BATCH_HEADER_LEN, BatchError, BatchHeader, Compression, LOG_OVERHEAD, Millis, TimestampType,
};

use super::{InvalidBatch, TopicCompression, ValidBatch, ValidationRules, over};

/// How a batch is stored.
pub(super) struct Stored {
    max_message_bytes: i32,
    timestamp_type: TimestampType,
    max_timestamp: i64,
    log_append_time: Option<Millis>,
    /// The topic's codec and level, if the producer chose another.
    codec: Option<(Compression, Option<i32>)>,
}

impl Stored {
    /// `sent` is the codec and `max_timestamp` that of the records, as the producer sent them.
    pub(super) fn new(rules: &ValidationRules, now: Millis, sent: Compression, max_timestamp: i64) -> Self {
        let timestamp_type = rules.timestamp_type;
        let log_append_time = (timestamp_type == TimestampType::LogAppendTime).then_some(now);
        Self {
            max_message_bytes: rules.max_message_bytes,
            timestamp_type,
            max_timestamp: log_append_time.map_or(max_timestamp, |time| time.0),
            log_append_time,
            codec: match rules.compression {
                TopicCompression::Codec { codec, level } if codec != sent => Some((codec, level)),
                _ => None,
            },
        }
    }

    /// `block` holds the records of `batch`, uncompressed.
    pub(super) fn of(
        &self,
        header: BatchHeader,
        batch: &Bytes,
        block: &[u8],
    ) -> Result<ValidBatch, InvalidBatch> {
        let attributes = header.attributes.with_timestamp_type(self.timestamp_type);
        if let Some((codec, level)) = self.codec {
            let block = compress(codec, level, block)
                .map_err(|error| InvalidBatch::InvalidRecord(error.to_string()))?;
            let bytes = self.rewritten(batch, attributes.with_compression(codec), &block);
            if let Some((size, limit)) = over(bytes.len(), self.max_message_bytes) {
                return Err(InvalidBatch::TooLarge { size, limit });
            }
            return self.valid(bytes);
        }
        if attributes == header.attributes && self.max_timestamp == header.max_timestamp {
            return Ok(ValidBatch { header, bytes: batch.clone(), log_append_time: self.log_append_time });
        }
        let block = batch.get(BATCH_HEADER_LEN..).unwrap_or_default();
        self.valid(self.rewritten(batch, attributes, block))
    }

    fn valid(&self, bytes: Bytes) -> Result<ValidBatch, InvalidBatch> {
        let batch = ValidBatch::built_here(bytes).map_err(InvalidBatch::Corrupt)?;
        Ok(ValidBatch { log_append_time: self.log_append_time, ..batch })
    }

    /// The batch with other attributes, maximum timestamp and records, and so with another length and CRC.
    fn rewritten(&self, batch: &Bytes, attributes: Attributes, block: &[u8]) -> Bytes {
        let mut out = BytesMut::with_capacity(BATCH_HEADER_LEN + block.len());
        out.extend_from_slice(batch.get(..BATCH_HEADER_LEN).unwrap_or_default());
        out.extend_from_slice(block);
        // A length that does not fit is over every limit.
        let length = i32::try_from(out.len() - LOG_OVERHEAD).unwrap_or(i32::MAX);
        out[8..12].copy_from_slice(&length.to_be_bytes());
        out[21..23].copy_from_slice(&attributes.0.to_be_bytes());
        out[35..43].copy_from_slice(&self.max_timestamp.to_be_bytes());
        let checksum = crc(&out[CRC_FROM..]);
        out[17..21].copy_from_slice(&checksum.to_be_bytes());
        out.freeze()
    }
}

impl ValidBatch {
    /// A batch that this broker has built and nobody else has touched: offset commits, transaction markers.
    ///
    /// # Errors
    /// It is not one whole batch.
    pub fn built_here(bytes: Bytes) -> Result<Self, BatchError> {
        let header = BatchHeader::parse(&bytes)?;
        if header.size() != bytes.len() {
            return Err(BatchError::Length(header.batch_length));
        }
        Ok(Self { header, bytes, log_append_time: None })
    }
}
