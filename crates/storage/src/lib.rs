//! The log on disk: segments, indexes, checkpoints, flushing and recovery, in Kafka's own file formats. Synchronous.
//!
//! Knows no roles, no cluster and no socket.

pub mod checkpoint;
pub mod flush;
pub mod fs;
pub mod meta_properties;
pub mod partition_metadata;
pub mod producer_state;
pub mod sim_fs;
