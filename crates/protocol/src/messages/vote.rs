//! Vote, API key 52: versions 0 to 2, flexible from 0.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 52, versions = "0-2", flexible = "0+")]
pub struct VoteRequest {
    /// The cluster id.
    #[kafka(versions = "0+", nullable = "0+")]
    pub cluster_id: Option<Str>,
    /// The replica id of the voter receiving the request.
    #[kafka(versions = "1+", default = -1, ignorable)]
    pub voter_id: i32,
    /// The topic data.
    #[kafka(versions = "0+")]
    pub topics: Vec<RequestTopicData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestTopicData {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The partition data.
    #[kafka(versions = "0+")]
    pub partitions: Vec<RequestPartitionData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestPartitionData {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The epoch of the voter sending the request
    #[kafka(versions = "0+")]
    pub replica_epoch: i32,
    /// The replica id of the voter sending the request
    #[kafka(versions = "0+")]
    pub replica_id: i32,
    /// The directory id of the voter sending the request
    #[kafka(versions = "1+", ignorable)]
    pub replica_directory_id: Uuid,
    /// The directory id of the voter receiving the request
    #[kafka(versions = "1+", ignorable)]
    pub voter_directory_id: Uuid,
    /// The epoch of the last record written to the metadata log.
    #[kafka(versions = "0+")]
    pub last_offset_epoch: i32,
    /// The log end offset of the metadata log of the voter sending the request.
    #[kafka(versions = "0+")]
    pub last_offset: i64,
    /// Whether the request is a PreVote request (not persisted) or not.
    #[kafka(versions = "2+")]
    pub pre_vote: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 52, versions = "0-2", flexible = "0+")]
pub struct VoteResponse {
    /// The top level error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The results for each topic.
    #[kafka(versions = "0+")]
    pub topics: Vec<ResponseTopicData>,
    /// Endpoints for all current-leaders enumerated in PartitionData.
    #[kafka(versions = "1+", tagged = "1+", tag = 0)]
    pub node_endpoints: Vec<NodeEndpoint>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ResponseTopicData {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The results for each partition.
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
    /// The partition level error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The ID of the current leader or -1 if the leader is unknown.
    #[kafka(versions = "0+")]
    pub leader_id: i32,
    /// The latest known leader epoch.
    #[kafka(versions = "0+")]
    pub leader_epoch: i32,
    /// True if the vote was granted and false otherwise.
    #[kafka(versions = "0+")]
    pub vote_granted: bool,
    pub unknown_tags: UnknownTags,
}
