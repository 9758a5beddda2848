//! SyncGroup, API key 14: versions 0 to 5, flexible from 4.

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 14, versions = "0-5", flexible = "4+")]
pub struct SyncGroupRequest {
    /// The unique group identifier.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The generation of the group.
    #[kafka(versions = "0+")]
    pub generation_id: i32,
    /// The member ID assigned by the group.
    #[kafka(versions = "0+")]
    pub member_id: Str,
    /// The unique identifier of the consumer instance provided by end user.
    #[kafka(versions = "3+", nullable = "3+")]
    pub group_instance_id: Option<Str>,
    /// The group protocol type.
    #[kafka(versions = "5+", nullable = "5+", ignorable)]
    pub protocol_type: Option<Str>,
    /// The group protocol name.
    #[kafka(versions = "5+", nullable = "5+", ignorable)]
    pub protocol_name: Option<Str>,
    /// Each assignment.
    #[kafka(versions = "0+")]
    pub assignments: Vec<SyncGroupRequestAssignment>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct SyncGroupRequestAssignment {
    /// The ID of the member to assign.
    #[kafka(versions = "0+")]
    pub member_id: Str,
    /// The member assignment.
    #[kafka(versions = "0+")]
    pub assignment: Bytes,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 14, versions = "0-5", flexible = "4+")]
pub struct SyncGroupResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "1+", ignorable)]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The group protocol type.
    #[kafka(versions = "5+", nullable = "5+", ignorable)]
    pub protocol_type: Option<Str>,
    /// The group protocol name.
    #[kafka(versions = "5+", nullable = "5+", ignorable)]
    pub protocol_name: Option<Str>,
    /// The member assignment.
    #[kafka(versions = "0+")]
    pub assignment: Bytes,
    pub unknown_tags: UnknownTags,
}
