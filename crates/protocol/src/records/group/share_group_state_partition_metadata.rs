//! ShareGroupStatePartitionMetadata, a record schema of Apache Kafka (API key 15).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 15, versions = "0")]
pub struct ShareGroupStatePartitionMetadataKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 15, versions = "0", flexible = "0+")]
pub struct ShareGroupStatePartitionMetadataValue {
    /// The topic-partitions whose share-group state is being initialized.
    #[kafka(versions = "0+")]
    pub initializing_topics: Vec<TopicPartitionsInfo>,
    /// The topics with initialized share-group state.
    #[kafka(versions = "0+")]
    pub initialized_topics: Vec<TopicPartitionsInfo>,
    /// The topics whose share-group state is being deleted.
    #[kafka(versions = "0+")]
    pub deleting_topics: Vec<TopicInfo>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicPartitionsInfo {
    /// The topic identifier.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The partitions.
    #[kafka(versions = "0+")]
    pub partitions: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicInfo {
    /// The topic identifier.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    pub unknown_tags: UnknownTags,
}
