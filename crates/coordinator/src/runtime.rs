//! Carries out what shards decide. Nothing here is about groups or transactions.
//!
//! ```text
//!            start_load              run ends            handle, replay, expire
//!   Absent ────────────▶ Loading ───────────────▶ Active ───┐
//!     ▲  ▲                  │ failed, or overtaken    │     │ under the slot's lock, on the caller's thread
//!     │  └──────────────────┘                         │◀────┘
//!     └──────────── unload: waiting tickets get NOT_COORDINATOR
//! ```
//! A request runs on the thread that brings it: the slot is locked, the shard decides, what it wants written is
//! appended under the lock (that gives the order), and the lock is released. Who must wait gets a future. The lock is
//! short, synchronous and never held across an `await`; see `docs/decisions/0003-coordinator-shards.md`.

mod answer;
mod load;
mod slot;
mod timers;

use std::fmt;
use std::sync::Arc;

use model::{Compression, ErrorCode, LeaderEpoch, Millis};
use parking_lot::RwLock;

pub use answer::{Pending, Submitted};
pub use load::Load;
use slot::Slot;
use timers::Alarm;

use crate::{PartitionWriter, Shard};

/// The shards of one internal topic on this broker, one for each partition that it leads.
pub struct Runtime<S: Shard> {
    topic: &'static str,
    /// Of the records that are written here.
    compression: Compression,
    /// By partition. Grows when a partition is first led here.
    slots: RwLock<Vec<Arc<Slot<S>>>>,
    alarm: Alarm,
}

impl<S: Shard> Runtime<S> {
    #[must_use]
    pub fn new(topic: &'static str, compression: Compression) -> Self {
        Self { topic, compression, slots: RwLock::default(), alarm: Alarm::default() }
    }

    /// Hands a request to the shard of `partition`.
    pub fn submit(&self, partition: i32, now: Millis, request: S::Request) -> Submitted<S::Response> {
        match self.slot(partition) {
            Some(slot) => slot.submit(self.acting(now), request),
            None => Submitted::Done(Err(ErrorCode::NotCoordinator)),
        }
    }

    /// This broker leads `partition` in `leader_epoch`. Gives what is to be run on a thread that may block, with which
    /// `shard` becomes the one that answers. `None` if there is nothing to do: the leadership is an old one, or the
    /// next one of a broker whose shard goes on.
    #[must_use]
    pub fn start_load(
        self: &Arc<Self>,
        partition: i32,
        leader_epoch: LeaderEpoch,
        writer: Arc<dyn PartitionWriter>,
        shard: S,
    ) -> Option<Load<S>> {
        let slot = self.slot_or_new(partition)?;
        let number = slot.start_load(leader_epoch)?;
        Some(Load { runtime: Arc::clone(self), slot, number, writer, shard })
    }

    /// Another broker leads `partition` in `leader_epoch`, or nobody: the shard goes, and who waits is sent away.
    pub fn unload(&self, partition: i32, leader_epoch: LeaderEpoch) {
        if let Some(slot) = self.slot(partition) {
            slot.unload(leader_epoch);
        }
    }

    /// Drops every shard: the topic is gone, or the broker stops.
    pub fn unload_all(&self) {
        self.slots().iter().for_each(|slot| slot.unload_for_good());
    }

    /// The partitions that are led here, loaded or not, in order.
    #[must_use]
    pub fn partitions(&self) -> Vec<i32> {
        let led = self.slots().into_iter().filter(|slot| slot.is_led());
        led.map(|slot| slot.partition).collect()
    }

    fn slot(&self, partition: i32) -> Option<Arc<Slot<S>>> {
        self.slots.read().get(usize::try_from(partition).ok()?).cloned()
    }

    fn slot_or_new(&self, partition: i32) -> Option<Arc<Slot<S>>> {
        let index = usize::try_from(partition).ok()?;
        let mut slots = self.slots.write();
        for missing in slots.len()..=index {
            slots.push(Arc::new(Slot::new(i32::try_from(missing).ok()?)));
        }
        slots.get(index).cloned()
    }

    fn slots(&self) -> Vec<Arc<Slot<S>>> {
        self.slots.read().clone()
    }

    fn acting(&self, now: Millis) -> Acting<'_> {
        Acting { topic: self.topic, compression: self.compression, alarm: &self.alarm, now }
    }
}

/// What a slot needs to carry out effects.
#[derive(Clone, Copy, Debug)]
struct Acting<'a> {
    topic: &'static str,
    compression: Compression,
    alarm: &'a Alarm,
    now: Millis,
}

impl<S: Shard> fmt::Debug for Runtime<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("topic", &self.topic)
            .field("slots", &self.slots.read().len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
