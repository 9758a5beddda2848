//! OffsetForLeaderEpoch, API key 23: versions 2 to 4, flexible from 4.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 23, versions = "2-4", flexible = "4+")]
pub struct OffsetForLeaderEpochRequest {
    /// The broker ID of the follower, of -1 if this request is from a consumer.
    #[kafka(versions = "3+", default = -2, ignorable)]
    pub replica_id: i32,
    /// Each topic to get offsets for.
    #[kafka(versions = "0+")]
    pub topics: Vec<OffsetForLeaderTopic>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetForLeaderTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic: Str,
    /// Each partition to get offsets for.
    #[kafka(versions = "0+")]
    pub partitions: Vec<OffsetForLeaderPartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetForLeaderPartition {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition: i32,
    /// An epoch used to fence consumers/replicas with old metadata. If the epoch provided by the client is
    /// larger than the current epoch known to the broker, then the UNKNOWN_LEADER_EPOCH error code will be
    /// returned. If the provided epoch is smaller, then the FENCED_LEADER_EPOCH error code will be returned.
    #[kafka(versions = "2+", default = -1, ignorable)]
    pub current_leader_epoch: i32,
    /// The epoch to look up an offset for.
    #[kafka(versions = "0+")]
    pub leader_epoch: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 23, versions = "2-4", flexible = "4+")]
pub struct OffsetForLeaderEpochResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "2+", ignorable)]
    pub throttle_time_ms: i32,
    /// Each topic we fetched offsets for.
    #[kafka(versions = "0+")]
    pub topics: Vec<OffsetForLeaderTopicResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetForLeaderTopicResult {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic: Str,
    /// Each partition in the topic we fetched offsets for.
    #[kafka(versions = "0+")]
    pub partitions: Vec<EpochEndOffset>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct EpochEndOffset {
    /// The error code 0, or if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition: i32,
    /// The leader epoch of the partition.
    #[kafka(versions = "1+", default = -1, ignorable)]
    pub leader_epoch: i32,
    /// The end offset of the epoch.
    #[kafka(versions = "0+", default = -1)]
    pub end_offset: i64,
    pub unknown_tags: UnknownTags,
}
