//! OffsetDelete, API key 47: versions 0.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 47, versions = "0")]
pub struct OffsetDeleteRequest {
    /// The unique group identifier.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The topics to delete offsets for.
    #[kafka(versions = "0+")]
    pub topics: Vec<OffsetDeleteRequestTopic>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetDeleteRequestTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// Each partition to delete offsets for.
    #[kafka(versions = "0+")]
    pub partitions: Vec<OffsetDeleteRequestPartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetDeleteRequestPartition {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 47, versions = "0")]
pub struct OffsetDeleteResponse {
    /// The top-level error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+", ignorable)]
    pub throttle_time_ms: i32,
    /// The responses for each topic.
    #[kafka(versions = "0+")]
    pub topics: Vec<OffsetDeleteResponseTopic>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetDeleteResponseTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The responses for each partition in the topic.
    #[kafka(versions = "0+")]
    pub partitions: Vec<OffsetDeleteResponsePartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OffsetDeleteResponsePartition {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
