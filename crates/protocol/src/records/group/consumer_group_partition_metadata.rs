//! ConsumerGroupPartitionMetadata, a record schema of Apache Kafka (API key 4).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 4, versions = "0")]
pub struct ConsumerGroupPartitionMetadataKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 4, versions = "0", flexible = "0+")]
pub struct ConsumerGroupPartitionMetadataValue {
    /// The list of topic metadata.
    #[kafka(versions = "0+")]
    pub topics: Vec<TopicMetadata>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicMetadata {
    /// The topic id.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The number of partitions of the topic.
    #[kafka(versions = "0+")]
    pub num_partitions: i32,
    /// Deprecated: this field is not used after 4.0. Partitions mapped to a set of racks. If the rack
    /// information is unavailable for all the partitions, an empty list is stored.
    #[kafka(versions = "0+")]
    pub partition_metadata: Vec<PartitionMetadata>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct PartitionMetadata {
    /// The partition number.
    #[kafka(versions = "0+")]
    pub partition: i32,
    /// The set of racks that the partition is mapped to.
    #[kafka(versions = "0+")]
    pub racks: Vec<Str>,
    pub unknown_tags: UnknownTags,
}
