//! Schemas of records that brokers and controllers write, by topic.

pub mod data;
pub mod group;
pub mod metadata;
pub mod raft;
pub mod share;
pub mod storage;
pub mod transaction;
