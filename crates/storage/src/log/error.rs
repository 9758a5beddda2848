//! What can go wrong with a log.

use std::io;
use std::path::{Path, PathBuf};

use model::{Offset, TopicPartition};
use rustix::io::Errno;

use crate::checkpoint::TextFileError;
use crate::producer_state::ProducerError;

/// The disk, or what is on it, is not as it should be; or there is no such offset.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The log goes on where it was before the call, unless the directory is taken offline for it.
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    /// What was once flushed, or came from the leader, is not what was written.
    #[error("{} is damaged at position {position}: {reason}", path.display())]
    Corrupt { path: PathBuf, position: u64, reason: String },
    #[error("{partition}: offset {offset} is not within {log_start_offset} to {log_end_offset}")]
    OffsetOutOfRange {
        partition: TopicPartition,
        offset: Offset,
        log_start_offset: Offset,
        log_end_offset: Offset,
    },
    #[error(transparent)]
    TextFile(#[from] TextFileError),
    /// A write could not be undone: the log takes no more appends until it is opened anew.
    #[error("{partition} failed earlier and takes no more appends")]
    Failed { partition: TopicPartition },
}

impl StorageError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    /// Whether the disk is broken, or gone: then its directory is of no use any more.
    #[must_use]
    pub fn is_disk_failure(&self) -> bool {
        match self {
            Self::Io { source, .. } | Self::TextFile(TextFileError::Io { source, .. }) => {
                const BROKEN: [Errno; 6] =
                    [Errno::IO, Errno::ROFS, Errno::NODEV, Errno::NXIO, Errno::UCLEAN, Errno::STALE];
                BROKEN.iter().any(|errno| source.raw_os_error() == Some(errno.raw_os_error()))
            }
            Self::Failed { .. } => true,
            Self::TextFile(_) | Self::Corrupt { .. } | Self::OffsetOutOfRange { .. } => false,
        }
    }

    /// Whether the disk is full, which is no reason to take a directory offline.
    #[must_use]
    pub fn is_full_disk(&self) -> bool {
        match self {
            Self::Io { source, .. } | Self::TextFile(TextFileError::Io { source, .. }) => {
                matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            _ => false,
        }
    }
}

/// Why a leader did not append a batch. Nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    #[error(transparent)]
    Producer(#[from] ProducerError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("a batch of {bytes} bytes does not fit into a segment of {segment_bytes} bytes")]
    TooLargeForSegment { bytes: usize, segment_bytes: i32 },
}
