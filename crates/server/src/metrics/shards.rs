//! Counters that many threads add to without sharing a cache line.

use std::sync::atomic::{AtomicUsize, Ordering};

/// More threads than this share.
const SHARDS_MAX: usize = 64;

/// A `T` for each worker thread, or for few of them.
#[derive(Debug)]
pub struct Shards<T>(Box<[Shard<T>]>);

/// Two cache lines, since processors fetch them in pairs.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Shard<T>(T);

thread_local! {
    static THREAD: usize = next_thread();
}

/// Threads in the order in which they first count something.
fn next_thread() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl<T: Default> Default for Shards<T> {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let count = threads.next_power_of_two().min(SHARDS_MAX);
        Self(std::iter::repeat_with(Shard::default).take(count).collect())
    }
}

impl<T> Shards<T> {
    /// The one of this thread.
    #[inline]
    #[allow(clippy::indexing_slicing, reason = "the index is masked by the length, a power of two")]
    pub fn here(&self) -> &T {
        &self.0[THREAD.with(|thread| *thread) & (self.0.len() - 1)].0
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|shard| &shard.0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::Shards;

    #[test]
    fn nothing_is_lost_that_threads_add_at_once() {
        let shards = Shards::<AtomicU64>::default();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        shards.here().fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(shards.iter().map(|shard| shard.load(Ordering::Relaxed)).sum::<u64>(), 8000);
    }
}
