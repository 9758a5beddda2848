//! SyncGroup, versions 0 to 5. Answered when the leader's assignment is committed.
//!
//! 3 (KIP-345): static members. 5 (KIP-559): a member says which protocol it believes in; both of its parts are
//! mandatory then.

use std::ops::RangeInclusive;

use coordinator::group::{GroupRequest, GroupResponse};
use model::ErrorCode;
use protocol::Decoder;
use protocol::messages::sync_group::{SyncGroupRequest, SyncGroupResponse};

use super::groups::{self, Outcome};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=5;
const PROTOCOL_SINCE: i16 = 5;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: SyncGroupRequest = context.decode(input)?;
    let names_protocol = request.protocol_type.is_some() && request.protocol_name.is_some();
    if context.api_version >= PROTOCOL_SINCE && !names_protocol {
        return Ok(context.reply(&failed(ErrorCode::InconsistentGroupProtocol)));
    }
    if request.group_id.is_empty() {
        return Ok(context.reply(&failed(ErrorCode::InvalidGroupId)));
    }
    let group_id = request.group_id.clone();
    let request = GroupRequest::SyncGroup { client: groups::client(&context), request };
    let submitted = context.broker.groups.submit(&group_id, request);
    Ok(groups::answer(context, submitted, respond))
}

fn respond(outcome: Outcome) -> SyncGroupResponse {
    match outcome {
        Ok(GroupResponse::SyncGroup(response)) => response,
        Ok(other) => failed(groups::unexpected(&other)),
        Err(error) => failed(error),
    }
}

fn failed(error: ErrorCode) -> SyncGroupResponse {
    SyncGroupResponse { error_code: error.code(), ..SyncGroupResponse::default() }
}
