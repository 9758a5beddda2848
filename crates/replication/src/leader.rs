//! What the leader of one partition knows, and how the high watermark moves.
//!
//! Pure: no clock, no lock, no I/O. The caller passes events in and carries out the effects.
//!
//! ```text
//! log_start_offset ≤ last_stable_offset ≤ high_watermark ≤ log_end_offset
//! ```
//!
//! With `flush.messages=1` a record counts as replicated on this broker once it is fsynced, so the high watermark
//! follows the durable end; otherwise it follows the log end, as in Kafka. A flush is asked for when somebody waits
//! for it (an acks=all producer, a consumer at the high watermark) or when [`UNFLUSHED_BYTES_MAX`] were written: an
//! acks=1 producer that nobody reads from pays for few flushes.

use model::Offset;

/// So much is written before a flush is asked for although nobody waits for one.
pub const UNFLUSHED_BYTES_MAX: u64 = 4 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// `bytes` more of records were written, up to this offset. `is_awaited`: somebody waits for their commit.
    Appended { log_end_offset: Offset, bytes: u64, is_awaited: bool },
    /// Somebody waits for what is written to be committed.
    CommitAwaited,
    /// Everything before this offset is fsynced.
    Flushed { durable_end: Offset },
    /// `flush.messages` was changed.
    FlushMessagesChanged { flush_messages: i64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Tell who waits for it.
    AdvanceHighWatermark(Offset),
    /// Start an fsync; [`Event::Flushed`] reports its end.
    Flush,
}

/// The leader's view of one partition.
#[derive(Clone, Debug)]
pub struct Leader {
    log_end_offset: Offset,
    high_watermark: Offset,
    durable_end: Offset,
    /// Log end at the last fsync that was asked for.
    flush_asked: Offset,
    /// Written since then.
    unflushed_bytes: u64,
    flush_messages: i64,
}

impl Leader {
    /// A leader over a log whose records up to `log_end_offset` were all recovered, and so are committed: with one
    /// replica there is nobody to disagree. Of these, what lies before `durable_end` is known to be fsynced.
    #[must_use]
    pub fn new(log_end_offset: Offset, durable_end: Offset, flush_messages: i64) -> Self {
        let durable_end = durable_end.min(log_end_offset);
        Self {
            log_end_offset,
            high_watermark: log_end_offset,
            durable_end,
            flush_asked: durable_end,
            unflushed_bytes: 0,
            flush_messages,
        }
    }

    #[must_use]
    pub fn high_watermark(&self) -> Offset {
        self.high_watermark
    }

    #[must_use]
    pub fn log_end_offset(&self) -> Offset {
        self.log_end_offset
    }

    pub fn step(&mut self, event: Event) -> Effects {
        let wants_flush = match event {
            Event::Appended { log_end_offset, bytes, is_awaited } => {
                self.log_end_offset = self.log_end_offset.max(log_end_offset);
                self.unflushed_bytes = self.unflushed_bytes.saturating_add(bytes);
                self.is_flush_due(is_awaited)
            }
            Event::CommitAwaited => self.high_watermark < self.log_end_offset,
            Event::Flushed { durable_end } => {
                self.durable_end = self.durable_end.max(durable_end.min(self.log_end_offset));
                false
            }
            Event::FlushMessagesChanged { flush_messages } => {
                self.flush_messages = flush_messages;
                self.is_flush_due(false)
            }
        };
        let effects =
            Effects { high_watermark: self.maybe_advance(), flush: wants_flush && self.maybe_flush() };
        self.check();
        effects
    }

    fn is_flush_due(&self, is_awaited: bool) -> bool {
        if self.flush_messages == 1 {
            return is_awaited || self.unflushed_bytes >= UNFLUSHED_BYTES_MAX;
        }
        self.log_end_offset.0.saturating_sub(self.flush_asked.0) >= self.flush_messages
    }

    fn maybe_flush(&mut self) -> bool {
        let is_new = self.log_end_offset > self.flush_asked;
        self.flush_asked = self.log_end_offset;
        self.unflushed_bytes = 0;
        is_new
    }

