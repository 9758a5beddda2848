//! What a coordinator needs of the partition of an internal topic that it lives in.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use model::{ErrorCode, Millis, Offset};

/// One partition of an internal topic, led by this broker. Implemented by the server over `replication`.
pub trait PartitionWriter: Send + Sync + fmt::Debug {
    /// Appends one encoded record batch to the local log, and says where the log ends then. Does not wait until it is
    /// committed, but sees to it that it will be.
    ///
    /// # Errors
    /// This broker no longer leads, too few replicas are in sync, the batch is too large, or the disk failed.
    fn append(&self, batch: Bytes, now: Millis) -> Result<Offset, WriteError>;

    /// Whether everything before `end` is committed.
    fn is_committed(&self, end: Offset) -> bool;

    /// Returns when everything before `end` is committed, or `timeout_ms` are over, or the leadership is.
    fn wait_until_committed(
        &self,
        end: Offset,
        timeout_ms: u64,
    ) -> Pin<Box<dyn Future<Output = Result<(), WriteError>> + Send + '_>>;

    /// Whole batches from `from` on, about `max_bytes` of them (at least one batch); empty at the log's end. Blocks
    /// on the disk.
    ///
    /// # Errors
    /// This broker no longer leads, or the disk failed.
    fn read(&self, from: Offset, max_bytes: usize, now: Millis) -> Result<Bytes, WriteError>;

    /// Where the log starts and ends now.
    ///
    /// # Errors
    /// As [`Self::read`].
    fn bounds(&self, now: Millis) -> Result<(Offset, Offset), WriteError>;
}

/// Why the partition did not take or give records, as the code that the log answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WriteError(pub ErrorCode);

impl WriteError {
    /// What a client of the coordinator is told: a code after which it looks for the coordinator again, or waits.
    #[must_use]
    pub fn coordinator_error(self) -> ErrorCode {
        match self.0 {
            ErrorCode::UnknownTopicOrPartition
            | ErrorCode::NotEnoughReplicas
            | ErrorCode::NotEnoughReplicasAfterAppend
            | ErrorCode::RequestTimedOut => ErrorCode::CoordinatorNotAvailable,
            ErrorCode::NotLeaderOrFollower | ErrorCode::KafkaStorageError => ErrorCode::NotCoordinator,
            ErrorCode::MessageTooLarge | ErrorCode::RecordListTooLarge | ErrorCode::InvalidFetchSize => {
                ErrorCode::UnknownServerError
            }
            ErrorCode::NetworkException => ErrorCode::CoordinatorLoadInProgress,
            other => other,
        }
    }
}
