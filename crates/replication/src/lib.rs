//! Partitions and their replicas: who leads, what is committed, who waits for what.
//!
//! The decisions ([`leader`]) are pure. Nothing here knows the wire protocol.

pub mod leader;
pub mod waiters;
