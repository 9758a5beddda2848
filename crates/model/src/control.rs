//! Control records: what a broker writes between the records of clients. They have a batch of their own, with the
//! control bit set.
//!
//! ```text
//! key    version i16 = 0 | type i16
//! value  of types 0 and 1: version i16 = 0 | coordinator epoch i32
//! ```
//! Later versions may only append to either.

use bytes::Bytes;

use crate::batch_builder::BatchBuilder;
use crate::record::{Record, RecordError, Records};
use crate::{BATCH_HEADER_LEN, BatchError, BatchHeader, ProducerEpoch, ProducerId};

/// The version of keys and values that is written.
const VERSION: i16 = 0;

/// Why a control record cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ControlError {
    #[error("the key of a control record is not one")]
    Key,
    #[error("the value of a transaction marker is not one")]
    Value,
    #[error("a control record of type {0} where a transaction marker is expected")]
    Type(i16),
    #[error("a control batch without a record of its own")]
    NoRecord,
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Batch(#[from] BatchError),
}

/// What a control record is for. Types from 2 on occur in the metadata log only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ControlRecordType {
    Abort,
    Commit,
    LeaderChange,
    SnapshotHeader,
    SnapshotFooter,
    KRaftVersion,
    KRaftVoters,
    /// Of a later Kafka; to be passed over.
    Unknown(i16),
}

impl ControlRecordType {
    #[must_use]
    pub fn from_id(id: i16) -> Self {
        match id {
            0 => Self::Abort,
            1 => Self::Commit,
            2 => Self::LeaderChange,
            3 => Self::SnapshotHeader,
            4 => Self::SnapshotFooter,
            5 => Self::KRaftVersion,
            6 => Self::KRaftVoters,
            id => Self::Unknown(id),
        }
    }

    #[must_use]
    pub fn id(self) -> i16 {
        match self {
            Self::Abort => 0,
            Self::Commit => 1,
            Self::LeaderChange => 2,
            Self::SnapshotHeader => 3,
            Self::SnapshotFooter => 4,
            Self::KRaftVersion => 5,
            Self::KRaftVoters => 6,
            Self::Unknown(id) => id,
        }
    }

    /// # Errors
    /// No version and type, or a negative version.
    pub fn of_key(key: Option<&[u8]>) -> Result<Self, ControlError> {
        let key: &[u8; 4] = key.and_then(|key| key.first_chunk()).ok_or(ControlError::Key)?;
        let &[version_high, version_low, type_high, type_low] = key;
        if i16::from_be_bytes([version_high, version_low]) < VERSION {
            return Err(ControlError::Key);
        }
        Ok(Self::from_id(i16::from_be_bytes([type_high, type_low])))
    }

    /// The key of a record of this type.
    #[must_use]
    pub fn key(self) -> [u8; 4] {
        let ([a, b], [c, d]) = (VERSION.to_be_bytes(), self.id().to_be_bytes());
        [a, b, c, d]
    }
}

/// How a transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransactionMarker {
    Commit,
    Abort,
}

impl From<TransactionMarker> for ControlRecordType {
    fn from(marker: TransactionMarker) -> Self {
        match marker {
            TransactionMarker::Commit => Self::Commit,
            TransactionMarker::Abort => Self::Abort,
        }
    }
}

/// The control record that ends a producer's transaction in a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndTxnMarker {
    pub marker: TransactionMarker,
    /// Leader epoch of the transaction coordinator's partition; a lower one than before is fenced.
    pub coordinator_epoch: i32,
}

impl EndTxnMarker {
    /// # Errors
    /// Another control record, or not a whole one.
    pub fn of_record(record: &Record<'_>) -> Result<Self, ControlError> {
        let marker = match ControlRecordType::of_key(record.key)? {
            ControlRecordType::Commit => TransactionMarker::Commit,
            ControlRecordType::Abort => TransactionMarker::Abort,
            other => return Err(ControlError::Type(other.id())),
        };
        let value: &[u8; 6] =
            record.value.and_then(|value| value.first_chunk()).ok_or(ControlError::Value)?;
        let &[version_high, version_low, ref epoch @ ..] = value;
        if i16::from_be_bytes([version_high, version_low]) < VERSION {
            return Err(ControlError::Value);
        }
        Ok(Self { marker, coordinator_epoch: i32::from_be_bytes(*epoch) })
    }

