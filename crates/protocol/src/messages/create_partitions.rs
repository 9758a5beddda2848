//! CreatePartitions, API key 37: versions 0 to 3, flexible from 2.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 37, versions = "0-3", flexible = "2+")]
pub struct CreatePartitionsRequest {
    /// Each topic that we want to create new partitions inside.
    #[kafka(versions = "0+")]
    pub topics: Vec<CreatePartitionsTopic>,
    /// The time in ms to wait for the partitions to be created.
    #[kafka(versions = "0+")]
    pub timeout_ms: i32,
    /// If true, then validate the request, but don't actually increase the number of partitions.
    #[kafka(versions = "0+")]
    pub validate_only: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct CreatePartitionsTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The new partition count.
    #[kafka(versions = "0+")]
    pub count: i32,
    /// The new partition assignments.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub assignments: Option<Vec<CreatePartitionsAssignment>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct CreatePartitionsAssignment {
    /// The assigned broker IDs.
    #[kafka(versions = "0+")]
    pub broker_ids: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 37, versions = "0-3", flexible = "2+")]
pub struct CreatePartitionsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The partition creation results for each topic.
    #[kafka(versions = "0+")]
    pub results: Vec<CreatePartitionsTopicResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct CreatePartitionsTopicResult {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The result error, or zero if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The result message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+")]
    pub error_message: Option<Str>,
    pub unknown_tags: UnknownTags,
}
