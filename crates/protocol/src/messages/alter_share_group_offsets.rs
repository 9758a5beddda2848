//! AlterShareGroupOffsets, API key 91: versions 0, flexible from 0.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 91, versions = "0", flexible = "0+")]
pub struct AlterShareGroupOffsetsRequest {
    /// The group identifier.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The topics to alter offsets for.
    #[kafka(versions = "0+")]
    pub topics: Vec<AlterShareGroupOffsetsRequestTopic>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterShareGroupOffsetsRequestTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// Each partition to alter offsets for.
    #[kafka(versions = "0+")]
    pub partitions: Vec<AlterShareGroupOffsetsRequestPartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterShareGroupOffsetsRequestPartition {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The share-partition start offset.
    #[kafka(versions = "0+")]
    pub start_offset: i64,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 91, versions = "0", flexible = "0+")]
pub struct AlterShareGroupOffsetsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The top-level error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The top-level error message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+")]
    pub error_message: Option<Str>,
    /// The results for each topic.
    #[kafka(versions = "0+")]
    pub responses: Vec<AlterShareGroupOffsetsResponseTopic>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterShareGroupOffsetsResponseTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The unique topic ID.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    #[kafka(versions = "0+")]
    pub partitions: Vec<AlterShareGroupOffsetsResponsePartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterShareGroupOffsetsResponsePartition {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The error message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+")]
    pub error_message: Option<Str>,
    pub unknown_tags: UnknownTags,
}
