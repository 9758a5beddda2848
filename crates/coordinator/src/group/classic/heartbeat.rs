//! Heartbeat: a member says that it lives, and learns whether a rebalance waits for it.

use model::ErrorCode;

use super::group::ClassicGroup;
use super::state::State;
use crate::group::request::Membership;
use crate::group::step::Step;

impl ClassicGroup {
    pub(in crate::group) fn heartbeat(&mut self, step: &mut Step<'_>, member: &Membership) -> ErrorCode {
        if let Err(error) = self.validate_member(&member.member_id, member.group_instance_id.as_deref()) {
            return error;
        }
        if member.generation_or_member_epoch != self.generation_id {
            return ErrorCode::IllegalGeneration;
        }
        self.heard_of(step, &member.member_id);
        match self.state {
            State::PreparingRebalance { .. } => ErrorCode::RebalanceInProgress,
            // In CompletingRebalance too: members send heartbeats while they wait for their assignment.
            State::CompletingRebalance | State::Stable => ErrorCode::None,
            State::Empty => ErrorCode::UnknownMemberId,
        }
    }

    /// A member showed that it lives: its session starts anew.
    pub(in crate::group) fn heard_of(&mut self, step: &mut Step<'_>, member_id: &str) {
        if let Some(member_id) = self.member_key(member_id) {
            self.reset_session(step, &member_id);
        }
    }
}
