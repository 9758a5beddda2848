//! ShareGroupDescribe, API key 77: versions 1, flexible from 0.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 77, versions = "1", flexible = "0+")]
pub struct ShareGroupDescribeRequest {
    /// The ids of the groups to describe.
    #[kafka(versions = "0+")]
    pub group_ids: Vec<Str>,
    /// Whether to include authorized operations.
    #[kafka(versions = "0+")]
    pub include_authorized_operations: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 77, versions = "1", flexible = "0+")]
pub struct ShareGroupDescribeResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
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
    /// The top-level error message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+")]
    pub error_message: Option<Str>,
    /// The group ID string.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The group state string, or the empty string.
    #[kafka(versions = "0+")]
    pub group_state: Str,
    /// The group epoch.
    #[kafka(versions = "0+")]
    pub group_epoch: i32,
    /// The assignment epoch.
    #[kafka(versions = "0+")]
    pub assignment_epoch: i32,
    /// The selected assignor.
    #[kafka(versions = "0+")]
    pub assignor_name: Str,
    /// The members.
    #[kafka(versions = "0+")]
    pub members: Vec<Member>,
    /// 32-bit bitfield to represent authorized operations for this group.
    #[kafka(versions = "0+", default = -2147483648)]
    pub authorized_operations: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Member {
    /// The member ID.
    #[kafka(versions = "0+")]
    pub member_id: Str,
    /// The member rack ID.
    #[kafka(versions = "0+", nullable = "0+")]
    pub rack_id: Option<Str>,
    /// The current member epoch.
    #[kafka(versions = "0+")]
    pub member_epoch: i32,
    /// The client ID.
    #[kafka(versions = "0+")]
    pub client_id: Str,
    /// The client host.
    #[kafka(versions = "0+")]
    pub client_host: Str,
    /// The subscribed topic names.
    #[kafka(versions = "0+")]
    pub subscribed_topic_names: Vec<Str>,
    /// The current assignment.
    #[kafka(versions = "0+")]
    pub assignment: Assignment,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The assigned topic-partitions to the member.
    #[kafka(versions = "0+")]
    pub topic_partitions: Vec<TopicPartitions>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicPartitions {
    /// The topic ID.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The partitions.
    #[kafka(versions = "0+")]
    pub partitions: Vec<i32>,
    pub unknown_tags: UnknownTags,
}
