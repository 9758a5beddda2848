//! JoinGroup, API key 11: versions 0 to 9, flexible from 6.

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 11, versions = "0-9", flexible = "6+")]
pub struct JoinGroupRequest {
    /// The group identifier.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The coordinator considers the consumer dead if it receives no heartbeat after this timeout in
    /// milliseconds.
    #[kafka(versions = "0+")]
    pub session_timeout_ms: i32,
    /// The maximum time in milliseconds that the coordinator will wait for each member to rejoin when
    /// rebalancing the group.
    #[kafka(versions = "1+", default = -1, ignorable)]
    pub rebalance_timeout_ms: i32,
    /// The member id assigned by the group coordinator.
    #[kafka(versions = "0+")]
    pub member_id: Str,
    /// The unique identifier of the consumer instance provided by end user.
    #[kafka(versions = "5+", nullable = "5+")]
    pub group_instance_id: Option<Str>,
    /// The unique name the for class of protocols implemented by the group we want to join.
    #[kafka(versions = "0+")]
    pub protocol_type: Str,
    /// The list of protocols that the member supports.
    #[kafka(versions = "0+")]
    pub protocols: Vec<JoinGroupRequestProtocol>,
    /// The reason why the member (re-)joins the group.
    #[kafka(versions = "8+", nullable = "8+", ignorable)]
    pub reason: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct JoinGroupRequestProtocol {
    /// The protocol name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The protocol metadata.
    #[kafka(versions = "0+")]
    pub metadata: Bytes,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 11, versions = "0-9", flexible = "6+")]
pub struct JoinGroupResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "2+", ignorable)]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The generation ID of the group.
    #[kafka(versions = "0+", default = -1)]
    pub generation_id: i32,
    /// The group protocol name.
    #[kafka(versions = "7+", nullable = "7+", ignorable)]
    pub protocol_type: Option<Str>,
    /// The group protocol selected by the coordinator.
    #[kafka(versions = "0+", nullable = "7+", default = Some(Default::default()))]
    pub protocol_name: Option<Str>,
    /// The leader of the group.
    #[kafka(versions = "0+")]
    pub leader: Str,
    /// True if the leader must skip running the assignment.
    #[kafka(versions = "9+")]
    pub skip_assignment: bool,
    /// The member ID assigned by the group coordinator.
    #[kafka(versions = "0+")]
    pub member_id: Str,
    /// The group members.
    #[kafka(versions = "0+")]
    pub members: Vec<JoinGroupResponseMember>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct JoinGroupResponseMember {
    /// The group member ID.
    #[kafka(versions = "0+")]
    pub member_id: Str,
    /// The unique identifier of the consumer instance provided by end user.
    #[kafka(versions = "5+", nullable = "5+", ignorable)]
    pub group_instance_id: Option<Str>,
    /// The group member metadata.
    #[kafka(versions = "0+")]
    pub metadata: Bytes,
    pub unknown_tags: UnknownTags,
}
