//! Answers that several requests have in common.

use model::ErrorCode;
use protocol::Str;
use protocol::messages::join_group::JoinGroupResponse;
use protocol::messages::sync_group::SyncGroupResponse;

use super::GroupResponse;

pub(super) fn join_error(member_id: &str, error: ErrorCode) -> JoinGroupResponse {
    JoinGroupResponse {
        error_code: error.code(),
        member_id: Str::from(member_id),
        ..JoinGroupResponse::default()
    }
}

pub(super) fn sync_error(error: ErrorCode) -> GroupResponse {
    GroupResponse::SyncGroup(SyncGroupResponse { error_code: error.code(), ..SyncGroupResponse::default() })
}
