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

#[cfg(test)]
mod tests {
    use super::*;

    fn set(timers: &mut Timers, deadline: &mut Deadline, at: i64) {
        timers.set(deadline, Millis(at), &Arc::from("g"), Timer::Join);
        deadline.check();
    }

    /// Lets all entries up to a time come up. When the deadline fired.
    fn fired(timers: &mut Timers, deadline: &mut Deadline, until: i64) -> Vec<i64> {
        let mut fired = Vec::new();
        while let Some(at) = timers.next().filter(|&at| at <= Millis(until)) {
            let entry = timers.pop_due(at).unwrap();
            if deadline.fires(at, &entry, timers) {
                fired.push(at.0);
            }
            deadline.check();
        }
        fired
    }

    #[test]
    fn a_deadline_that_moves_on_costs_one_entry_and_fires_once() {
        let (mut timers, mut deadline) = (Timers::default(), Deadline::default());
        for at in 10..1_000 {
            set(&mut timers, &mut deadline, at);
            assert_eq!(timers.len(), 1);
        }
        assert_eq!(fired(&mut timers, &mut deadline, 998), []);
        assert_eq!(fired(&mut timers, &mut deadline, 10_000), [999]);
        assert_eq!(timers.len(), 0);
        assert!(!deadline.is_set());
    }

    #[test]
    fn a_deadline_that_moves_forward_fires_in_time_and_not_again() {
        let (mut timers, mut deadline) = (Timers::default(), Deadline::default());
        set(&mut timers, &mut deadline, 300);
        set(&mut timers, &mut deadline, 10);
        assert_eq!(fired(&mut timers, &mut deadline, 1_000), [10]);
        assert_eq!(timers.len(), 0, "the stale entry came up");
    }

    #[test]
    fn a_cleared_deadline_does_not_fire_but_may_be_set_again() {
        let (mut timers, mut deadline) = (Timers::default(), Deadline::default());
        set(&mut timers, &mut deadline, 10);
        deadline.clear();
        set(&mut timers, &mut deadline, 20);
        assert_eq!(fired(&mut timers, &mut deadline, 15), []);
        deadline.clear();
        assert_eq!(fired(&mut timers, &mut deadline, 100), []);
        assert_eq!(timers.len(), 0);
    }

    #[test]
    fn stale_entries_are_swept_when_they_outnumber_the_others() {
        let mut timers = Timers::default();
        for at in 0..10_000 {
            set(&mut timers, &mut Deadline::default(), at);
            timers.maybe_sweep(|entry| entry.at.0 % 100 == 0);
        }
        assert!(timers.len() <= STALE_MAX + 2 * 100 + 100, "{}", timers.len());
    }
}
