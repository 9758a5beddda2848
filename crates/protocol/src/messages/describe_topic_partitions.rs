//! DescribeTopicPartitions, API key 75: versions 0, flexible from 0.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 75, versions = "0", flexible = "0+")]
pub struct DescribeTopicPartitionsRequest {
    /// The topics to fetch details for.
    #[kafka(versions = "0+")]
    pub topics: Vec<TopicRequest>,
    /// The maximum number of partitions included in the response.
    #[kafka(versions = "0+", default = 2000)]
    pub response_partition_limit: i32,
    /// The first topic and partition index to fetch details for.
    #[kafka(versions = "0+", nullable = "0+")]
    pub cursor: Option<Box<RequestCursor>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicRequest {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestCursor {
    /// The name for the first topic to process.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The partition index to start with.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 75, versions = "0", flexible = "0+")]
pub struct DescribeTopicPartitionsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+", ignorable)]
    pub throttle_time_ms: i32,
    /// Each topic in the response.
    #[kafka(versions = "0+")]
    pub topics: Vec<DescribeTopicPartitionsResponseTopic>,
    /// The next topic and partition index to fetch details for.
    #[kafka(versions = "0+", nullable = "0+")]
    pub next_cursor: Option<Box<ResponseCursor>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribeTopicPartitionsResponseTopic {
    /// The topic error, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The topic name.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub name: Option<Str>,
    /// The topic id.
    #[kafka(versions = "0+", ignorable)]
    pub topic_id: Uuid,
    /// True if the topic is internal.
    #[kafka(versions = "0+", ignorable)]
    pub is_internal: bool,
    /// Each partition in the topic.
    #[kafka(versions = "0+")]
    pub partitions: Vec<DescribeTopicPartitionsResponsePartition>,
    /// 32-bit bitfield to represent authorized operations for this topic.
    #[kafka(versions = "0+", default = -2147483648)]
    pub topic_authorized_operations: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ResponseCursor {
    /// The name for the first topic to process.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The partition index to start with.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribeTopicPartitionsResponsePartition {
    /// The partition error, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The ID of the leader broker.
    #[kafka(versions = "0+")]
    pub leader_id: i32,
    /// The leader epoch of this partition.
    #[kafka(versions = "0+", default = -1, ignorable)]
    pub leader_epoch: i32,
    /// The set of all nodes that host this partition.
    #[kafka(versions = "0+")]
    pub replica_nodes: Vec<i32>,
    /// The set of nodes that are in sync with the leader for this partition.
    #[kafka(versions = "0+")]
    pub isr_nodes: Vec<i32>,
    /// The new eligible leader replicas otherwise.
    #[kafka(versions = "0+", nullable = "0+")]
    pub eligible_leader_replicas: Option<Vec<i32>>,
    /// The last known ELR.
    #[kafka(versions = "0+", nullable = "0+")]
    pub last_known_elr: Option<Vec<i32>>,
    /// The set of offline replicas of this partition.
    #[kafka(versions = "0+", ignorable)]
    pub offline_replicas: Vec<i32>,
    pub unknown_tags: UnknownTags,
}
