//! SyncGroup: the leader brings the assignment, each member takes its own.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use model::ErrorCode;
use protocol::messages::sync_group::SyncGroupRequest;

use super::group::ClassicGroup;
use super::member::Waiting;
use super::state::State;
use crate::group::GroupResponse;
use crate::group::records;
use crate::group::responses::sync_error;
use crate::group::step::Step;
use crate::group::tag::{GroupTag, OnFailure};
use crate::shard::Ticket;

impl ClassicGroup {
    pub(in crate::group) fn sync(&mut self, step: &mut Step<'_>, ticket: Ticket, request: &SyncGroupRequest) {
        if let Err(error) = self.validate_sync(request) {
            return step.reply(ticket, sync_error(error));
        }
        let Some(member_id) = self.member_key(&request.member_id) else { return };
        // It asks again: nobody listens for the answer to the first request.
        self.complete_sync(step, &member_id, ErrorCode::RebalanceInProgress);
        self.settle_sync(&member_id);
        if self.state == State::Stable {
            let response = self.assignment_response(&self.members[&member_id]);
            return step.reply_when_committed(ticket, GroupResponse::SyncGroup(response));
        }
        if let Some(member) = self.members.get_mut(&member_id) {
            member.waits_for = Waiting::Sync(ticket);
        }
        if self.is_leader(&member_id) {
            self.write_assignment(step, request);
        }
    }

    fn validate_sync(&self, request: &SyncGroupRequest) -> Result<(), ErrorCode> {
        if self.state == State::Empty {
            return Err(ErrorCode::UnknownMemberId);
        }
        self.validate_member(&request.member_id, request.group_instance_id.as_deref())?;
        let differs = |theirs: Option<&str>, ours: Option<&str>| {
            theirs.is_some_and(|theirs| ours.is_some_and(|ours| theirs != ours))
        };
        if request.generation_id != self.generation_id {
            Err(ErrorCode::IllegalGeneration)
        } else if differs(request.protocol_type.as_deref(), self.protocol_type.as_deref())
            || differs(request.protocol_name.as_deref(), self.protocol_name.as_deref())
        {
            Err(ErrorCode::InconsistentGroupProtocol)
        } else if self.state.is_preparing() {
            Err(ErrorCode::RebalanceInProgress)
        } else {
            Ok(())
        }
    }

    fn settle_sync(&mut self, member_id: &str) {
        if let Some(member) = self.members.get_mut(member_id) {
            self.owed_syncs -= usize::from(std::mem::take(&mut member.owes_sync));
        }
        if self.owed_syncs == 0 {
            self.sync_deadline.clear();
        }
    }

    /// Everybody who waits is answered when the record is committed; its replay makes the group stable.
    fn write_assignment(&mut self, step: &mut Step<'_>, request: &SyncGroupRequest) {
        let assignments: HashMap<&str, &Bytes> =
            request.assignments.iter().map(|given| (&*given.member_id, &given.assignment)).collect();
        let record = records::group_metadata(self, Some((&assignments, step.now)));
        let mut replies = Vec::new();
        let member_ids: Vec<Arc<str>> = self.members.keys().cloned().collect();
        for member_id in &member_ids {
            let Some(member) = self.members.get_mut(member_id) else { continue };
            let Waiting::Sync(ticket) = member.waits_for else { continue };
            member.waits_for = Waiting::Nothing;
            member.assignment = assignments.get(&**member_id).map_or_else(Bytes::new, |bytes| copy(bytes));
            let response = self.assignment_response(&self.members[member_id]);
            replies.push((ticket, GroupResponse::SyncGroup(response)));
            // Its session was not looked at while it waited.
            self.reset_session(step, member_id);
        }
        let tag = GroupTag::new(OnFailure::Rejoin {
            group_id: Arc::clone(&self.group_id),
            generation_id: self.generation_id,
        });
        step.write(vec![record], replies, tag);
    }

    /// The assignment did not get into the log. Those who waited for it were told; the members join again.
    pub(in crate::group) fn assignment_was_not_written(&mut self, step: &mut Step<'_>, generation_id: i32) {
        if self.state == State::CompletingRebalance && self.generation_id == generation_id {
            self.prepare_rebalance(step);
        }
    }
}

fn copy(bytes: &Bytes) -> Bytes {
    Bytes::copy_from_slice(bytes)
}
