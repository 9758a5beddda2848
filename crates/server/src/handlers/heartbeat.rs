//! Heartbeat, versions 0 to 4. 3 (KIP-345): static members.
//!
//! While a group is loaded its members are told that all is well: they have nothing to do but to go on.

use std::ops::RangeInclusive;

use coordinator::group::{GroupRequest, GroupResponse, Membership};
use model::ErrorCode;
use protocol::Decoder;
use protocol::messages::heartbeat::{HeartbeatRequest, HeartbeatResponse};

use super::groups::{self, Outcome};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=4;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: HeartbeatRequest = context.decode(input)?;
    if request.group_id.is_empty() {
        return Ok(context.reply(&respond(Err(ErrorCode::InvalidGroupId))));
    }
    let member = Membership {
        group_id: request.group_id.clone(),
        member_id: request.member_id,
        group_instance_id: request.group_instance_id,
        generation_or_member_epoch: request.generation_id,
    };
    let submitted = context.broker.groups.submit(&request.group_id, GroupRequest::Heartbeat(member));
    Ok(groups::answer(context, submitted, respond))
}

fn respond(outcome: Outcome) -> HeartbeatResponse {
    let error = match outcome {
        Ok(GroupResponse::Heartbeat(error)) => error,
        Ok(other) => groups::unexpected(&other),
        Err(ErrorCode::CoordinatorLoadInProgress) => ErrorCode::None,
        Err(error) => error,
    };
    HeartbeatResponse { error_code: error.code(), ..HeartbeatResponse::default() }
}
