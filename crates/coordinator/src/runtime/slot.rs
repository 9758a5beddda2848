//! One partition's shard: its lock, and how its effects are carried out.

use std::collections::HashMap;
use std::sync::Arc;

use model::{BatchBuilder, ErrorCode, LeaderEpoch, Millis, Offset};
use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::Acting;
use super::answer::{Answer, AnswerSender, Pending, Submitted};
use crate::shard::{Effects, ReplayContent};
use crate::{CoordinatorRecord, Effect, PartitionWriter, Replay, Shard, Ticket, Write, WriteError};

/// How often in a row a shard may answer a failed write with another one.
const FAILED_WRITES_MAX: u32 = 8;

pub(super) struct Slot<S: Shard> {
    pub(super) partition: i32,
    state: Mutex<State<S>>,
}

struct State<S: Shard> {
    /// Of the newest leadership that was heard of, here or elsewhere.
    leader_epoch: LeaderEpoch,
    /// Loads that were started. A topic may be created anew, and its epochs begin anew then: they tell no loads apart.
    loads: u64,
    stage: Stage<S>,
}

enum Stage<S: Shard> {
    Absent,
    /// By the last load that was started.
    Loading,
    Active(Active<S>),
}

/// A shard that answers.
pub(super) struct Active<S: Shard> {
    shard: S,
    writer: Arc<dyn PartitionWriter>,
    /// Behind the last record that was replayed.
    end: Offset,
    /// Who asked and was not answered yet. Bounded by the requests in flight of the connections.
    waiting: HashMap<Ticket, AnswerSender<S::Response>>,
    next_ticket: u64,
}

/// The request that is being handled, and its answer if it has come already: no channel is made then.
struct Own<Response> {
    ticket: Option<Ticket>,
    answer: Option<Result<Answer<Response>, ErrorCode>>,
}

impl<S: Shard> Slot<S> {
    pub(super) fn new(partition: i32) -> Self {
        let state = State { leader_epoch: LeaderEpoch::NONE, loads: 0, stage: Stage::Absent };
        Self { partition, state: Mutex::new(state) }
    }

    pub(super) fn submit(&self, acting: Acting<'_>, request: S::Request) -> Submitted<S::Response> {
        let mut state = self.state.lock();
        match &mut state.stage {
            Stage::Absent => Submitted::Done(Err(ErrorCode::NotCoordinator)),
            Stage::Loading => Submitted::Done(Err(ErrorCode::CoordinatorLoadInProgress)),
            Stage::Active(active) => {
                let submitted = active.submit(acting, request);
                acting.alarm.set(active.shard.next_deadline());
                submitted
            }
        }
    }

    /// The number of the load, if the shard is to be loaded.
    pub(super) fn start_load(&self, leader_epoch: LeaderEpoch) -> Option<u64> {
        let mut state = self.state.lock();
        if leader_epoch <= state.leader_epoch {
            return None;
        }
        // The next leadership of the same broker: nobody else has written meanwhile.
        let goes_on = leader_epoch.0 == state.leader_epoch.0 + 1 && matches!(state.stage, Stage::Active(_));
        state.leader_epoch = leader_epoch;
        if goes_on {
            return None;
        }
        state.stage = Stage::Loading;
        state.loads += 1;
        Some(state.loads)
    }

    pub(super) fn is_loading(&self, load: u64) -> bool {
        self.state.lock().is_loading(load)
    }

    /// Everything was replayed: from now on `shard` answers. It is dropped if the leadership is over already.
    pub(super) fn activate(&self, acting: Acting<'_>, load: u64, mut active: Active<S>) -> bool {
        let mut state = self.state.lock();
        if !state.is_loading(load) {
            return false;
        }
        let effects = active.shard.loaded(acting.now);
        active.carry_out(acting, &mut Own::nobody(), effects);
        acting.alarm.set(active.shard.next_deadline());
        state.stage = Stage::Active(active);
        true
    }

    pub(super) fn load_failed(&self, load: u64) {
        let mut state = self.state.lock();
        if state.is_loading(load) {
            state.stage = Stage::Absent;
        }
    }

    pub(super) fn unload(&self, leader_epoch: LeaderEpoch) {
        let mut state = self.state.lock();
        if leader_epoch >= state.leader_epoch {
            state.leader_epoch = leader_epoch;
            state.stage = Stage::Absent;
        }
    }

    /// As [`Self::unload`]; a topic that is created anew begins with the first epoch again.
    pub(super) fn unload_for_good(&self) {
        let mut state = self.state.lock();
        (state.leader_epoch, state.stage) = (LeaderEpoch::NONE, Stage::Absent);
    }

    pub(super) fn is_led(&self) -> bool {
        !matches!(self.state.lock().stage, Stage::Absent)
    }

    /// Does what is due; says when there is more.
    pub(super) fn expire(&self, acting: Acting<'_>) -> Option<Millis> {
        let mut state = self.state.lock();
        let Stage::Active(active) = &mut state.stage else { return None };
        if active.shard.next_deadline().is_some_and(|deadline| deadline <= acting.now) {
            let effects = active.shard.expire(acting.now);
            active.carry_out(acting, &mut Own::nobody(), effects);
        }
        active.shard.next_deadline()
    }
}

