//! What a group needs of its shard while it does something: the time, the settings, the timers, and where effects go.

use model::Millis;

use super::request::GroupResponse;
use super::tag::GroupTag;
use super::timers::Timers;
use super::{GroupConfig, GroupEffect};
use crate::shard::{CoordinatorRecord, Effect, Ticket, Write};

#[derive(Debug)]
pub(super) struct Step<'a> {
    pub(super) now: Millis,
    pub(super) config: &'a GroupConfig,
    pub(super) timers: &'a mut Timers,
    pub(super) effects: &'a mut Vec<GroupEffect>,
}

impl Step<'_> {
    pub(super) fn reply(&mut self, ticket: Ticket, response: GroupResponse) {
        self.effects.push(Effect::Reply(ticket, response));
    }

    pub(super) fn reply_when_committed(&mut self, ticket: Ticket, response: GroupResponse) {
        self.effects.push(Effect::ReplyWhenCommitted(ticket, response));
    }

    pub(super) fn write(
        &mut self,
        records: Vec<CoordinatorRecord>,
        replies: Vec<(Ticket, GroupResponse)>,
        tag: GroupTag,
    ) {
        self.effects.push(Effect::Write(Write { records, producer: None, replies, tag }));
    }
}
