//! DeleteRecords, API key 21: versions 0 to 2, flexible from 2.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 21, versions = "0-2", flexible = "2+")]
pub struct DeleteRecordsRequest {
    /// Each topic that we want to delete records from.
    #[kafka(versions = "0+")]
    pub topics: Vec<DeleteRecordsTopic>,
    /// How long to wait for the deletion to complete, in milliseconds.
    #[kafka(versions = "0+")]
    pub timeout_ms: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DeleteRecordsTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// Each partition that we want to delete records from.
    #[kafka(versions = "0+")]
    pub partitions: Vec<DeleteRecordsPartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DeleteRecordsPartition {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The deletion offset. -1 means that records should be truncated to the high watermark.
    #[kafka(versions = "0+")]
    pub offset: i64,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 21, versions = "0-2", flexible = "2+")]
pub struct DeleteRecordsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// Each topic that we wanted to delete records from.
    #[kafka(versions = "0+")]
    pub topics: Vec<DeleteRecordsTopicResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DeleteRecordsTopicResult {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// Each partition that we wanted to delete records from.
    #[kafka(versions = "0+")]
    pub partitions: Vec<DeleteRecordsPartitionResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DeleteRecordsPartitionResult {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The partition low water mark.
    #[kafka(versions = "0+")]
    pub low_watermark: i64,
    /// The deletion error code, or 0 if the deletion succeeded.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
