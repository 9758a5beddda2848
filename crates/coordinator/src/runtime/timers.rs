//! Calls the shards when something of theirs is due. One task for all of them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use model::Millis;
use tokio::sync::Notify;

use super::Runtime;
use crate::Shard;

/// When the task of the timers wakes.
#[derive(Debug)]
pub(super) struct Alarm {
    /// No shard has a deadline before this one that the task does not know of.
    earliest: AtomicI64,
    changed: Notify,
}

impl Default for Alarm {
    fn default() -> Self {
        Self { earliest: AtomicI64::new(i64::MAX), changed: Notify::new() }
    }
}

impl Alarm {
    /// A shard has something due at `deadline`.
    pub(super) fn set(&self, deadline: Option<Millis>) {
        let Some(Millis(deadline)) = deadline else { return };
        // Nearly always the task wakes earlier than that anyway: one read, and no line of memory is taken over.
        if deadline < self.earliest.load(Ordering::Acquire)
            && deadline < self.earliest.fetch_min(deadline, Ordering::AcqRel)
        {
            self.changed.notify_one();
        }
    }
}

impl<S: Shard> Runtime<S> {
    /// Does what is due by `now`; says when to call again, if nothing earlier comes up.
    pub fn expire(&self, now: Millis) -> Option<Millis> {
        // From here on every deadline that is set is an earlier one, and wakes the task: none is lost between a slot
        // and the next.
        self.alarm.earliest.store(i64::MAX, Ordering::Release);
        let acting = self.acting(now);
        let earliest = self.slots().into_iter().filter_map(|slot| slot.expire(acting)).min();
        if let Some(Millis(deadline)) = earliest {
            self.alarm.earliest.fetch_min(deadline, Ordering::AcqRel);
        }
        earliest
    }

    /// Calls the shards whenever something is due, for ever.
    pub async fn run_timers(&self, clock: impl Fn() -> Millis) {
        loop {
            let changed = self.alarm.changed.notified();
            let now = clock();
            match self.expire(now) {
                Some(deadline) => {
                    // A shard whose deadline does not move must not make this spin.
                    let wait_ms = u64::try_from(deadline.0.saturating_sub(now.0)).unwrap_or(0).max(1);
                    tokio::select! {
                        () = tokio::time::sleep(Duration::from_millis(wait_ms)) => {}
                        () = changed => {}
                    }
                }
                None => changed.await,
            }
        }
    }
}
