//! Partitions and their replicas: who leads, what is committed, who waits for what.
//!
//! The decisions ([`leader`]) are pure. Nothing here knows the wire protocol.

pub mod counters;
pub mod leader;
pub mod partition;
pub mod replica_manager;
pub mod waiters;

pub use partition::{
    FetchIsolation, Host, LogSize, Partition, PartitionError, PartitionOffsets, PartitionRead,
    PartitionStatus, ReadRequest, TopicConfigs,
};
pub use replica_manager::{ReplicaManager, Topic};
