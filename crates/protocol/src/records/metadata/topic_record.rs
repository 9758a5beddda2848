//! TopicRecord, a record schema of Apache Kafka (API key 2).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 2, versions = "0", flexible = "0+")]
pub struct TopicRecord {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The unique ID of this topic.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    pub unknown_tags: UnknownTags,
}
