//! Fetch, API key 1: versions 4 to 18, flexible from 12.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Records, Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 1, versions = "4-18", flexible = "12+")]
pub struct FetchRequest {
    /// The clusterId if known. This is used to validate metadata fetches prior to broker registration.
    #[kafka(versions = "12+", nullable = "12+", tagged = "12+", tag = 0, ignorable)]
    pub cluster_id: Option<Str>,
    /// The broker ID of the follower, of -1 if this request is from a consumer.
    #[kafka(versions = "0-14", default = -1)]
    pub replica_id: i32,
    /// The state of the replica in the follower.
    #[kafka(versions = "15+", tagged = "15+", tag = 1)]
    pub replica_state: ReplicaState,
    /// The maximum time in milliseconds to wait for the response.
    #[kafka(versions = "0+")]
    pub max_wait_ms: i32,
    /// The minimum bytes to accumulate in the response.
    #[kafka(versions = "0+")]
    pub min_bytes: i32,
    /// The maximum bytes to fetch. See KIP-74 for cases where this limit may not be honored.
    #[kafka(versions = "3+", default = i32::MAX, ignorable)]
    pub max_bytes: i32,
    /// This setting controls the visibility of transactional records. Using READ_UNCOMMITTED (isolation_level =
    /// 0) makes all records visible. With READ_COMMITTED (isolation_level = 1), non-transactional and COMMITTED
    /// transactional records are visible. To be more concrete, READ_COMMITTED returns all data from offsets
    /// smaller than the current LSO (last stable offset), and enables the inclusion of the list of aborted
    /// transactions in the result, which allows consumers to discard ABORTED transactional records.
    #[kafka(versions = "4+", ignorable)]
    pub isolation_level: i8,
    /// The fetch session ID.
    #[kafka(versions = "7+", ignorable)]
    pub session_id: i32,
    /// The fetch session epoch, which is used for ordering requests in a session.
    #[kafka(versions = "7+", default = -1, ignorable)]
    pub session_epoch: i32,
    /// The topics to fetch.
    #[kafka(versions = "0+")]
    pub topics: Vec<FetchTopic>,
    /// In an incremental fetch request, the partitions to remove.
    #[kafka(versions = "7+")]
    pub forgotten_topics_data: Vec<ForgottenTopic>,
    /// Rack ID of the consumer making this request.
    #[kafka(versions = "11+", ignorable)]
    pub rack_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ReplicaState {
    /// The replica ID of the follower, or -1 if this request is from a consumer.
    #[kafka(versions = "15+", default = -1)]
    pub replica_id: i32,
    /// The epoch of this follower, or -1 if not available.
    #[kafka(versions = "15+", default = -1)]
    pub replica_epoch: i64,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct FetchTopic {
    /// The name of the topic to fetch.
    #[kafka(versions = "0-12", ignorable)]
    pub topic: Str,
    /// The unique topic ID.
    #[kafka(versions = "13+", ignorable)]
    pub topic_id: Uuid,
    /// The partitions to fetch.
    #[kafka(versions = "0+")]
    pub partitions: Vec<FetchPartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ForgottenTopic {
    /// The topic name.
    #[kafka(versions = "7-12", ignorable)]
    pub topic: Str,
    /// The unique topic ID.
    #[kafka(versions = "13+", ignorable)]
    pub topic_id: Uuid,
    /// The partitions indexes to forget.
    #[kafka(versions = "7+")]
    pub partitions: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct FetchPartition {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition: i32,
    /// The current leader epoch of the partition.
    #[kafka(versions = "9+", default = -1, ignorable)]
    pub current_leader_epoch: i32,
    /// The message offset.
    #[kafka(versions = "0+")]
    pub fetch_offset: i64,
    /// The epoch of the last fetched record or -1 if there is none.
    #[kafka(versions = "12+", default = -1)]
    pub last_fetched_epoch: i32,
    /// The earliest available offset of the follower replica. The field is only used when the request is sent
    /// by the follower.
    #[kafka(versions = "5+", default = -1, ignorable)]
    pub log_start_offset: i64,
    /// The maximum bytes to fetch from this partition. See KIP-74 for cases where this limit may not be
    /// honored.
    #[kafka(versions = "0+")]
    pub partition_max_bytes: i32,
    /// The directory id of the follower fetching.
    #[kafka(versions = "17+", tagged = "17+", tag = 0, ignorable)]
    pub replica_directory_id: Uuid,
    /// The high-watermark known by the replica. -1 if the high-watermark is not known and 9223372036854775807
    /// if the feature is not supported.
    #[kafka(versions = "18+", tagged = "18+", tag = 1, default = i64::MAX, ignorable)]
    pub high_watermark: i64,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 1, versions = "4-18", flexible = "12+")]
pub struct FetchResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "1+", ignorable)]
    pub throttle_time_ms: i32,
    /// The top level response error code.
    #[kafka(versions = "7+", ignorable)]
    pub error_code: i16,
    /// The fetch session ID, or 0 if this is not part of a fetch session.
    #[kafka(versions = "7+")]
    pub session_id: i32,
    /// The response topics.
    #[kafka(versions = "0+")]
    pub responses: Vec<FetchableTopicResponse>,
    /// Endpoints for all current-leaders enumerated in PartitionData, with errors NOT_LEADER_OR_FOLLOWER &
    /// FENCED_LEADER_EPOCH.
    #[kafka(versions = "16+", tagged = "16+", tag = 0)]
    pub node_endpoints: Vec<NodeEndpoint>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct FetchableTopicResponse {
    /// The topic name.
    #[kafka(versions = "0-12", ignorable)]
    pub topic: Str,
    /// The unique topic ID.
    #[kafka(versions = "13+", ignorable)]
    pub topic_id: Uuid,
    /// The topic partitions.
    #[kafka(versions = "0+")]
    pub partitions: Vec<PartitionData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct NodeEndpoint {
    /// The ID of the associated node.
    #[kafka(versions = "16+")]
    pub node_id: i32,
    /// The node's hostname.
    #[kafka(versions = "16+")]
    pub host: Str,
    /// The node's port.
    #[kafka(versions = "16+")]
    pub port: i32,
    /// The rack of the node, or null if it has not been assigned to a rack.
    #[kafka(versions = "16+", nullable = "16+")]
    pub rack: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct PartitionData {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The error code, or 0 if there was no fetch error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The current high water mark.
    #[kafka(versions = "0+")]
    pub high_watermark: i64,
    /// The last stable offset (or LSO) of the partition. This is the last offset such that the state of all
    /// transactional records prior to this offset have been decided (ABORTED or COMMITTED).
    #[kafka(versions = "4+", default = -1, ignorable)]
    pub last_stable_offset: i64,
    /// The current log start offset.
    #[kafka(versions = "5+", default = -1, ignorable)]
    pub log_start_offset: i64,
    /// In case divergence is detected based on the `LastFetchedEpoch` and `FetchOffset` in the request, this
    /// field indicates the largest epoch and its end offset such that subsequent records are known to diverge.
    #[kafka(versions = "12+", tagged = "12+", tag = 0)]
    pub diverging_epoch: EpochEndOffset,
    /// The current leader of the partition.
    #[kafka(versions = "12+", tagged = "12+", tag = 1)]
    pub current_leader: LeaderIdAndEpoch,
    /// In the case of fetching an offset less than the LogStartOffset, this is the end offset and epoch that
    /// should be used in the FetchSnapshot request.
    #[kafka(versions = "12+", tagged = "12+", tag = 2)]
    pub snapshot_id: SnapshotId,
    /// The aborted transactions.
    #[kafka(versions = "4+", nullable = "4+", default = Some(Default::default()), ignorable)]
    pub aborted_transactions: Option<Vec<AbortedTransaction>>,
    /// The preferred read replica for the consumer to use on its next fetch request.
    #[kafka(versions = "11+", default = -1)]
    pub preferred_read_replica: i32,
    /// The record data.
    #[kafka(versions = "0+", nullable = "0+")]
    pub records: Records,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct EpochEndOffset {
    /// The largest epoch.
    #[kafka(versions = "12+", default = -1)]
    pub epoch: i32,
    /// The end offset of the epoch.
    #[kafka(versions = "12+", default = -1)]
    pub end_offset: i64,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct LeaderIdAndEpoch {
    /// The ID of the current leader or -1 if the leader is unknown.
    #[kafka(versions = "12+", default = -1)]
    pub leader_id: i32,
    /// The latest known leader epoch.
    #[kafka(versions = "12+", default = -1)]
    pub leader_epoch: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct SnapshotId {
    /// The end offset of the epoch.
    #[kafka(versions = "0+", default = -1)]
    pub end_offset: i64,
    /// The largest epoch.
    #[kafka(versions = "0+", default = -1)]
    pub epoch: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AbortedTransaction {
    /// The producer id associated with the aborted transaction.
    #[kafka(versions = "4+")]
    pub producer_id: i64,
    /// The first offset in the aborted transaction.
    #[kafka(versions = "4+")]
    pub first_offset: i64,
    pub unknown_tags: UnknownTags,
}
