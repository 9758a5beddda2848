//! JoinGroup, versions 0 to 9. Answered when the group has rebalanced.
//!
//! - 1: the rebalance timeout, which was the session timeout before.
//! - 4 (KIP-394): a new dynamic member is given an id first, and joins again with it.
//! - 5 (KIP-345): static members. 7 (KIP-559): the protocol type. 8 (KIP-800): the reason, which is only logged.
//! - 9 (KIP-814): a restarted static leader may be told to skip the assignment.

use std::ops::RangeInclusive;

use coordinator::group::{GroupRequest, GroupResponse};
use model::ErrorCode;
use protocol::messages::join_group::{JoinGroupRequest, JoinGroupResponse};
use protocol::{Decoder, Str};

use super::groups::{self, Outcome};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=9;
const REBALANCE_TIMEOUT_SINCE: i16 = 1;
const KNOWN_MEMBER_ID_SINCE: i16 = 4;
const NULL_PROTOCOL_SINCE: i16 = 7;
const SKIP_ASSIGNMENT_SINCE: i16 = 9;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let mut request: JoinGroupRequest = context.decode(input)?;
    let version = context.api_version;
    if version < REBALANCE_TIMEOUT_SINCE {
        request.rebalance_timeout_ms = request.session_timeout_ms;
    }
    if request.group_id.is_empty() {
        let response = respond(version, Ok(GroupResponse::JoinGroup(refused(request.member_id))));
        return Ok(context.reply(&response));
    }
    let group_id = request.group_id.clone();
    let submitted = context.broker.groups.submit(
        &group_id,
        GroupRequest::JoinGroup {
            client: groups::client(&context),
            request,
            requires_known_member_id: version >= KNOWN_MEMBER_ID_SINCE,
            supports_skipping_assignment: version >= SKIP_ASSIGNMENT_SINCE,
        },
    );
    Ok(groups::answer(context, submitted, move |outcome| respond(version, outcome)))
}

fn refused(member_id: Str) -> JoinGroupResponse {
    JoinGroupResponse { error_code: ErrorCode::InvalidGroupId.code(), member_id, ..Default::default() }
}

fn respond(version: i16, outcome: Outcome) -> JoinGroupResponse {
    let failed = |error: ErrorCode| JoinGroupResponse { error_code: error.code(), ..Default::default() };
    let mut response = match outcome {
        Ok(GroupResponse::JoinGroup(response)) => response,
        Ok(other) => failed(groups::unexpected(&other)),
        Err(error) => failed(error),
    };
    if version < NULL_PROTOCOL_SINCE {
        response.protocol_name.get_or_insert_default();
    } else if response.error_code != ErrorCode::None.code() {
        response.protocol_name = None;
    }
    response
}
