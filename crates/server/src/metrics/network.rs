//! Connections and bytes of each listener.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::shards::Shards;

/// What comes and goes on one listener.
#[derive(Debug)]
pub struct ListenerTraffic {
    pub name: Arc<str>,
    shards: Shards<Counters>,
}

#[derive(Debug, Default)]
struct Counters {
    opened: AtomicU64,
    closed: AtomicU64,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
}

/// Counts one connection from its start to its end.
#[derive(Debug)]
pub struct OpenConnection(Arc<ListenerTraffic>);

/// What was counted, at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountedTraffic {
    pub opened: u64,
    pub closed: u64,
    pub bytes_in: u64,
    pub bytes_out: u64,
}

impl ListenerTraffic {
    #[must_use]
    pub fn new(name: Arc<str>) -> Self {
        Self { name, shards: Shards::default() }
    }

    #[must_use]
    pub fn counted(&self) -> CountedTraffic {
        let mut sum = CountedTraffic::default();
        for shard in self.shards.iter() {
            // Closed ones first: what closes meanwhile then seems open rather than never opened.
            sum.closed += shard.closed.load(Ordering::Relaxed);
            sum.bytes_in += shard.bytes_in.load(Ordering::Relaxed);
            sum.bytes_out += shard.bytes_out.load(Ordering::Relaxed);
        }
        sum.opened = self.shards.iter().map(|shard| shard.opened.load(Ordering::Relaxed)).sum();
        sum
    }
}

impl OpenConnection {
    #[must_use]
    pub fn new(listener: Arc<ListenerTraffic>) -> Self {
        listener.shards.here().opened.fetch_add(1, Ordering::Relaxed);
        Self(listener)
    }

    #[inline]
    pub fn received(&self, bytes: usize) {
        self.0.shards.here().bytes_in.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    #[inline]
    pub fn sent(&self, bytes: usize) {
        self.0.shards.here().bytes_out.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.shards.here().closed.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_counted_when_they_come_and_when_they_go() {
        let listener = Arc::new(ListenerTraffic::new("PLAINTEXT".into()));
        let (first, second) =
            (OpenConnection::new(Arc::clone(&listener)), OpenConnection::new(Arc::clone(&listener)));
        first.received(7);
        second.sent(9);
        drop(first);
        let expected = CountedTraffic { opened: 2, closed: 1, bytes_in: 7, bytes_out: 9 };
        assert_eq!(listener.counted(), expected);
    }
}
