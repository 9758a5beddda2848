//! Coordinators: state machines whose memory is a partition of an internal topic.
//!
//! - [`shard`]: what a coordinator is to the runtime: a pure state machine that decides in [`Shard::handle`] and
//!   changes its hard state only in [`Shard::replay`].
//! - [`partition_writer`]: what a coordinator needs of a partition. `coordinator` does not know `replication`.
//! - [`runtime`]: carries the effects of shards out; one shard per partition of the internal topic, loaded by replay
//!   when leadership comes and dropped when it goes. Nothing in it is about groups.
//! - [`group`]: the shard of `__consumer_offsets`.

pub mod group;
pub mod partition_writer;
pub mod runtime;
pub mod shard;

pub use partition_writer::{PartitionWriter, WriteError};
pub use shard::{CoordinatorRecord, Effect, Replay, Shard, Ticket, Write};
