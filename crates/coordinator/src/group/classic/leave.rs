//! LeaveGroup: members go, or an administrator removes static ones by their instance id.

use std::sync::Arc;

use model::ErrorCode;
use protocol::messages::leave_group::{
    LeaveGroupRequest, LeaveGroupResponse, MemberIdentity, MemberResponse,
};

use super::group::ClassicGroup;
use super::state::State;
use crate::group::GroupResponse;
use crate::group::step::Step;
use crate::shard::Ticket;

impl ClassicGroup {
    pub(in crate::group) fn leave(
        &mut self,
        step: &mut Step<'_>,
        ticket: Ticket,
        request: &LeaveGroupRequest,
    ) {
        let mut members = Vec::with_capacity(request.members.len());
        for identity in &request.members {
            let error = self.leave_one(step, identity).err().unwrap_or(ErrorCode::None);
            members.push(response(identity, error));
        }
        let has_anybody_left = members.iter().any(|member| member.error_code == ErrorCode::None.code());
        step.reply(
            ticket,
            GroupResponse::LeaveGroup(LeaveGroupResponse { members, ..LeaveGroupResponse::default() }),
        );
        if has_anybody_left && self.state != State::Empty {
            self.maybe_prepare_rebalance(step);
        }
    }

    fn leave_one(&mut self, step: &mut Step<'_>, identity: &MemberIdentity) -> Result<(), ErrorCode> {
        let instance_id = identity.group_instance_id.as_deref();
        if !identity.member_id.is_empty() {
            if self.pending_members.remove(&*identity.member_id).is_none() {
                self.validate_member(&identity.member_id, instance_id)?;
                self.remove_waiting(step, &identity.member_id);
            }
            return Ok(());
        }
        let member_id = instance_id.and_then(|id| self.static_members.get(id)).map(Arc::clone);
        self.remove_waiting(step, &member_id.ok_or(ErrorCode::UnknownMemberId)?);
        Ok(())
    }
}

/// What everybody is told who leaves a group that is not there.
pub(in crate::group) fn nobody_is_there(request: &LeaveGroupRequest) -> LeaveGroupResponse {
    let members = request.members.iter().map(|identity| response(identity, ErrorCode::UnknownMemberId));
    LeaveGroupResponse { members: members.collect(), ..LeaveGroupResponse::default() }
}

fn response(identity: &MemberIdentity, error: ErrorCode) -> MemberResponse {
    MemberResponse {
        member_id: identity.member_id.clone(),
        group_instance_id: identity.group_instance_id.clone(),
        error_code: error.code(),
        ..MemberResponse::default()
    }
}
