//! OffsetFetch, API key 9: versions 1 to 10, flexible from 6.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 9, versions = "1-10", flexible = "6+")]
pub struct OffsetFetchRequest {
    /// The group to fetch offsets for.
    #[kafka(versions = "0-7")]
    pub group_id: Str,
    /// Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.
    #[kafka(versions = "0-7", nullable = "2-7", default = Some(Default::default()))]
    pub topics: Option<Vec<OffsetFetchRequestTopic>>,
    /// Each group we would like to fetch offsets for.
    #[kafka(versions = "8+")]
    pub groups: Vec<OffsetFetchRequestGroup>,
    /// Whether broker should hold on returning unstable offsets but set a retriable error code for the
    /// partitions.
    #[kafka(versions = "7+")]
    pub require_stable: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetFetchRequestTopic {
    /// The topic name.
    #[kafka(versions = "0-7")]
    pub name: Str,
    /// The partition indexes we would like to fetch offsets for.
    #[kafka(versions = "0-7")]
    pub partition_indexes: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetFetchRequestGroup {
    /// The group ID.
    #[kafka(versions = "8+")]
    pub group_id: Str,
    /// The member id.
    #[kafka(versions = "9+", nullable = "9+", ignorable)]
    pub member_id: Option<Str>,
    /// The member epoch if using the new consumer protocol (KIP-848).
    #[kafka(versions = "9+", default = -1, ignorable)]
    pub member_epoch: i32,
    /// Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.
    #[kafka(versions = "8+", nullable = "8+", default = Some(Default::default()))]
    pub topics: Option<Vec<OffsetFetchRequestTopics>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetFetchRequestTopics {
    /// The topic name.
    #[kafka(versions = "8-9", ignorable)]
    pub name: Str,
    /// The topic ID.
    #[kafka(versions = "10+", ignorable)]
    pub topic_id: Uuid,
    /// The partition indexes we would like to fetch offsets for.
    #[kafka(versions = "8+")]
    pub partition_indexes: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 9, versions = "1-10", flexible = "6+")]
pub struct OffsetFetchResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "3+", ignorable)]
    pub throttle_time_ms: i32,
    /// The responses per topic.
    #[kafka(versions = "0-7")]
    pub topics: Vec<OffsetFetchResponseTopic>,
    /// The top-level error code, or 0 if there was no error.
    #[kafka(versions = "2-7", ignorable)]
    pub error_code: i16,
    /// The responses per group id.
    #[kafka(versions = "8+")]
    pub groups: Vec<OffsetFetchResponseGroup>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetFetchResponseTopic {
    /// The topic name.
    #[kafka(versions = "0-7")]
    pub name: Str,
    /// The responses per partition.
    #[kafka(versions = "0-7")]
    pub partitions: Vec<OffsetFetchResponsePartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetFetchResponseGroup {
    /// The group ID.
    #[kafka(versions = "8+")]
    pub group_id: Str,
    /// The responses per topic.
    #[kafka(versions = "8+")]
    pub topics: Vec<OffsetFetchResponseTopics>,
    /// The group-level error code, or 0 if there was no error.
    #[kafka(versions = "8+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetFetchResponsePartition {
    /// The partition index.
    #[kafka(versions = "0-7")]
    pub partition_index: i32,
    /// The committed message offset.
    #[kafka(versions = "0-7")]
    pub committed_offset: i64,
    /// The leader epoch.
    #[kafka(versions = "5-7", default = -1, ignorable)]
    pub committed_leader_epoch: i32,
    /// The partition metadata.
    #[kafka(versions = "0-7", nullable = "0-7", default = Some(Default::default()))]
    pub metadata: Option<Str>,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0-7")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetFetchResponseTopics {
    /// The topic name.
    #[kafka(versions = "8-9", ignorable)]
    pub name: Str,
    /// The topic ID.
    #[kafka(versions = "10+", ignorable)]
    pub topic_id: Uuid,
    /// The responses per partition.
    #[kafka(versions = "8+")]
    pub partitions: Vec<OffsetFetchResponsePartitions>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetFetchResponsePartitions {
    /// The partition index.
    #[kafka(versions = "8+")]
    pub partition_index: i32,
    /// The committed message offset.
    #[kafka(versions = "8+")]
    pub committed_offset: i64,
    /// The leader epoch.
    #[kafka(versions = "8+", default = -1, ignorable)]
    pub committed_leader_epoch: i32,
    /// The partition metadata.
    #[kafka(versions = "8+", nullable = "8+", default = Some(Default::default()))]
    pub metadata: Option<Str>,
    /// The partition-level error code, or 0 if there was no error.
    #[kafka(versions = "8+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
