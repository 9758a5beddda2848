//! RemoteLogSegmentMetadataUpdateRecord, a record schema of Apache Kafka (API key 1).

use bytes::Bytes;
use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 1, versions = "0", flexible = "0+")]
pub struct RemoteLogSegmentMetadataUpdateRecord {
    /// Unique representation of the remote log segment.
    #[kafka(versions = "0+")]
    pub remote_log_segment_id: RemoteLogSegmentIdEntry,
    /// Broker id from which this event is generated.
    #[kafka(versions = "0+")]
    pub broker_id: i32,
    /// Epoch time in milliseconds at which this event is generated.
    #[kafka(versions = "0+")]
    pub event_timestamp_ms: i64,
    /// Custom metadata.
    #[kafka(versions = "0+", nullable = "0+")]
    pub custom_metadata: Option<Bytes>,
    /// State identifier of the remote log segment, which is RemoteLogSegmentState.id().
    #[kafka(versions = "0+")]
    pub remote_log_segment_state: i8,
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
