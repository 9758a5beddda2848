//! ConsumerProtocolAssignment: data that Kafka keeps inside records or opaque fields.

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "0-3")]
pub struct ConsumerProtocolAssignment {
    /// The list of topics and partitions assigned to this consumer.
    #[kafka(versions = "0+")]
    pub assigned_partitions: Vec<TopicPartition>,
    /// User data.
    #[kafka(versions = "0+", nullable = "0+")]
    pub user_data: Option<Bytes>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicPartition {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic: Str,
    /// The list of partitions assigned to this consumer.
    #[kafka(versions = "0+")]
    pub partitions: Vec<i32>,
    pub unknown_tags: UnknownTags,
}
