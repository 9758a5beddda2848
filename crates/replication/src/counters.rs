//! What goes in and out of a partition, for metrics.
//!
//! Each partition has its own counters: whoever adds to them has just held the partition's lock, so that the cache line
//! is at hand, and sums are made when somebody asks.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[doc = $doc:literal])+ $name:ident),*) => {
        /// Since the broker started.
        #[derive(Debug, Default)]
        pub struct PartitionCounters { $($(#[doc = $doc])+ pub $name: Counter),* }

        /// Sums of [`PartitionCounters`].
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Traffic { $($(#[doc = $doc])+ pub $name: u64),* }

        impl Traffic {
            pub fn add(&mut self, counters: &PartitionCounters) {
                $(self.$name += counters.$name.get();)*
            }

            pub fn add_traffic(&mut self, other: &Self) {
                $(self.$name += other.$name;)*
            }
        }
    };
}

counters! {
    /// Records that were appended.
    messages_in,
    /// Bytes of batches that were appended.
    bytes_in,
    /// Bytes of batches that consumers were sent.
    bytes_out,
    /// Bytes of batches that were too large.
    bytes_rejected,
    /// Times that the partition was part of a produce request.
    produce_requests,
    /// Times that it was part of a consumer's fetch request.
    fetch_requests,
    /// Produce requests in which it failed.
    failed_produce_requests,
    /// Fetch requests in which it failed.
    failed_fetch_requests
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    #[inline]
    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
