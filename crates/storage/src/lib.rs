//! The log on disk: segments, indexes, checkpoints, flushing and recovery, in Kafka's own file formats. Synchronous.
//!
//! Knows no roles, no cluster and no socket.

pub mod checkpoint;
pub mod epoch_cache;
pub mod flush;
pub mod fs;
mod index_file;
pub mod log;
pub mod log_manager;
pub mod meta_properties;
mod offset_index;
pub mod partition_metadata;
pub mod producer_state;
mod reader;
mod recovery;
mod segment;
pub mod sim_fs;
mod time_index;
mod txn_index;
pub mod validate;

pub use log::{
    AppendError, AppendInfo, Log, LogConfig, LogRead, LogSlice, OpenHint, RecoveryReport, StorageError,
    TimestampOffset,
};
pub use log_manager::{LogListener, LogManager, ManagedLog};
pub use txn_index::AbortedTxn;