    /// The marker in a whole batch; `None` if it is no control batch, or one that compaction has emptied.
    ///
    /// # Errors
    /// A control batch of something else, or a broken one.
    pub fn of_batch(header: &BatchHeader, batch: &[u8]) -> Result<Option<Self>, ControlError> {
        if !header.attributes.is_control() || header.records_count == 0 {
            return Ok(None);
        }
        let block = batch.get(BATCH_HEADER_LEN..).ok_or(BatchError::Truncated)?;
        // One record, which no broker compresses.
        let record = Records::new(block, header.records_count).next().ok_or(ControlError::NoRecord)??;
        Self::of_record(&record).map(Some)
    }

    /// The value of the record.
    #[must_use]
    pub fn value(self) -> [u8; 6] {
        let ([a, b], [c, d, e, f]) = (VERSION.to_be_bytes(), self.coordinator_epoch.to_be_bytes());
        [a, b, c, d, e, f]
    }

    /// The batch for a partition where the producer's transaction ends, at offset 0.
    #[must_use]
    pub fn batch(self, timestamp: i64, producer_id: ProducerId, producer_epoch: ProducerEpoch) -> Bytes {
        let builder = BatchBuilder::new().with_producer(producer_id, producer_epoch, -1).transactional();
        let mut builder = builder.control();
        let key = ControlRecordType::from(self.marker).key();
        builder.push(timestamp, Some(&key), Some(&self.value()), &[]);
        builder.build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::check_crc;

    #[test]
    fn a_marker_comes_back_out_of_its_batch() {
        for marker in [TransactionMarker::Commit, TransactionMarker::Abort] {
            let written = EndTxnMarker { marker, coordinator_epoch: 12 };
            let batch = written.batch(1_000, ProducerId(5), ProducerEpoch(2));
            check_crc(&batch).unwrap();
            let header = BatchHeader::parse(&batch).unwrap();
            assert!(header.attributes.is_control() && header.attributes.is_transactional());
            assert_eq!((header.base_sequence, header.records_count), (-1, 1));
            assert_eq!((header.producer_id, header.producer_epoch), (ProducerId(5), ProducerEpoch(2)));
            assert_eq!(EndTxnMarker::of_batch(&header, &batch), Ok(Some(written)));
        }
    }

    #[test]
    fn the_bytes_are_those_of_kafka() {
        assert_eq!(ControlRecordType::Commit.key(), [0, 0, 0, 1]);
        let marker = EndTxnMarker { marker: TransactionMarker::Abort, coordinator_epoch: 258 };
        assert_eq!(marker.value(), [0, 0, 0, 0, 1, 2]);
    }

    #[test]
    fn later_versions_are_read_and_broken_ones_refused() {
        assert_eq!(ControlRecordType::of_key(Some(&[0, 3, 0, 1, 9])), Ok(ControlRecordType::Commit));
        assert_eq!(ControlRecordType::of_key(Some(&[0, 0, 1, 0])), Ok(ControlRecordType::Unknown(256)));
        for key in [None, Some(&[0, 0, 0][..]), Some(&[0xff, 0xff, 0, 0])] {
            assert_eq!(ControlRecordType::of_key(key), Err(ControlError::Key));
        }
        let key = ControlRecordType::Commit.key();
        let headers = crate::record::Headers::default();
        let mut record =
            Record { offset_delta: 0, timestamp_delta: 0, key: Some(&key), value: Some(&[0; 5]), headers };
        assert_eq!(EndTxnMarker::of_record(&record), Err(ControlError::Value));
        let leader_change = ControlRecordType::LeaderChange.key();
        record.key = Some(&leader_change);
        assert_eq!(EndTxnMarker::of_record(&record), Err(ControlError::Type(2)));
    }
}
