//! ConsumerGroupTargetAssignmentMember, a record schema of Apache Kafka (API key 7).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 7, versions = "0")]
pub struct ConsumerGroupTargetAssignmentMemberKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group_id: Str,
    /// The member id.
    #[kafka(versions = "0")]
    pub member_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 7, versions = "0", flexible = "0+")]
pub struct ConsumerGroupTargetAssignmentMemberValue {
    /// The assigned partitions.
    #[kafka(versions = "0+")]
    pub topic_partitions: Vec<TopicPartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicPartition {
    /// The topic id.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    /// The partition indexes.
    #[kafka(versions = "0+")]
    pub partitions: Vec<i32>,
    pub unknown_tags: UnknownTags,
}
