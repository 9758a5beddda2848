//! How many requests wait for their second stage: what Kafka calls the size of its purgatories.

use std::sync::atomic::{AtomicI64, Ordering};

use super::shards::Shards;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Operation {
    Produce,
    Fetch,
}

/// A request may begin its wait on one thread and end it on another: only the sum means something.
#[derive(Debug, Default)]
pub struct Waiting {
    shards: Shards<[AtomicI64; Operation::ALL.len()]>,
}

/// Counts for as long as it lives.
#[derive(Debug)]
pub struct Wait<'a> {
    waiting: &'a Waiting,
    operation: Operation,
}

impl Operation {
    pub const ALL: [Self; 2] = [Self::Produce, Self::Fetch];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Produce => "Produce",
            Self::Fetch => "Fetch",
        }
    }
}

impl Waiting {
    #[must_use]
    pub fn begin(&self, operation: Operation) -> Wait<'_> {
        self.add(operation, 1);
        Wait { waiting: self, operation }
    }

    #[must_use]
    pub fn count(&self, operation: Operation) -> i64 {
        let counts = self.shards.iter().filter_map(|shard| shard.get(operation as usize));
        counts.map(|count| count.load(Ordering::Relaxed)).sum()
    }

    fn add(&self, operation: Operation, n: i64) {
        if let Some(count) = self.shards.here().get(operation as usize) {
            count.fetch_add(n, Ordering::Relaxed);
        }
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.waiting.add(self.operation, -1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_counts_until_it_ends_on_whatever_thread() {
        let waiting = Waiting::default();
        let (first, second) = (waiting.begin(Operation::Fetch), waiting.begin(Operation::Fetch));
        std::thread::scope(|scope| scope.spawn(|| drop(first)).join().unwrap());
        assert_eq!((waiting.count(Operation::Fetch), waiting.count(Operation::Produce)), (1, 0));
        drop(second);
        assert_eq!(waiting.count(Operation::Fetch), 0);
    }
}
