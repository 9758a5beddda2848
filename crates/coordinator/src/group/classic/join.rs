//! JoinGroup: a member arrives, or comes back for the next generation.

use std::sync::Arc;

use bytes::Bytes;
use model::{ErrorCode, Millis};
use protocol::messages::join_group::JoinGroupRequest;

use super::group::ClassicGroup;
use super::member::{Member, Waiting, copy_protocols};
use super::state::State;
use crate::group::responses::join_error;
use crate::group::step::Step;
use crate::group::timers::{Deadline, Timer};
use crate::group::{ClientContext, GroupResponse};
use crate::shard::Ticket;

/// A new member cannot send heartbeats while it waits, and its connection is not read, so that nobody notices if it is
/// gone. If it is still there, it asks again.
const NEW_MEMBER_JOIN_TIMEOUT_MS: i64 = 5 * 60 * 1_000;

/// A JoinGroup with what its version says.
#[derive(Debug)]
pub(in crate::group) struct Join {
    pub(in crate::group) ticket: Ticket,
    pub(in crate::group) client: ClientContext,
    pub(in crate::group) request: JoinGroupRequest,
    pub(in crate::group) requires_known_member_id: bool,
    pub(in crate::group) supports_skipping_assignment: bool,
}

impl Join {
    pub(super) fn rebalance_timeout_ms(&self) -> i32 {
        // Version 0 knows one timeout.
        let timeout_ms = self.request.rebalance_timeout_ms;
        if timeout_ms < 0 { self.request.session_timeout_ms } else { timeout_ms }
    }

    /// What the request says about the member.
    pub(super) fn update(&self, member: &mut Member) {
        member.protocols = copy_protocols(&self.request.protocols);
        member.rebalance_timeout_ms = self.rebalance_timeout_ms();
        member.session_timeout_ms = self.request.session_timeout_ms;
    }
}

impl ClassicGroup {
    /// `new_member_id` makes the id of a new member out of the front that it is given.
    pub(in crate::group) fn join(
        &mut self,
        step: &mut Step<'_>,
        join: &Join,
        new_member_id: impl FnOnce(&str) -> String,
    ) {
        let member_id = &*join.request.member_id;
        if !self.accepts_joining_member(member_id, step.config.max_size) {
            self.remove_waiting(step, member_id);
            step.reply(join.ticket, GroupResponse::JoinGroup(join_error("", ErrorCode::GroupMaxSizeReached)));
            // Perhaps it was the only one that the others still waited for.
            self.maybe_complete_join_phase(step);
        } else if !self.supports_protocols(&join.request.protocol_type, &join.request.protocols) {
            let response = join_error(member_id, ErrorCode::InconsistentGroupProtocol);
            step.reply(join.ticket, GroupResponse::JoinGroup(response));
        } else if member_id.is_empty() {
            let front = join.request.group_instance_id.as_ref().unwrap_or(&join.client.client_id);
            let member_id = Arc::from(new_member_id(front));
            self.join_new_member(step, join, &member_id);
        } else {
            self.join_existing_member(step, join);
        }
    }

    fn accepts_joining_member(&self, member_id: &str, max_size: usize) -> bool {
        let member = self.members.get(member_id);
        match self.state {
            State::Empty => true,
            // Those who wait count, not the members: the limit may have been lowered, and the last ones to come
            // back are the ones to go.
            State::PreparingRebalance { .. } => {
                member.is_some_and(|member| member.is_awaiting_join()) || self.awaiting_joins < max_size
            }
            State::CompletingRebalance | State::Stable => member.is_some() || self.members.len() < max_size,
        }
    }