    fn maybe_advance(&mut self) -> Option<Offset> {
        let committed = if self.flush_messages == 1 { self.durable_end } else { self.log_end_offset };
        (committed > self.high_watermark).then(|| {
            self.high_watermark = committed;
            committed
        })
    }

    /// All invariants.
    fn check(&self) {
        assert!(self.high_watermark <= self.log_end_offset, "{self:?}");
        assert!(self.durable_end <= self.log_end_offset, "{self:?}");
        assert!(self.flush_asked <= self.log_end_offset, "{self:?}");
    }
}

/// At most one of each [`Effect`], without a heap allocation per append.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Effects {
    high_watermark: Option<Offset>,
    flush: bool,
}

impl Iterator for Effects {
    type Item = Effect;

    fn next(&mut self) -> Option<Effect> {
        if let Some(offset) = self.high_watermark.take() {
            return Some(Effect::AdvanceHighWatermark(offset));
        }
        std::mem::take(&mut self.flush).then_some(Effect::Flush)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn append(leader: &mut Leader, end: i64, is_awaited: bool) -> Vec<Effect> {
        leader.step(Event::Appended { log_end_offset: Offset(end), bytes: 100, is_awaited }).collect()
    }

    fn new(flush_messages: i64) -> Leader {
        Leader::new(Offset(0), Offset(0), flush_messages)
    }

    #[test]
    fn a_record_is_committed_when_it_is_fsynced() {
        let mut leader = new(1);
        assert_eq!(append(&mut leader, 5, true), [Effect::Flush]);
        assert_eq!(append(&mut leader, 7, true), [Effect::Flush]);
        let flushed = |end| Event::Flushed { durable_end: Offset(end) };
        assert_eq!(leader.step(flushed(5)).collect::<Vec<_>>(), [Effect::AdvanceHighWatermark(Offset(5))]);
        assert_eq!(leader.step(flushed(5)).count(), 0);
        assert_eq!(leader.high_watermark(), Offset(5));
    }

    #[test]
    fn a_flush_that_nobody_waits_for_is_put_off_until_enough_was_written() {
        let mut leader = new(1);
        assert_eq!(append(&mut leader, 5, false), []);
        assert_eq!(leader.step(Event::CommitAwaited).collect::<Vec<_>>(), [Effect::Flush]);
        assert_eq!(leader.step(Event::CommitAwaited).count(), 0, "it is under way");
        let much =
            Event::Appended { log_end_offset: Offset(6), bytes: UNFLUSHED_BYTES_MAX, is_awaited: false };
        assert_eq!(leader.step(much).collect::<Vec<_>>(), [Effect::Flush]);
    }

    #[test]
    fn without_flush_per_message_a_record_is_committed_when_it_is_written() {
        let mut leader = new(i64::MAX);
        assert_eq!(append(&mut leader, 5, true), [Effect::AdvanceHighWatermark(Offset(5))]);
    }

    #[test]
    fn every_n_messages_a_flush_is_asked_for() {
        let mut leader = new(3);
        let mut flushes = |end| append(&mut leader, end, false).contains(&Effect::Flush);
        assert_eq!([flushes(2), flushes(3), flushes(5), flushes(6)], [false, true, false, true]);
    }

    #[test]
    fn relaxing_the_flush_commits_what_was_written() {
        let mut leader = new(1);
        append(&mut leader, 5, true);
        let effects = leader.step(Event::FlushMessagesChanged { flush_messages: i64::MAX });
        assert_eq!(effects.collect::<Vec<_>>(), [Effect::AdvanceHighWatermark(Offset(5))]);
    }

    #[test]
    fn what_was_recovered_but_never_fsynced_is_flushed_when_somebody_waits() {
        let mut leader = Leader::new(Offset(9), Offset(4), 1);
        assert_eq!(leader.high_watermark(), Offset(9));
        assert_eq!(append(&mut leader, 10, true), [Effect::Flush]);
    }
}
