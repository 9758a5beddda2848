//! A shard with a log in memory, a clock, and clients that remember their answers.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use model::{ErrorCode, Millis, Offset, ProducerEpoch, ProducerId};

use crate::group::group_shard::GroupShard;
use crate::group::request::{GroupRequest, GroupResponse};
use crate::group::{GroupConfig, GroupEffect};
use crate::shard::{CoordinatorRecord, Effect, Replay, ReplayContent, Shard, Ticket, Write};

/// A record of the log, or the end of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Logged {
    Record(CoordinatorRecord, Option<(ProducerId, ProducerEpoch)>),
    End(ProducerId, bool),
}

pub(super) struct World {
    pub(super) now: Millis,
    pub(super) shard: GroupShard,
    pub(super) log: Vec<Logged>,
    /// Answers in their order, with the ticket that they are for.
    pub(super) answers: Vec<(Ticket, Answer)>,
    pub(super) open_tickets: BTreeSet<Ticket>,
    /// The next writes fail with this error.
    pub(super) failing: Option<ErrorCode>,
    /// Whether invariants are checked after each step, which takes as long as there are members.
    pub(super) checks: bool,
    next_ticket: u64,
    last_id: Arc<AtomicU64>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Given(GroupResponse),
    /// By the runtime, whose write failed.
    Failed(ErrorCode),
}

/// Member ids are numbered, on and on over restarts.
pub(super) fn shard(config: GroupConfig, last_id: &Arc<AtomicU64>) -> GroupShard {
    let last_id = Arc::clone(last_id);
    GroupShard::new(config, move || u128::from(last_id.fetch_add(1, Ordering::Relaxed) + 1))
}

impl World {
    pub(super) fn new(config: GroupConfig) -> Self {
        let last_id = Arc::default();
        let mut world = Self {
            now: Millis(1_000_000),
            shard: shard(config, &last_id),
            last_id,
            log: Vec::new(),
            answers: Vec::new(),
            open_tickets: BTreeSet::new(),
            failing: None,
            checks: true,
            next_ticket: 1,
        };
        let effects = world.shard.loaded(world.now);
        world.carry_out(effects);
        world
    }

    pub(super) fn ask(&mut self, request: GroupRequest) -> Ticket {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.open_tickets.insert(ticket);
        let effects = self.shard.handle(self.now, ticket, request);
        self.carry_out(effects);
        ticket
    }

    /// The answer, if it was given; each is taken once.
    pub(super) fn answer(&mut self, ticket: Ticket) -> Option<Answer> {
        let place = self.answers.iter().position(|(of, _)| *of == ticket)?;
        Some(self.answers.remove(place).1)
    }

    pub(super) fn ask_now(&mut self, request: GroupRequest) -> GroupResponse {
        let ticket = self.ask(request);
        match self.answer(ticket) {
            Some(Answer::Given(response)) => response,
            other => panic!("{other:?}"),
        }
    }

    /// Lets time pass, deadline by deadline.
    pub(super) fn pass(&mut self, ms: i64) {
        let end = Millis(self.now.0 + ms);
        while let Some(deadline) = self.shard.next_deadline().filter(|&deadline| deadline <= end) {
            self.now = deadline.max(self.now);
            let effects = self.shard.expire(self.now);
            self.carry_out(effects);
        }
        self.now = end;
    }

    pub(super) fn end_transaction(&mut self, producer_id: ProducerId, is_commit: bool) {
        self.log.push(Logged::End(producer_id, is_commit));
        let offset = Offset(self.log.len() as i64 - 1);
        replay(&mut self.shard, self.now, offset, &self.log[self.log.len() - 1]);
        self.shard.check();
    }

    /// The key record of a group of a kind that is not served, or its tombstone.
    pub(super) fn append_other_group(&mut self, kind: i16, group_id: &str, exists: bool) {
        let length = group_id.len() as i16;
        let key = [&kind.to_be_bytes()[..], &length.to_be_bytes(), group_id.as_bytes()].concat();
        let value = exists.then(|| Bytes::from_static(&[0, 0, 0, 0, 0, 1]));
        self.log.push(Logged::Record(CoordinatorRecord { key: key.into(), value }, None));
        let offset = Offset(self.log.len() as i64 - 1);
        replay(&mut self.shard, self.now, offset, &self.log[self.log.len() - 1]);
        self.shard.check();
    }

    /// A shard that was loaded from the log, as after a restart; nobody waits any more.
    pub(super) fn restart(&mut self) {
        self.shard = self.fresh();
        self.open_tickets.clear();
        let effects = self.shard.loaded(self.now);
        self.carry_out(effects);
    }

    /// A shard that saw the log and was not loaded yet.
    pub(super) fn fresh(&self) -> GroupShard {
        let mut fresh = shard(self.shard.config.clone(), &self.last_id);
        for (offset, logged) in self.log.iter().enumerate() {
            replay(&mut fresh, self.now, Offset(offset as i64), logged);
        }
        fresh
    }

    pub(super) fn carry_out(&mut self, effects: Vec<GroupEffect>) {
        for effect in effects {
            match effect {
                Effect::Reply(ticket, response) | Effect::ReplyWhenCommitted(ticket, response) => {
                    self.give(ticket, Answer::Given(response));
                }
                Effect::Write(write) => self.write(write),
            }
        }
        if self.checks {
            self.shard.check();
        }
    }

    fn write(&mut self, write: Write<GroupResponse, crate::group::GroupTag>) {
        assert!(!write.records.is_empty(), "an empty write");
        if let Some(error) = self.failing {
            for (ticket, _) in write.replies {
                self.give(ticket, Answer::Failed(error));
            }
            let effects = self.shard.write_failed(self.now, write.tag);
            return self.carry_out(effects);
        }
        for record in write.records {
            self.log.push(Logged::Record(record, write.producer));
            let offset = Offset(self.log.len() as i64 - 1);
            replay(&mut self.shard, self.now, offset, &self.log[self.log.len() - 1]);
        }
        for (ticket, response) in write.replies {
            self.give(ticket, Answer::Given(response));
        }
    }

    fn give(&mut self, ticket: Ticket, answer: Answer) {
        assert!(self.open_tickets.remove(&ticket), "{ticket:?} was answered twice, or never asked");
        self.answers.push((ticket, answer));
    }
}

fn replay(shard: &mut GroupShard, now: Millis, offset: Offset, logged: &Logged) {
    let replay = match logged {
        Logged::Record(CoordinatorRecord { key, value }, producer) => Replay {
            offset,
            producer: *producer,
            content: ReplayContent::Record { key, value: value.as_deref() },
        },
        Logged::End(producer_id, is_commit) => Replay {
            offset,
            producer: Some((*producer_id, ProducerEpoch(0))),
            content: ReplayContent::EndTransaction { is_commit: *is_commit },
        },
    };
    shard.replay(now, replay);
}

/// `Bytes` of a text.
pub(super) fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}
