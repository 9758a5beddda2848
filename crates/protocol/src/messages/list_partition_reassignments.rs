//! ListPartitionReassignments, API key 46: versions 0, flexible from 0.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 46, versions = "0", flexible = "0+")]
pub struct ListPartitionReassignmentsRequest {
    /// The time in ms to wait for the request to complete.
    #[kafka(versions = "0+", default = 60000)]
    pub timeout_ms: i32,
    /// The topics to list partition reassignments for, or null to list everything.
    #[kafka(versions = "0+", nullable = "0+")]
    pub topics: Option<Vec<ListPartitionReassignmentsTopics>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ListPartitionReassignmentsTopics {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The partitions to list partition reassignments for.
    #[kafka(versions = "0+")]
    pub partition_indexes: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 46, versions = "0", flexible = "0+")]
pub struct ListPartitionReassignmentsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The top-level error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The top-level error message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// The ongoing reassignments for each topic.
    #[kafka(versions = "0+")]
    pub topics: Vec<OngoingTopicReassignment>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OngoingTopicReassignment {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The ongoing reassignments for each partition.
    #[kafka(versions = "0+")]
    pub partitions: Vec<OngoingPartitionReassignment>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OngoingPartitionReassignment {
    /// The index of the partition.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The current replica set.
    #[kafka(versions = "0+")]
    pub replicas: Vec<i32>,
    /// The set of replicas we are currently adding.
    #[kafka(versions = "0+")]
    pub adding_replicas: Vec<i32>,
    /// The set of replicas we are currently removing.
    #[kafka(versions = "0+")]
    pub removing_replicas: Vec<i32>,
    pub unknown_tags: UnknownTags,
}
