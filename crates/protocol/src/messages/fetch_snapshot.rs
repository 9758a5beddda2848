//! FetchSnapshot, API key 59: versions 0 to 1, flexible from 0.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Records, Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 59, versions = "0-1", flexible = "0+")]
pub struct FetchSnapshotRequest {
    /// The clusterId if known, this is used to validate metadata fetches prior to broker registration.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 0)]
    pub cluster_id: Option<Str>,
    /// The broker ID of the follower.
    #[kafka(versions = "0+", default = -1)]
    pub replica_id: i32,
    /// The maximum bytes to fetch from all of the snapshots.
    #[kafka(versions = "0+", default = i32::MAX)]
    pub max_bytes: i32,
    /// The topics to fetch.
    #[kafka(versions = "0+")]
    pub topics: Vec<RequestTopicSnapshot>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestTopicSnapshot {
    /// The name of the topic to fetch.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The partitions to fetch.
    #[kafka(versions = "0+")]
    pub partitions: Vec<RequestPartitionSnapshot>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestPartitionSnapshot {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition: i32,
    /// The current leader epoch of the partition, -1 for unknown leader epoch.
    #[kafka(versions = "0+")]
    pub current_leader_epoch: i32,
    /// The snapshot endOffset and epoch to fetch.
    #[kafka(versions = "0+")]
    pub snapshot_id: RequestSnapshotId,
    /// The byte position within the snapshot to start fetching from.
    #[kafka(versions = "0+")]
    pub position: i64,
    /// The directory id of the follower fetching.
    #[kafka(versions = "1+", tagged = "1+", tag = 0, ignorable)]
    pub replica_directory_id: Uuid,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestSnapshotId {
    /// The end offset of the snapshot.
    #[kafka(versions = "0+")]
    pub end_offset: i64,
    /// The epoch of the snapshot.
    #[kafka(versions = "0+")]
    pub epoch: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 59, versions = "0-1", flexible = "0+")]
pub struct FetchSnapshotResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+", ignorable)]
    pub throttle_time_ms: i32,
    /// The top level response error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The topics to fetch.
    #[kafka(versions = "0+")]
    pub topics: Vec<ResponseTopicSnapshot>,
    /// Endpoints for all current-leaders enumerated in PartitionSnapshot.
    #[kafka(versions = "1+", tagged = "1+", tag = 0)]
    pub node_endpoints: Vec<NodeEndpoint>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ResponseTopicSnapshot {
    /// The name of the topic to fetch.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The partitions to fetch.
    #[kafka(versions = "0+")]
    pub partitions: Vec<ResponsePartitionSnapshot>,
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
pub struct ResponsePartitionSnapshot {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub index: i32,
    /// The error code, or 0 if there was no fetch error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The snapshot endOffset and epoch fetched.
    #[kafka(versions = "0+")]
    pub snapshot_id: ResponseSnapshotId,
    /// The leader of the partition at the time of the snapshot.
    #[kafka(versions = "0+", tagged = "0+", tag = 0)]
    pub current_leader: LeaderIdAndEpoch,
    /// The total size of the snapshot.
    #[kafka(versions = "0+")]
    pub size: i64,
    /// The starting byte position within the snapshot included in the Bytes field.
    #[kafka(versions = "0+")]
    pub position: i64,
    /// Snapshot data in records format which may not be aligned on an offset boundary.
    #[kafka(versions = "0+")]
    pub unaligned_records: Records,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ResponseSnapshotId {
    /// The snapshot end offset.
    #[kafka(versions = "0+")]
    pub end_offset: i64,
    /// The snapshot epoch.
    #[kafka(versions = "0+")]
    pub epoch: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct LeaderIdAndEpoch {
    /// The ID of the current leader or -1 if the leader is unknown.
    #[kafka(versions = "0+")]
    pub leader_id: i32,
    /// The latest known leader epoch.
    #[kafka(versions = "0+")]
    pub leader_epoch: i32,
    pub unknown_tags: UnknownTags,
}
