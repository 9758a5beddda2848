//! Who waits for a partition's high watermark.
//!
//! A waiter registers, looks once more, and then awaits its signal; it is removed when it was woken or when it leaves.

use std::sync::Arc;

use model::Offset;
use tokio::sync::Notify;

/// The waiters of one partition. Bounded by the requests in flight of the connections.
#[derive(Debug, Default)]
pub struct Waiters {
    list: Vec<Waiter>,
}

#[derive(Debug)]
struct Waiter {
    /// Woken when the high watermark is at least this.
    high_watermark: Offset,
    signal: Arc<Notify>,
}

impl Waiters {
    pub fn register(&mut self, high_watermark: Offset, signal: &Arc<Notify>) {
        self.list.push(Waiter { high_watermark, signal: signal.clone() });
    }

    pub fn unregister(&mut self, signal: &Arc<Notify>) {
        self.list.retain(|waiter| !Arc::ptr_eq(&waiter.signal, signal));
        self.give_back();
    }

    /// Wakes whoever waits for `high_watermark` or less.
    pub fn wake(&mut self, high_watermark: Offset) {
        self.list.retain(|waiter| {
            let woken = waiter.high_watermark <= high_watermark;
            if woken {
                waiter.signal.notify_one();
            }
            !woken
        });
        self.give_back();
    }

    /// Wakes everybody: the partition is gone, failed or led by another.
    pub fn wake_all(&mut self) {
        self.wake(Offset(i64::MAX));
    }

    /// An idle partition keeps no memory for waiters.
    fn give_back(&mut self) {
        if self.list.is_empty() && self.list.capacity() > 64 {
            self.list = Vec::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::Offset;
    use tokio::sync::Notify;

    use super::Waiters;

    #[tokio::test]
    async fn only_who_waits_for_that_offset_is_woken() {
        let mut waiters = Waiters::default();
        let (early, late) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        waiters.register(Offset(5), &early);
        waiters.register(Offset(6), &late);
        waiters.wake(Offset(5));
        early.notified().await;
        assert_eq!(waiters.list.len(), 1);
        waiters.unregister(&late);
        assert!(waiters.list.is_empty());
    }
}
