//! A shard with a log in memory, a clock, and clients that remember their answers.

use bytes::Bytes;
use model::{ErrorCode, Millis, Offset, ProducerEpoch, ProducerId};

use crate::group::group_shard::GroupShard;
use crate::group::request::{GroupRequest, GroupResponse};
use crate::group::{GroupConfig, GroupEffect};
use crate::shard::{CoordinatorRecord, Effect, Replay, ReplayContent, Shard, Ticket, Write};

/// A record of the log, or the end of a transaction.
#[allow(dead_code)]
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
    pub(super) open_tickets: std::collections::BTreeSet<Ticket>,
    /// The next writes fail with this error.
    pub(super) failing: Option<ErrorCode>,
    next_ticket: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Given(GroupResponse),
    /// By the runtime, whose write failed.
    Failed(ErrorCode),
}

pub(super) fn shard(config: GroupConfig) -> GroupShard {
    let mut number = 0u128;
    GroupShard::new(config, move || {
        number += 1;
        number
    })
}

impl World {
    pub(super) fn new(config: GroupConfig) -> Self {
        let mut world = Self {
            now: Millis(1_000_000),
            shard: shard(config),
            log: Vec::new(),
            answers: Vec::new(),
            open_tickets: std::collections::BTreeSet::new(),
            failing: None,
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

    #[allow(dead_code)]
    pub(super) fn end_transaction(&mut self, producer_id: ProducerId, is_commit: bool) {
        self.log.push(Logged::End(producer_id, is_commit));
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
        let mut fresh = shard(self.shard.config.clone());
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
        self.shard.check();
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