impl<S: Shard> State<S> {
    fn is_loading(&self, load: u64) -> bool {
        self.loads == load && matches!(self.stage, Stage::Loading)
    }
}

impl<S: Shard> Active<S> {
    /// `end`: behind the last record that was replayed.
    pub(super) fn new(shard: S, writer: Arc<dyn PartitionWriter>, end: Offset) -> Self {
        Self { shard, writer, end, waiting: HashMap::new(), next_ticket: 0 }
    }

    fn submit(&mut self, acting: Acting<'_>, request: S::Request) -> Submitted<S::Response> {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        let effects = self.shard.handle(acting.now, ticket, request);
        let mut own = Own { ticket: Some(ticket), answer: None };
        self.carry_out(acting, &mut own, effects);
        match own.answer {
            Some(Err(error)) => Submitted::Done(Err(error)),
            Some(Ok((response, Some(end)))) if !self.writer.is_committed(end) => {
                Submitted::Later(Pending::answered(Arc::clone(&self.writer), response, end))
            }
            Some(Ok((response, _))) => Submitted::Done(Ok(response)),
            None => {
                let (sender, receiver) = oneshot::channel();
                self.waiting.insert(ticket, sender);
                Submitted::Later(Pending::asked(Arc::clone(&self.writer), receiver))
            }
        }
    }

    fn carry_out(&mut self, acting: Acting<'_>, own: &mut Own<S::Response>, effects: Effects<S>) {
        // What a failed write leads to comes before what was to follow it.
        let mut rest = vec![effects.into_iter()];
        let mut failed_writes = 0;
        while let Some(effects) = rest.last_mut() {
            let Some(effect) = effects.next() else {
                rest.pop();
                continue;
            };
            match effect {
                Effect::Reply(ticket, response) => self.answer(own, ticket, Ok((response, None))),
                Effect::ReplyWhenCommitted(ticket, response) => {
                    let end = self.rests_on();
                    self.answer(own, ticket, Ok((response, end)));
                }
                Effect::Write(write) => {
                    let Err((error, tag)) = self.write(acting, own, write) else { continue };
                    failed_writes += 1;
                    tracing::warn!(topic = acting.topic, %error, "coordinator records not written");
                    if failed_writes <= FAILED_WRITES_MAX {
                        rest.push(self.shard.write_failed(acting.now, tag).into_iter());
                    } else {
                        tracing::error!(topic = acting.topic, "a coordinator writes again and again in vain");
                    }
                }
            }
        }
    }

    /// What an answer rests on that depends on everything written so far.
    fn rests_on(&self) -> Option<Offset> {
        (self.end > Offset::ZERO).then_some(self.end)
    }

    fn write(
        &mut self,
        acting: Acting<'_>,
        own: &mut Own<S::Response>,
        write: Write<S::Response, S::Tag>,
    ) -> Result<(), (WriteError, S::Tag)> {
        match self.writer.append(batch(acting, &write.records, write.producer), acting.now) {
            Ok(end) => {
                self.end = end;
                self.replay(acting.now, &write);
                for (ticket, response) in write.replies {
                    self.answer(own, ticket, Ok((response, Some(end))));
                }
                Ok(())
            }
            Err(error) => {
                for (ticket, _) in write.replies {
                    self.answer(own, ticket, Err(error.coordinator_error()));
                }
                Err((error, write.tag))
            }
        }
    }

    fn replay(&mut self, now: Millis, write: &Write<S::Response, S::Tag>) {
        let first = self.end.0 - i64::try_from(write.records.len()).unwrap_or(0);
        for (offset, record) in (first..).zip(&write.records) {
            let content = ReplayContent::Record { key: &record.key, value: record.value.as_deref() };
            self.shard.replay(now, Replay { offset: Offset(offset), producer: write.producer, content });
        }
    }

    fn answer(
        &mut self,
        own: &mut Own<S::Response>,
        ticket: Ticket,
        answer: Result<Answer<S::Response>, ErrorCode>,
    ) {
        if own.ticket == Some(ticket) {
            assert!(own.answer.is_none(), "{ticket:?} is answered once");
            own.answer = Some(answer);
        } else {
            let sender = self.waiting.remove(&ticket);
            assert!(sender.is_some(), "{ticket:?} waits for its answer");
            // Whoever asked may be gone: then nobody wants it.
            drop(sender.map(|sender| sender.send(answer)));
        }
    }
}

impl<Response> Own<Response> {
    /// Nobody asked: a timer, or the load.
    fn nobody() -> Self {
        Self { ticket: None, answer: None }
    }
}

fn batch(
    acting: Acting<'_>,
    records: &[CoordinatorRecord],
    producer: Option<(model::ProducerId, model::ProducerEpoch)>,
) -> bytes::Bytes {
    assert!(!records.is_empty(), "a write has records");
    let mut builder = BatchBuilder::new().with_compression(acting.compression, None);
    if let Some((id, epoch)) = producer {
        builder = builder.with_producer(id, epoch, -1).transactional();
    }
    for record in records {
        builder.push(acting.now.0, Some(&record.key), record.value.as_deref(), &[]);
    }
    builder.build()
}
