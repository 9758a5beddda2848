//! GroupMetadata, a record schema of Apache Kafka (API key 2).

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 2, versions = "0")]
pub struct GroupMetadataKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 2, versions = "0-4", flexible = "4+")]
pub struct GroupMetadataValue {
    /// The protocol type.
    #[kafka(versions = "0+")]
    pub protocol_type: Str,
    /// The generation id.
    #[kafka(versions = "0+")]
    pub generation: i32,
    /// The protocol name.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub protocol: Option<Str>,
    /// The leader id.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub leader: Option<Str>,
    /// The timestamp of the last state change.
    #[kafka(versions = "2+", default = -1, ignorable)]
    pub current_state_timestamp: i64,
    /// The group members.
    #[kafka(versions = "0+")]
    pub members: Vec<MemberMetadata>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct MemberMetadata {
    /// The member id.
    #[kafka(versions = "0+")]
    pub member_id: Str,
    /// The group instance id.
    #[kafka(versions = "3+", nullable = "3+", ignorable)]
    pub group_instance_id: Option<Str>,
    /// The client id.
    #[kafka(versions = "0+")]
    pub client_id: Str,
    /// The client host.
    #[kafka(versions = "0+")]
    pub client_host: Str,
    /// The rebalance timeout.
    #[kafka(versions = "1+", default = -1, ignorable)]
    pub rebalance_timeout: i32,
    /// The session timeout.
    #[kafka(versions = "0+")]
    pub session_timeout: i32,
    /// The subscription.
    #[kafka(versions = "0+")]
    pub subscription: Bytes,
    /// The assignment.
    #[kafka(versions = "0+")]
    pub assignment: Bytes,
    pub unknown_tags: UnknownTags,
}