    fn join_new_member(&mut self, step: &mut Step<'_>, join: &Join, member_id: &Arc<str>) {
        if let Some(instance_id) = &join.request.group_instance_id {
            match self.static_members.get(&**instance_id).cloned() {
                Some(old_member_id) => self.replace_static_member(step, join, &old_member_id, member_id),
                None => self.add_member(step, join, member_id),
            }
        } else if join.requires_known_member_id {
            let mut deadline = Deadline::default();
            let due = Millis(step.now.0 + i64::from(join.request.session_timeout_ms));
            step.timers.set(&mut deadline, due, &self.group_id, Timer::Session(Arc::clone(member_id)));
            self.pending_members.insert(Arc::clone(member_id), deadline);
            let response = join_error(member_id, ErrorCode::MemberIdRequired);
            step.reply(join.ticket, GroupResponse::JoinGroup(response));
        } else {
            self.add_member(step, join, member_id);
        }
    }

    fn join_existing_member(&mut self, step: &mut Step<'_>, join: &Join) {
        let member_id = &*join.request.member_id;
        let instance_id = join.request.group_instance_id.as_deref();
        if instance_id.is_none() && self.pending_members.contains_key(member_id) {
            return self.add_member(step, join, &Arc::from(member_id));
        }
        if let Err(error) = self.validate_member(member_id, instance_id) {
            let mut response = join_error(member_id, error);
            response.protocol_name = None;
            return step.reply(join.ticket, GroupResponse::JoinGroup(response));
        }
        let is_unchanged = self.members[member_id].matches(&join.request.protocols);
        match self.state {
            // It did not get the answer to its last JoinGroup.
            State::CompletingRebalance if is_unchanged => {
                let response = self.generation_response(member_id);
                step.reply(join.ticket, GroupResponse::JoinGroup(response));
            }
            // A leader that joins again wants to assign anew; a follower only wants to know.
            State::Stable if is_unchanged && !self.is_leader(member_id) => {
                let response = self.follower_response(member_id);
                step.reply_when_committed(join.ticket, GroupResponse::JoinGroup(response));
            }
            State::PreparingRebalance { .. } | State::CompletingRebalance | State::Stable => {
                self.update_member(step, join);
            }
            State::Empty => {
                let response = join_error(member_id, ErrorCode::UnknownMemberId);
                step.reply(join.ticket, GroupResponse::JoinGroup(response));
            }
        }
    }

    fn add_member(&mut self, step: &mut Step<'_>, join: &Join, member_id: &Arc<str>) {
        if self.state == (State::PreparingRebalance { is_initial: true }) {
            self.initial_delay.was_member_added = true;
        }
        if self.members.is_empty() {
            self.protocol_type = Some(Arc::from(&*join.request.protocol_type));
        }
        // The entry of a pending member goes stale: this is a longer deadline.
        let mut session = self.pending_members.remove(member_id).unwrap_or_default();
        let due = Millis(step.now.0 + NEW_MEMBER_JOIN_TIMEOUT_MS);
        step.timers.set(&mut session, due, &self.group_id, Timer::Session(Arc::clone(member_id)));
        let member = Member {
            group_instance_id: join.request.group_instance_id.as_deref().map(Arc::from),
            client_id: Box::from(&*join.client.client_id),
            client_host: Arc::clone(&join.client.client_host),
            rebalance_timeout_ms: join.rebalance_timeout_ms(),
            session_timeout_ms: join.request.session_timeout_ms,
            protocols: copy_protocols(&join.request.protocols),
            assignment: Bytes::new(),
            waits_for: Waiting::Join(join.ticket),
            is_new: true,
            owes_sync: false,
            session,
        };
        self.insert(member_id, member);
        self.maybe_prepare_rebalance(step);
    }

    fn update_member(&mut self, step: &mut Step<'_>, join: &Join) {
        let Some(member_id) = self.member_key(&join.request.member_id) else { return };
        // It asks again: nobody listens for the answer to the first request.
        self.complete_join(step, &member_id, join_error(&member_id, ErrorCode::RebalanceInProgress));
        self.complete_sync(step, &member_id, ErrorCode::RebalanceInProgress);
        self.change(&member_id, |member| {
            join.update(member);
            member.waits_for = Waiting::Join(join.ticket);
        });
        self.maybe_prepare_rebalance(step);
    }
}
