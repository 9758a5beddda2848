//! The shard of `__consumer_offsets`: groups and their committed offsets.
//!
//! [`GroupShard`] holds the groups and routes requests; each kind of group and each request has a file of its own.
//! Rooms for the kinds that follow: `consumer/` (KIP-848), `share/`, `streams/`. Until they are there, records of such
//! groups are skipped, and their ids are not taken for classic groups.

mod classic;
mod config;
mod group_shard;
mod offsets;
mod records;
mod request;
mod responses;
mod route;
mod step;
mod tag;
#[cfg(test)]
mod tests;
mod timers;

pub use config::GroupConfig;
pub use group_shard::GroupShard;
pub use request::{
    ClientContext, CommitOffsets, FetchOffsets, FetchedOffset, GroupRequest, GroupResponse, GroupSnapshot,
    Membership, OffsetToCommit,
};
pub use tag::GroupTag;

type GroupEffect = crate::shard::Effect<GroupResponse, GroupTag>;
