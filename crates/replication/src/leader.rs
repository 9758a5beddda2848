//! What the leader of one partition knows, and how the high watermark moves.
//!
//! Pure: no clock, no lock, no I/O. The caller passes events in and carries out the effects.
//!
//! ```text
//! log_start_offset ≤ last_stable_offset ≤ high_watermark ≤ durable_end (with flush.messages=1) ≤ log_end_offset
//! ```
//!
//! With `flush.messages=1` a record counts as replicated on this broker once it is fsynced, so the high watermark
//! follows the durable end; otherwise it follows the log end, as in Kafka.

use model::{LeaderEpoch, Offset};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Records were written up to this offset.
    Appended { log_end_offset: Offset },
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
    leader_epoch: LeaderEpoch,
    log_end_offset: Offset,
    high_watermark: Offset,
    durable_end: Offset,
    /// Log end at the last fsync that was asked for.
    flush_asked: Offset,
    flush_messages: i64,
}

impl Leader {
    /// A leader over a log whose records up to `log_end_offset` were all recovered, and so are committed: with one
    /// replica there is nobody to disagree.
    pub fn new(leader_epoch: LeaderEpoch, log_end_offset: Offset, flush_messages: i64) -> Self {
        Self {
            leader_epoch,
            log_end_offset,
            high_watermark: log_end_offset,
            durable_end: log_end_offset,
            flush_asked: log_end_offset,
            flush_messages,
        }
    }

    pub fn leader_epoch(&self) -> LeaderEpoch {
        self.leader_epoch
    }

    pub fn high_watermark(&self) -> Offset {
        self.high_watermark
    }

    pub fn step(&mut self, event: Event) -> Vec<Effect> {
        let effects = match event {
            Event::Appended { log_end_offset } => self.appended(log_end_offset),
            Event::Flushed { durable_end } => {
                self.durable_end = self.durable_end.max(durable_end.min(self.log_end_offset));
                self.maybe_advance()
            }
            Event::FlushMessagesChanged { flush_messages } => {
                self.flush_messages = flush_messages;
                let mut effects = self.maybe_advance();
                effects.extend(self.maybe_flush());
                effects
            }
        };
        self.check();
        effects
    }

    fn appended(&mut self, log_end_offset: Offset) -> Vec<Effect> {
        self.log_end_offset = self.log_end_offset.max(log_end_offset);
        let mut effects = self.maybe_advance();
        effects.extend(self.maybe_flush());
        effects
    }

    fn maybe_flush(&mut self) -> Option<Effect> {
        let unflushed = self.log_end_offset.0 - self.flush_asked.0;
        (unflushed > 0 && unflushed >= self.flush_messages).then(|| {
            self.flush_asked = self.log_end_offset;
            Effect::Flush
        })
    }

    fn maybe_advance(&mut self) -> Vec<Effect> {
        let committed = if self.flush_messages == 1 { self.durable_end } else { self.log_end_offset };
        if committed <= self.high_watermark {
            return Vec::new();
        }
        self.high_watermark = committed;
        vec![Effect::AdvanceHighWatermark(committed)]
    }

    /// All invariants.
    fn check(&self) {
        assert!(self.high_watermark <= self.log_end_offset, "{self:?}");
        assert!(self.durable_end <= self.log_end_offset, "{self:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_committed_when_it_is_fsynced() {
        let mut leader = Leader::new(LeaderEpoch(0), Offset(0), 1);
        assert_eq!(leader.step(Event::Appended { log_end_offset: Offset(5) }), [Effect::Flush]);
        assert_eq!(leader.step(Event::Appended { log_end_offset: Offset(7) }), [Effect::Flush]);
        assert_eq!(
            leader.step(Event::Flushed { durable_end: Offset(5) }),
            [Effect::AdvanceHighWatermark(Offset(5))]
        );
        assert_eq!(leader.step(Event::Flushed { durable_end: Offset(5) }), []);
        assert_eq!(leader.high_watermark(), Offset(5));
    }

    #[test]
    fn without_flush_per_message_a_record_is_committed_when_it_is_written() {
        let mut leader = Leader::new(LeaderEpoch(0), Offset(0), i64::MAX);
        assert_eq!(
            leader.step(Event::Appended { log_end_offset: Offset(5) }),
            [Effect::AdvanceHighWatermark(Offset(5))]
        );
    }

    #[test]
    fn every_n_messages_a_flush_is_asked_for() {
        let mut leader = Leader::new(LeaderEpoch(0), Offset(0), 3);
        let mut appended =
            |end| leader.step(Event::Appended { log_end_offset: Offset(end) }).contains(&Effect::Flush);
        assert_eq!([appended(2), appended(3), appended(5), appended(6)], [false, true, false, true]);
    }

    #[test]
    fn relaxing_the_flush_commits_what_was_written() {
        let mut leader = Leader::new(LeaderEpoch(0), Offset(0), 1);
        leader.step(Event::Appended { log_end_offset: Offset(5) });
        let effects = leader.step(Event::FlushMessagesChanged { flush_messages: i64::MAX });
        assert_eq!(effects, [Effect::AdvanceHighWatermark(Offset(5))]);
    }
}
