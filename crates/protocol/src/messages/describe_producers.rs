//! DescribeProducers, API key 61: versions 0, flexible from 0.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 61, versions = "0", flexible = "0+")]
pub struct DescribeProducersRequest {
    /// The topics to list producers for.
    #[kafka(versions = "0+")]
    pub topics: Vec<TopicRequest>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicRequest {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The indexes of the partitions to list producers for.
    #[kafka(versions = "0+")]
    pub partition_indexes: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 61, versions = "0", flexible = "0+")]
pub struct DescribeProducersResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// Each topic in the response.
    #[kafka(versions = "0+")]
    pub topics: Vec<TopicResponse>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicResponse {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// Each partition in the response.
    #[kafka(versions = "0+")]
    pub partitions: Vec<PartitionResponse>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct PartitionResponse {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The partition error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The partition error message, which may be null if no additional details are available.
    #[kafka(versions = "0+", nullable = "0+")]
    pub error_message: Option<Str>,
    /// The active producers for the partition.
    #[kafka(versions = "0+")]
    pub active_producers: Vec<ProducerState>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ProducerState {
    /// The producer id.
    #[kafka(versions = "0+")]
    pub producer_id: i64,
    /// The producer epoch.
    #[kafka(versions = "0+")]
    pub producer_epoch: i32,
    /// The last sequence number sent by the producer.
    #[kafka(versions = "0+", default = -1)]
    pub last_sequence: i32,
    /// The last timestamp sent by the producer.
    #[kafka(versions = "0+", default = -1)]
    pub last_timestamp: i64,
    /// The current epoch of the producer group.
    #[kafka(versions = "0+")]
    pub coordinator_epoch: i32,
    /// The current transaction start offset of the producer.
    #[kafka(versions = "0+", default = -1)]
    pub current_txn_start_offset: i64,
    pub unknown_tags: UnknownTags,
}
