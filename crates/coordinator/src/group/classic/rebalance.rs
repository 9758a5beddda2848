//! A rebalance: members are gathered, then the next generation begins.

use std::sync::Arc;

use bytes::Bytes;
use model::{ErrorCode, Millis};

use super::group::{ClassicGroup, InitialDelay};
use super::member::{Member, Waiting};
use super::state::State;
use crate::group::records;
use crate::group::responses::join_error;
use crate::group::step::Step;
use crate::group::tag::GroupTag;
use crate::group::timers::Timer;

impl ClassicGroup {
    /// Something changed that the members have to agree on.
    pub(super) fn maybe_prepare_rebalance(&mut self, step: &mut Step<'_>) {
        if self.state.is_preparing() {
            self.maybe_complete_join_phase(step);
        } else {
            self.prepare_rebalance(step);
        }
    }

    pub(super) fn prepare_rebalance(&mut self, step: &mut Step<'_>) {
        if self.state == State::CompletingRebalance {
            self.refuse_syncs(step, ErrorCode::RebalanceInProgress);
        }
        self.forget_owed_syncs();
        let is_initial = self.state == State::Empty;
        self.transition_to(State::PreparingRebalance { is_initial }, step.now);
        if is_initial {
            let delay_ms = step.config.initial_rebalance_delay_ms;
            let remaining_ms = (self.rebalance_timeout_ms() - delay_ms).max(0);
            self.initial_delay = InitialDelay { delay_ms, remaining_ms, was_member_added: false };
            self.set_join_deadline(step, delay_ms);
        } else if self.have_all_members_joined() {
            self.complete_join_phase(step);
        } else {
            self.set_join_deadline(step, self.rebalance_timeout_ms());
        }
    }

    /// Somebody joined or left: perhaps nobody is missing any more. An initial rebalance takes its time.
    pub(super) fn maybe_complete_join_phase(&mut self, step: &mut Step<'_>) {
        if self.state == (State::PreparingRebalance { is_initial: false }) && self.have_all_members_joined() {
            self.complete_join_phase(step);
        }
    }

    /// The time to join is over, or a part of it.
    pub(super) fn join_deadline_passed(&mut self, step: &mut Step<'_>) {
        let State::PreparingRebalance { is_initial } = self.state else { return };
        let InitialDelay { delay_ms, remaining_ms, was_member_added } = self.initial_delay;
        if !is_initial || !was_member_added || remaining_ms == 0 {
            return self.complete_join_phase(step);
        }
        // Members still arrive: wait on, but no longer than a member would.
        self.initial_delay = InitialDelay {
            delay_ms: step.config.initial_rebalance_delay_ms.min(remaining_ms),
            remaining_ms: (remaining_ms - delay_ms).max(0),
            was_member_added: false,
        };
        self.set_join_deadline(step, self.initial_delay.delay_ms);
    }

    /// Who did not join again is out, except static members, who may be restarting. Then the next generation begins.
    pub(super) fn complete_join_phase(&mut self, step: &mut Step<'_>) {
        self.join_deadline.clear();
        let late = |member: &Member| !member.is_awaiting_join() && !member.is_static();
        let late: Vec<_> =
            self.members.iter().filter(|(_, member)| late(member)).map(|(id, _)| Arc::clone(id)).collect();
        for member_id in late {
            self.remove(&member_id);
        }
        if self.elect_joined_leader() {
            self.begin_generation(step);
        } else if self.members.is_empty() {
            self.become_empty(step);
        } else {
            // Only static members are left, and none came: their sessions decide.
            self.set_join_deadline(step, self.rebalance_timeout_ms());
        }
    }

    /// The leader stays if it joined, otherwise another member that joined leads. False if none did.
    fn elect_joined_leader(&mut self) -> bool {
        let has_joined = |id: &Arc<str>| self.members.get(id).is_some_and(|member| member.is_awaiting_join());
        if !self.leader.as_ref().is_some_and(has_joined) {
            let joined = self.members.iter().find(|(_, member)| member.is_awaiting_join());
            let Some((member_id, _)) = joined else { return false };
            self.leader = Some(Arc::clone(member_id));
        }
        true
    }

