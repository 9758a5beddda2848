//! ElectLeaders, API key 43: versions 0 to 2, flexible from 2.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 43, versions = "0-2", flexible = "2+")]
pub struct ElectLeadersRequest {
    /// Type of elections to conduct for the partition. A value of '0' elects the preferred replica. A value of
    /// '1' elects the first live replica if there are no in-sync replica.
    #[kafka(versions = "1+")]
    pub election_type: i8,
    /// The topic partitions to elect leaders.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub topic_partitions: Option<Vec<TopicPartitions>>,
    /// The time in ms to wait for the election to complete.
    #[kafka(versions = "0+", default = 60000)]
    pub timeout_ms: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicPartitions {
    /// The name of a topic.
    #[kafka(versions = "0+")]
    pub topic: Str,
    /// The partitions of this topic whose leader should be elected.
    #[kafka(versions = "0+")]
    pub partitions: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 43, versions = "0-2", flexible = "2+")]
pub struct ElectLeadersResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The top level response error code.
    #[kafka(versions = "1+")]
    pub error_code: i16,
    /// The election results, or an empty array if the requester did not have permission and the request asks
    /// for all partitions.
    #[kafka(versions = "0+")]
    pub replica_election_results: Vec<ReplicaElectionResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ReplicaElectionResult {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic: Str,
    /// The results for each partition.
    #[kafka(versions = "0+")]
    pub partition_result: Vec<PartitionResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct PartitionResult {
    /// The partition id.
    #[kafka(versions = "0+")]
    pub partition_id: i32,
    /// The result error, or zero if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The result message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    pub unknown_tags: UnknownTags,
}
