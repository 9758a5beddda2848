//! DeleteGroups, versions 0 to 2: groups without members go, with their offsets.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use coordinator::group::{GroupRequest, GroupResponse};
use protocol::messages::delete_groups::{DeletableGroupResult, DeleteGroupsRequest, DeleteGroupsResponse};
use protocol::{Decoder, Str};

use super::groups::{self, Outcome};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=2;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let mut request: DeleteGroupsRequest = context.decode(input)?;
    // A group that is named twice is answered once.
    let mut seen = HashSet::new();
    request.groups_names.retain(|name| seen.insert(name.clone()));
    let delete = |group_id: &Str| {
        let request = GroupRequest::DeleteGroup { group_id: group_id.clone() };
        context.broker.groups.submit(group_id, request)
    };
    let submitted = request.groups_names.iter().map(delete).collect();
    Ok(groups::answer_all(context, submitted, move |outcomes| {
        let results = request.groups_names.into_iter().zip(outcomes).map(result);
        DeleteGroupsResponse { results: results.collect(), ..DeleteGroupsResponse::default() }
    }))
}

fn result((group_id, outcome): (Str, Outcome)) -> DeletableGroupResult {
    let error = match outcome {
        Ok(GroupResponse::DeleteGroup(error)) | Err(error) => error,
        Ok(other) => groups::unexpected(&other),
    };
    DeletableGroupResult { group_id, error_code: error.code(), ..DeletableGroupResult::default() }
}
