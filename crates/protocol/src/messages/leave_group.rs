//! LeaveGroup, API key 13: versions 0 to 5, flexible from 4.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 13, versions = "0-5", flexible = "4+")]
pub struct LeaveGroupRequest {
    /// The ID of the group to leave.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The member ID to remove from the group.
    #[kafka(versions = "0-2")]
    pub member_id: Str,
    /// List of leaving member identities.
    #[kafka(versions = "3+")]
    pub members: Vec<MemberIdentity>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct MemberIdentity {
    /// The member ID to remove from the group.
    #[kafka(versions = "3+")]
    pub member_id: Str,
    /// The group instance ID to remove from the group.
    #[kafka(versions = "3+", nullable = "3+")]
    pub group_instance_id: Option<Str>,
    /// The reason why the member left the group.
    #[kafka(versions = "5+", nullable = "5+", ignorable)]
    pub reason: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 13, versions = "0-5", flexible = "4+")]
pub struct LeaveGroupResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "1+", ignorable)]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// List of leaving member responses.
    #[kafka(versions = "3+")]
    pub members: Vec<MemberResponse>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct MemberResponse {
    /// The member ID to remove from the group.
    #[kafka(versions = "3+")]
    pub member_id: Str,
    /// The group instance ID to remove from the group.
    #[kafka(versions = "3+", nullable = "3+", default = Some(Default::default()))]
    pub group_instance_id: Option<Str>,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "3+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
