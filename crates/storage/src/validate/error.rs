//! Why a batch is refused.

use model::{BatchError, ErrorCode};

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
    /// Single records are wrong: a few of them, by their place in the batch, each with its reason.
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
