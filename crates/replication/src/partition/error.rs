//! Why a partition refuses.

use model::{BrokerId, LeaderEpoch, Offset};
use storage::log::{AppendError, StorageError};
use storage::log_manager::{LogGone, LogManagerError};

/// Why a partition does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum PartitionError {
    #[error("this broker is not the leader")]
    NotLeader { leader_id: Option<BrokerId>, leader_epoch: LeaderEpoch },
    #[error("leader epoch {asked} is older than {current}")]
    FencedLeaderEpoch { asked: LeaderEpoch, current: LeaderEpoch },
    #[error("leader epoch {asked} is newer than {current}")]
    UnknownLeaderEpoch { asked: LeaderEpoch, current: LeaderEpoch },
    #[error("offset {offset} is outside of {log_start_offset}..={log_end_offset}")]
    OffsetOutOfRange { offset: Offset, log_start_offset: Offset, log_end_offset: Offset },
    #[error("the partition was deleted")]
    Deleted,
    #[error("the log directory is offline")]
    Offline,
    #[error("the wait timed out")]
    TimedOut,
    #[error(transparent)]
    Append(AppendError),
    #[error(transparent)]
    Storage(StorageError),
    #[error(transparent)]
    LogManager(#[from] LogManagerError),
}

impl From<LogGone> for PartitionError {
    fn from(LogGone: LogGone) -> Self {
        Self::Deleted
    }
}
