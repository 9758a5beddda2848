//! RemoteLogSegmentMetadataRecord, a record schema of Apache Kafka (API key 0).

use bytes::Bytes;
use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 0, versions = "0", flexible = "0+")]
pub struct RemoteLogSegmentMetadataRecord {
    /// Unique representation of the remote log segment.
    #[kafka(versions = "0+")]
    pub remote_log_segment_id: RemoteLogSegmentIdEntry,
    /// Start offset of the segment.
    #[kafka(versions = "0+")]
    pub start_offset: i64,
    /// End offset of the segment.
    #[kafka(versions = "0+")]
    pub end_offset: i64,
    /// Broker id from which this event is generated.
    #[kafka(versions = "0+")]
    pub broker_id: i32,
    /// Maximum timestamp in milliseconds with in this segment.
    #[kafka(versions = "0+")]
    pub max_timestamp_ms: i64,
    /// Epoch time in milliseconds at which this event is generated.
    #[kafka(versions = "0+")]
    pub event_timestamp_ms: i64,
    /// Leader epoch to start-offset mappings for the records with in this segment.
    #[kafka(versions = "0+")]
    pub segment_leader_epochs: Vec<SegmentLeaderEpochEntry>,
    /// Segment size in bytes.
    #[kafka(versions = "0+")]
    pub segment_size_in_bytes: i32,
    /// Custom metadata.
    #[kafka(versions = "0+", nullable = "0+")]
    pub custom_metadata: Option<Bytes>,
    /// State identifier of the remote log segment, which is RemoteLogSegmentState.id().
    #[kafka(versions = "0+")]
    pub remote_log_segment_state: i8,
    /// Flag to indicate if the transaction index is empty.
    #[kafka(versions = "0+", tagged = "0+", tag = 0)]
    pub txn_index_empty: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RemoteLogSegmentIdEntry {
    /// Represents unique topic partition.
    #[kafka(versions = "0+")]
    pub topic_id_partition: TopicIdPartitionEntry,
    /// Unique identifier of the remote log segment.
    #[kafka(versions = "0+")]
    pub id: Uuid,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct SegmentLeaderEpochEntry {
    /// Leader epoch
    #[kafka(versions = "0+")]
    pub leader_epoch: i32,
    /// Start offset for the leader epoch.
    #[kafka(versions = "0+")]
    pub offset: i64,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicIdPartitionEntry {
    /// Topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// Unique identifier of the topic.
    #[kafka(versions = "0+")]
    pub id: Uuid,
    /// Partition number.
    #[kafka(versions = "0+")]
    pub partition: i32,
    pub unknown_tags: UnknownTags,
}
