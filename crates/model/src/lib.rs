//! Kafka's nouns: identifiers, error codes, record batches, records and their compression.
//!
//! No I/O, no async, no clock. Every other crate speaks in these types.

pub mod api_error;
pub mod batch;
pub mod batch_builder;
pub mod compression;
pub mod control;
pub mod error_code;
pub mod ids;
pub mod record;
pub mod uuid;
mod varint;

pub use api_error::ApiError;
pub use batch::{
    Attributes, BATCH_HEADER_LEN, BatchError, BatchHeader, Batches, LOG_OVERHEAD, TimestampType,
};
pub use batch_builder::BatchBuilder;
pub use compression::{Compression, CompressionError, compress, decompress};
pub use control::{ControlRecordType, EndTxnMarker, TransactionMarker};
pub use error_code::ErrorCode;
pub use ids::{
    BrokerEpoch, BrokerId, LeaderEpoch, Millis, Offset, ProducerEpoch, ProducerId, TopicPartition,
};
pub use record::{Headers, Record, RecordError, Records};
pub use uuid::Uuid;
