//! Which error code a client sees for what went wrong with a partition.

use model::{ApiError, ErrorCode};
use protocol::Str;
use replication::PartitionError;
use storage::log::{AppendError, StorageError};
use storage::log_manager::LogManagerError;

/// Code and message as most responses carry them: 0 and null for success.
pub(super) fn code_and_message(result: Result<(), ApiError>) -> (i16, Option<Str>) {
    match result {
        Ok(()) => (0, None),
        Err(error) => (error.code.code(), error.message.map(Into::into)),
    }
}

pub(crate) fn partition_error(error: &PartitionError) -> ErrorCode {
    match error {
        PartitionError::NotLeader { .. } => ErrorCode::NotLeaderOrFollower,
        PartitionError::FencedLeaderEpoch { .. } => ErrorCode::FencedLeaderEpoch,
        PartitionError::UnknownLeaderEpoch { .. } => ErrorCode::UnknownLeaderEpoch,
        PartitionError::OffsetOutOfRange { .. } => ErrorCode::OffsetOutOfRange,
        PartitionError::Deleted => ErrorCode::UnknownTopicOrPartition,
        PartitionError::Offline => ErrorCode::KafkaStorageError,
        PartitionError::TimedOut => ErrorCode::RequestTimedOut,
        PartitionError::Append(error) => append_error(error),
        PartitionError::Storage(error) => storage_error(error),
        PartitionError::LogManager(error) => match error {
            LogManagerError::Log { source, .. } => storage_error(source),
            _ => ErrorCode::KafkaStorageError,
        },
    }
}

/// Read uncommitted and read committed.
pub(super) fn is_isolation_level(level: i8) -> bool {
    matches!(level, 0 | 1)
}

fn append_error(error: &AppendError) -> ErrorCode {
    match error {
        AppendError::Storage(error) => storage_error(error),
        AppendError::Producer(error) => error.error_code(),
        AppendError::TooLargeForSegment { .. } => ErrorCode::RecordListTooLarge,
    }
}

fn storage_error(error: &StorageError) -> ErrorCode {
    match error {
        StorageError::OffsetOutOfRange { .. } => ErrorCode::OffsetOutOfRange,
        _ => ErrorCode::KafkaStorageError,
    }
}
