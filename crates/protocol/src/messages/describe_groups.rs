//! DescribeGroups, API key 15: versions 0 to 6, flexible from 5.

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 15, versions = "0-6", flexible = "5+")]
pub struct DescribeGroupsRequest {
    /// The names of the groups to describe.
    #[kafka(versions = "0+")]
    pub groups: Vec<Str>,
    /// Whether to include authorized operations.
    #[kafka(versions = "3+")]
    pub include_authorized_operations: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 15, versions = "0-6", flexible = "5+")]
pub struct DescribeGroupsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "1+", ignorable)]
    pub throttle_time_ms: i32,
    /// Each described group.
    #[kafka(versions = "0+")]
    pub groups: Vec<DescribedGroup>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribedGroup {
    /// The describe error, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The describe error message, or null if there was no error.
    #[kafka(versions = "6+", nullable = "6+")]
    pub error_message: Option<Str>,
    /// The group ID string.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The group state string, or the empty string.
    #[kafka(versions = "0+")]
    pub group_state: Str,
    /// The group protocol type, or the empty string.
    #[kafka(versions = "0+")]
    pub protocol_type: Str,
    /// The group protocol data, or the empty string.
    #[kafka(versions = "0+")]
    pub protocol_data: Str,
    /// The group members.
    #[kafka(versions = "0+")]
    pub members: Vec<DescribedGroupMember>,
    /// 32-bit bitfield to represent authorized operations for this group.
    #[kafka(versions = "3+", default = -2147483648)]
    pub authorized_operations: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribedGroupMember {
    /// The member id.
    #[kafka(versions = "0+")]
    pub member_id: Str,
    /// The unique identifier of the consumer instance provided by end user.
    #[kafka(versions = "4+", nullable = "4+", ignorable)]
    pub group_instance_id: Option<Str>,
    /// The client ID used in the member's latest join group request.
    #[kafka(versions = "0+")]
    pub client_id: Str,
    /// The client host.
    #[kafka(versions = "0+")]
    pub client_host: Str,
    /// The metadata corresponding to the current group protocol in use.
    #[kafka(versions = "0+")]
    pub member_metadata: Bytes,
    /// The current assignment provided by the group leader.
    #[kafka(versions = "0+")]
    pub member_assignment: Bytes,
    pub unknown_tags: UnknownTags,
}
