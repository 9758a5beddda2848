//! Why a producer's batch or marker is refused.

use model::{ErrorCode, ProducerEpoch, ProducerId};

/// Why a producer's batch is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProducerError {
    #[error(
        "Out of order sequence number for producer {producer_id}: {found} (incoming seq. number), {last} (current end sequence number)"
    )]
    OutOfOrderSequence { producer_id: ProducerId, found: i32, last: i32 },
    #[error(
        "Epoch of producer {producer_id} is {found}, which is smaller than the last seen epoch {current}"
    )]
    InvalidProducerEpoch { producer_id: ProducerId, found: ProducerEpoch, current: ProducerEpoch },
    #[error(
        "Coordinator epoch of producer {producer_id} is {found}, which is smaller than the last seen epoch {current}"
    )]
    CoordinatorFenced { producer_id: ProducerId, found: i32, current: i32 },
    #[error("Expected transactional write from producer {producer_id}, which has an open transaction")]
    NotTransactional { producer_id: ProducerId },
}

impl ProducerError {
    #[must_use]
    pub fn error_code(&self) -> ErrorCode {
        match self {
            Self::OutOfOrderSequence { .. } => ErrorCode::OutOfOrderSequenceNumber,
            Self::InvalidProducerEpoch { .. } => ErrorCode::InvalidProducerEpoch,
            Self::CoordinatorFenced { .. } => ErrorCode::TransactionCoordinatorFenced,
            Self::NotTransactional { .. } => ErrorCode::InvalidTxnState,
        }
    }
}
