//! RemoteLogSegmentMetadataSnapshotRecord, a record schema of Apache Kafka (API key 3).

use bytes::Bytes;
use model::Uuid;
use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 3, versions = "0", flexible = "0+")]
pub struct RemoteLogSegmentMetadataSnapshotRecord {
    /// Unique identifier of the log segment
    #[kafka(versions = "0+")]
    pub segment_id: Uuid,
    /// Start offset of the segment.
    #[kafka(versions = "0+")]
    pub start_offset: i64,
    /// End offset of the segment.
    #[kafka(versions = "0+")]
    pub end_offset: i64,
    /// Broker (controller or leader) id from which this event is created or updated.
    #[kafka(versions = "0+")]
    pub broker_id: i32,
    /// Maximum timestamp with in this segment.
    #[kafka(versions = "0+")]
    pub max_timestamp_ms: i64,
    /// Event timestamp of this segment.
    #[kafka(versions = "0+")]
    pub event_timestamp_ms: i64,
    /// Leader epochs of this segment.
    #[kafka(versions = "0+")]
    pub segment_leader_epochs: Vec<SegmentLeaderEpochEntry>,
    /// Segment size in bytes
    #[kafka(versions = "0+")]
    pub segment_size_in_bytes: i32,
    /// Custom metadata.
    #[kafka(versions = "0+", nullable = "0+")]
    pub custom_metadata: Option<Bytes>,
    /// State of the remote log segment
    #[kafka(versions = "0+")]
    pub remote_log_segment_state: i8,
    /// Flag to indicate if the transaction index is empty.
    #[kafka(versions = "0+", tagged = "0+", tag = 0)]
    pub txn_index_empty: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct SegmentLeaderEpochEntry {
    /// Leader epoch
    #[kafka(versions = "0+")]
    pub leader_epoch: i32,
    /// Start offset for the leader epoch
    #[kafka(versions = "0+")]
    pub offset: i64,
    pub unknown_tags: UnknownTags,
}
