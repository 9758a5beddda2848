//! DescribeGroups, versions 0 to 6: classic groups. A group that does not exist is a dead one, without an error.
//!
//! 3 (KIP-430): authorised operations. 4 (KIP-345): static members. 6 (KIP-1043): an unknown group is
//! GROUP_ID_NOT_FOUND, with a message.

use std::ops::RangeInclusive;

use coordinator::group::{GroupRequest, GroupResponse};
use protocol::messages::describe_groups::{DescribeGroupsRequest, DescribeGroupsResponse, DescribedGroup};
use protocol::{Decoder, Str};

use super::groups::{self, Outcome};
use super::operations;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=6;
const UNKNOWN_GROUP_SINCE: i16 = 6;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: DescribeGroupsRequest = context.decode(input)?;
    let version = context.api_version;
    let reports_unknown_group = version >= UNKNOWN_GROUP_SINCE;
    let describe = |group_id: &Str| {
        let request = GroupRequest::DescribeGroup { group_id: group_id.clone(), reports_unknown_group };
        context.broker.groups.submit(group_id, request)
    };
    let submitted = request.groups.iter().map(describe).collect();
    let includes_operations = request.include_authorized_operations;
    Ok(groups::answer_all(context, submitted, move |outcomes| {
        let groups = request.groups.into_iter().zip(outcomes).map(|(group_id, outcome)| {
            let mut group = described(group_id, outcome);
            // Kafka does not say what may be done with a group that it cannot describe.
            group.authorized_operations = operations::group(includes_operations && group.error_code == 0);
            if version < UNKNOWN_GROUP_SINCE {
                group.error_message = None;
            }
            group
        });
        DescribeGroupsResponse { groups: groups.collect(), ..DescribeGroupsResponse::default() }
    }))
}

fn described(group_id: Str, outcome: Outcome) -> DescribedGroup {
    let error = match outcome {
        Ok(GroupResponse::DescribeGroup(group)) => return group,
        Ok(other) => groups::unexpected(&other),
        Err(error) => error,
    };
    DescribedGroup { group_id, error_code: error.code(), ..DescribedGroup::default() }
}

#[cfg(test)]
mod tests {
    use model::ErrorCode;

    use super::*;

    #[test]
    fn a_group_without_coordinator_keeps_its_name() {
        let group = described(Str::from_static("g"), Err(ErrorCode::NotCoordinator));
        assert_eq!((&*group.group_id, group.error_code), ("g", ErrorCode::NotCoordinator.code()));
    }
}
