//! RemotePartitionDeleteMetadataRecord, a record schema of Apache Kafka (API key 2).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 2, versions = "0", flexible = "0+")]
pub struct RemotePartitionDeleteMetadataRecord {
    /// Represents unique topic partition.
    #[kafka(versions = "0+")]
    pub topic_id_partition: TopicIdPartitionEntry,
    /// Broker (controller or leader) id from which this event is created. DELETE_PARTITION_MARKED is sent by
    /// the controller. DELETE_PARTITION_STARTED and DELETE_PARTITION_FINISHED are sent by remote log metadata
    /// topic partition leader.
    #[kafka(versions = "0+")]
    pub broker_id: i32,
    /// Epoch time in milliseconds at which this event is generated.
    #[kafka(versions = "0+")]
    pub event_timestamp_ms: i64,
    /// Deletion state identifier of the remote partition, which is RemotePartitionDeleteState.id().
    #[kafka(versions = "0+")]
    pub remote_partition_delete_state: i8,
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
