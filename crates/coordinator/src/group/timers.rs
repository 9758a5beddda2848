//! The deadlines of all groups of a shard in one lazy heap.
//!
//! A heartbeat only moves [`Deadline::due`]; the heap learns of it when the old entry comes up. So a member costs one
//! entry however often it is heard of. An entry is valid while its time is the one that its deadline is armed for;
//! others are stale and are dropped when they come up, or when they outnumber the valid ones.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use model::Millis;

/// When something is due, and when the heap will ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Deadline {
    due: Option<Millis>,
    /// The time of this deadline's valid entry, never later than `due`.
    armed: Option<Millis>,
}

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// Members have had their time to join.
    Join,
    /// Members have had their time to sync.
    Sync,
    /// Nothing was heard of this member, or of the one that this id was given to.
    Session(Arc<str>),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) at: Millis,
    pub(super) group_id: Arc<str>,
    pub(super) timer: Timer,
}

#[derive(Debug, Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<Entry>>,
    /// As many entries were valid when the heap was last swept.
    swept_len: usize,
}

/// Few enough stale entries that a sweep would not be worth it.
const STALE_MAX: usize = 1_024;

impl Deadline {
    pub(super) fn is_set(&self) -> bool {
        self.due.is_some()
    }

    pub(super) fn check(&self) {
        assert!(self.due.is_none_or(|due| self.armed.is_some_and(|armed| armed <= due)), "{self:?}");
    }

    /// Whether an entry for `at` is this deadline's.
    pub(super) fn is_armed_for(&self, at: Millis) -> bool {
        self.armed == Some(at)
    }

    pub(super) fn clear(&mut self) {
        self.due = None;
    }

    /// An entry came up. True: it is this deadline's, and it is due. If it is due later, it is armed again.
    pub(super) fn fires(&mut self, now: Millis, entry: &Entry, timers: &mut Timers) -> bool {
        if !self.is_armed_for(entry.at) {
            return false;
        }
        self.armed = None;
        match self.due {
            Some(due) if due <= now => {
                self.due = None;
                true
            }
            Some(due) => {
                self.armed = Some(due);
                timers.push(Entry { at: due, ..entry.clone() });
                false
            }
            None => false,
        }
    }
}

impl Timers {
    pub(super) fn set(&mut self, deadline: &mut Deadline, due: Millis, group_id: &Arc<str>, timer: Timer) {
        deadline.due = Some(due);
        if deadline.armed.is_none_or(|armed| armed > due) {
            deadline.armed = Some(due);
            self.push(Entry { at: due, group_id: Arc::clone(group_id), timer });
        }
    }

    pub(super) fn next(&self) -> Option<Millis> {
        self.heap.peek().map(|entry| entry.0.at)
    }

    pub(super) fn pop_due(&mut self, now: Millis) -> Option<Entry> {
        if self.next()? > now {
            return None;
        }
        self.heap.pop().map(|entry| entry.0)
    }

    /// Drops stale entries if they may be more than the valid ones.
    pub(super) fn maybe_sweep(&mut self, is_valid: impl Fn(&Entry) -> bool) {
        if self.heap.len() > 2 * self.swept_len + STALE_MAX {
            self.heap.retain(|entry| is_valid(&entry.0));
            self.swept_len = self.heap.len();
        }
    }

    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }

    fn push(&mut self, entry: Entry) {
        self.heap.push(Reverse(entry));
    }
}
