//! ConsumerProtocolSubscription: data that Kafka keeps inside records or opaque fields.

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "0-3")]
pub struct ConsumerProtocolSubscription {
    /// The topics that the member wants to consume.
    #[kafka(versions = "0+")]
    pub topics: Vec<Str>,
    /// User data that will be passed back to the consumer.
    #[kafka(versions = "0+", nullable = "0+")]
    pub user_data: Option<Bytes>,
    /// The partitions that the member owns.
    #[kafka(versions = "1+", ignorable)]
    pub owned_partitions: Vec<TopicPartition>,
    /// The generation id of the member.
    #[kafka(versions = "2+", default = -1, ignorable)]
    pub generation_id: i32,
    /// The rack id of the member.
    #[kafka(versions = "3+", nullable = "3+", ignorable)]
    pub rack_id: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicPartition {
    /// The topic name.
    #[kafka(versions = "1+")]
    pub topic: Str,
    /// The partition ids.
    #[kafka(versions = "1+")]
    pub partitions: Vec<i32>,
    pub unknown_tags: UnknownTags,
}
