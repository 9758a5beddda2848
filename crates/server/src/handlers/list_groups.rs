//! ListGroups, versions 0 to 5: the groups that this broker coordinates.
//!
//! 4 (KIP-518): only groups in some states. 5 (KIP-848): only groups of some types. Both go by names in any case.
//! While a shard is loading there is an error and no group: a part of them would be taken for all.

use std::ops::RangeInclusive;

use coordinator::group::{GroupRequest, GroupResponse};
use model::ErrorCode;
use protocol::messages::list_groups::{ListGroupsRequest, ListGroupsResponse, ListedGroup};
use protocol::{Decoder, Str};

use super::groups::{self, Outcome};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=5;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: ListGroupsRequest = context.decode(input)?;
    let list = GroupRequest::ListGroups {
        states: names(&request.states_filter),
        types: names(&request.types_filter),
    };
    let submitted = context.broker.groups.submit_to_all(&list);
    Ok(groups::answer_all(context, submitted, respond))
}

/// Lower case, without what Kafka's own constants have between their words.
fn names(filter: &[Str]) -> Vec<String> {
    filter.iter().map(|name| name.to_lowercase().replace('_', "")).collect()
}

fn respond(outcomes: Vec<Outcome>) -> ListGroupsResponse {
    let mut groups = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(GroupResponse::ListGroups(listed)) => groups.extend(listed),
            Ok(other) => return failed(groups::unexpected(&other)),
            // The leadership went while we asked: another broker lists those groups.
            Err(ErrorCode::NotCoordinator) => {}
            Err(error) => return failed(error),
        }
    }
    groups.sort_by(|a: &ListedGroup, b: &ListedGroup| a.group_id.cmp(&b.group_id));
    ListGroupsResponse { groups, ..ListGroupsResponse::default() }
}

fn failed(error: ErrorCode) -> ListGroupsResponse {
    ListGroupsResponse { error_code: error.code(), ..ListGroupsResponse::default() }
}
