//! Partitions and their replicas: who leads, what is committed, who waits for what.
//!
//! The decisions ([`leader`]) are pure; [`partition`] carries them out under one short lock; [`replica_manager`] keeps
//! the partitions of this broker in step with the metadata image. Nothing here knows the wire protocol.

pub mod leader;
pub mod partition;
pub mod replica_manager;
pub mod waiters;

pub use partition::{Acks, AppendOutcome, FetchedRecords, Partition, PartitionError, ReadRequest};
pub use replica_manager::ReplicaManager;
