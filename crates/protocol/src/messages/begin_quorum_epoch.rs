//! BeginQuorumEpoch, API key 53: versions 0 to 1, flexible from 1.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 53, versions = "0-1", flexible = "1+")]
pub struct BeginQuorumEpochRequest {
    /// The cluster id.
    #[kafka(versions = "0+", nullable = "0+")]
    pub cluster_id: Option<Str>,
    /// The replica id of the voter receiving the request.
    #[kafka(versions = "1+", default = -1, ignorable)]
    pub voter_id: i32,
    /// The topics.
    #[kafka(versions = "0+")]
    pub topics: Vec<RequestTopicData>,
    /// Endpoints for the leader.
    #[kafka(versions = "1+", ignorable)]
    pub leader_endpoints: Vec<LeaderEndpoint>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestTopicData {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The partitions.
    #[kafka(versions = "0+")]
    pub partitions: Vec<RequestPartitionData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct LeaderEndpoint {
    /// The name of the endpoint.
    #[kafka(versions = "1+")]
    pub name: Str,
    /// The node's hostname.
    #[kafka(versions = "1+")]
    pub host: Str,
    /// The node's port.
    #[kafka(versions = "1+")]
    pub port: u16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestPartitionData {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The directory id of the receiving replica.
    #[kafka(versions = "1+", ignorable)]
    pub voter_directory_id: Uuid,
    /// The ID of the newly elected leader.
    #[kafka(versions = "0+")]
    pub leader_id: i32,
    /// The epoch of the newly elected leader.
    #[kafka(versions = "0+")]
    pub leader_epoch: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 53, versions = "0-1", flexible = "1+")]
pub struct BeginQuorumEpochResponse {
    /// The top level error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The topic data.
    #[kafka(versions = "0+")]
    pub topics: Vec<ResponseTopicData>,
    /// Endpoints for all leaders enumerated in PartitionData.
    #[kafka(versions = "1+", tagged = "1+", tag = 0)]
    pub node_endpoints: Vec<NodeEndpoint>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ResponseTopicData {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The partition data.
    #[kafka(versions = "0+")]
    pub partitions: Vec<ResponsePartitionData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct NodeEndpoint {
    /// The ID of the associated node.
    #[kafka(versions = "1+")]
    pub node_id: i32,
    /// The node's hostname.
    #[kafka(versions = "1+")]
    pub host: Str,
    /// The node's port.
    #[kafka(versions = "1+")]
    pub port: u16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ResponsePartitionData {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The error code for this partition.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The ID of the current leader or -1 if the leader is unknown.
    #[kafka(versions = "0+")]
    pub leader_id: i32,
    /// The latest known leader epoch.
    #[kafka(versions = "0+")]
    pub leader_epoch: i32,
    pub unknown_tags: UnknownTags,
}
