//! Everything of openraft, behind concrete types: nothing outside this module names it.
//!
//! ```text
//! controller ── propose ──▶ node ──▶ openraft ── append ──▶ log_store ──▶ __cluster_metadata-0
//!                                        │                      └ log_thread: fsync, then "flushed"
//!                                        └─ committed ──▶ state_machine ──▶ image, delta ──▶ publisher
//! ```
//!
//! One raft entry is one record batch: its index is the batch's base offset, its term the partition leader epoch.
//! The batch holds one record, whose value is all metadata records of one command; so an entry is atomic, and no
//! second index is needed. Blank and membership entries are control batches.

mod entry_batch;
mod log_store;
mod log_thread;
mod network;
mod node;
mod quorum_state;
mod state_machine;
mod types;

#[cfg(test)]
mod suite;

pub(crate) use node::{NodeOptions, RaftError, RaftNode};