    fn begin_generation(&mut self, step: &mut Step<'_>) {
        self.generation_id += 1;
        self.protocol_name = self.select_protocol().map(Arc::from);
        self.transition_to(State::CompletingRebalance, step.now);
        let member_ids: Vec<Arc<str>> = self.members.keys().cloned().collect();
        for member_id in &member_ids {
            self.complete_join(step, member_id, self.generation_response(member_id));
            self.reset_session(step, member_id);
            if let Some(member) = self.members.get_mut(member_id) {
                member.is_new = false;
                member.owes_sync = true;
            }
        }
        self.owed_syncs = self.members.len();
        let due = Millis(step.now.0 + i64::from(self.rebalance_timeout_ms()));
        step.timers.set(&mut self.sync_deadline, due, &self.group_id, Timer::Sync);
    }

    /// The last member is gone. That is recorded, so that the time of retention starts.
    fn become_empty(&mut self, step: &mut Step<'_>) {
        self.generation_id += 1;
        self.protocol_name = None;
        self.transition_to(State::Empty, step.now);
        step.write(vec![records::group_metadata(self, None)], Vec::new(), GroupTag::default());
    }

    /// The time to sync is over: members that did not ask for their assignment are out.
    pub(super) fn sync_deadline_passed(&mut self, step: &mut Step<'_>) {
        let late: Vec<_> = self
            .members
            .iter()
            .filter(|(_, member)| member.owes_sync)
            .map(|(member_id, _)| Arc::clone(member_id))
            .collect();
        if late.is_empty() {
            return;
        }
        for member_id in &late {
            self.remove(member_id);
        }
        self.prepare_rebalance(step);
    }

    /// Nothing was heard of a member, or of one that was given an id, for the time of its session.
    pub(super) fn session_expired(&mut self, step: &mut Step<'_>, member_id: &str) {
        if self.pending_members.remove(member_id).is_some() {
            if self.state.is_preparing() && self.have_all_members_joined() {
                self.complete_join_phase(step);
            }
        } else if self.members.get(member_id).is_some_and(|member| !member.has_satisfied_heartbeat()) {
            self.remove_waiting(step, member_id);
            match self.state {
                State::Stable | State::CompletingRebalance => self.maybe_prepare_rebalance(step),
                State::PreparingRebalance { .. } if self.have_all_members_joined() => {
                    self.complete_join_phase(step);
                }
                State::PreparingRebalance { .. } | State::Empty => {}
            }
        }
    }

    /// Removes a member. If it waits, it is told so: it may be alive and join anew.
    pub(super) fn remove_waiting(&mut self, step: &mut Step<'_>, member_id: &str) {
        self.complete_join(step, member_id, join_error("", ErrorCode::UnknownMemberId));
        self.complete_sync(step, member_id, ErrorCode::UnknownMemberId);
        self.remove(member_id);
    }

    /// Nobody gets an assignment of this generation.
    pub(super) fn refuse_syncs(&mut self, step: &mut Step<'_>, error: ErrorCode) {
        let awaiting = |member: &Member| matches!(member.waits_for, Waiting::Sync(_));
        let member_ids: Vec<_> = self
            .members
            .iter()
            .filter(|(_, member)| awaiting(member))
            .map(|(id, _)| Arc::clone(id))
            .collect();
        for member_id in &member_ids {
            self.complete_sync(step, member_id, error);
            self.reset_session(step, member_id);
        }
        for member in self.members.values_mut() {
            member.assignment = Bytes::new();
        }
    }

    pub(super) fn forget_owed_syncs(&mut self) {
        self.sync_deadline.clear();
        if self.owed_syncs > 0 {
            self.owed_syncs = 0;
            for member in self.members.values_mut() {
                member.owes_sync = false;
            }
        }
    }

    fn set_join_deadline(&mut self, step: &mut Step<'_>, delay_ms: i32) {
        let due = Millis(step.now.0 + i64::from(delay_ms));
        step.timers.set(&mut self.join_deadline, due, &self.group_id, Timer::Join);
    }
}
