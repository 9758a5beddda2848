//! The shard of `__consumer_offsets`: groups and their committed offsets.
//!
//! `group_shard.rs` holds the groups and routes requests; each kind of group and each request has a file of its own.
//! Rooms for the kinds that follow: `consumer/` (KIP-848), `share/`, `streams/`.

mod config;
mod request;

pub use config::GroupConfig;
pub use request::{ClientContext, GroupRequest, GroupResponse};
