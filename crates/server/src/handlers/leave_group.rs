//! LeaveGroup, versions 0 to 5. 3 (KIP-345): many members, each with a result. 5 (KIP-800): the reason, which is only
//! logged.

use std::ops::RangeInclusive;

use coordinator::group::{GroupRequest, GroupResponse};
use model::ErrorCode;
use protocol::Decoder;
use protocol::messages::leave_group::{LeaveGroupRequest, LeaveGroupResponse, MemberIdentity};

use super::groups::{self, Outcome};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=5;
const MANY_MEMBERS_SINCE: i16 = 3;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let mut request: LeaveGroupRequest = context.decode(input)?;
    let version = context.api_version;
    if request.group_id.is_empty() {
        return Ok(context.reply(&failed(ErrorCode::InvalidGroupId)));
    }
    if version < MANY_MEMBERS_SINCE {
        let member_id = std::mem::take(&mut request.member_id);
        request.members = vec![MemberIdentity { member_id, ..MemberIdentity::default() }];
    }
    let group_id = request.group_id.clone();
    let request = GroupRequest::LeaveGroup { client: groups::client(&context), request };
    let submitted = context.broker.groups.submit(&group_id, request);
    Ok(groups::answer(context, submitted, move |outcome| respond(version, outcome)))
}

fn respond(version: i16, outcome: Outcome) -> LeaveGroupResponse {
    let mut response = match outcome {
        Ok(GroupResponse::LeaveGroup(response)) => response,
        Ok(other) => failed(groups::unexpected(&other)),
        Err(error) => failed(error),
    };
    if version < MANY_MEMBERS_SINCE {
        let of_member = response.members.first().map_or(0, |member| member.error_code);
        response.members.clear();
        if response.error_code == 0 {
            response.error_code = of_member;
        }
    }
    response
}

fn failed(error: ErrorCode) -> LeaveGroupResponse {
    LeaveGroupResponse { error_code: error.code(), ..LeaveGroupResponse::default() }
}
