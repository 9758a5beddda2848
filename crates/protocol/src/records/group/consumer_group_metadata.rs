//! ConsumerGroupMetadata, a record schema of Apache Kafka (API key 3).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 3, versions = "0")]
pub struct ConsumerGroupMetadataKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 3, versions = "0", flexible = "0+")]
pub struct ConsumerGroupMetadataValue {
    /// The group epoch.
    #[kafka(versions = "0+")]
    pub epoch: i32,
    /// The hash of all topics in the group.
    #[kafka(versions = "0+", tagged = "0+", tag = 0)]
    pub metadata_hash: i64,
    pub unknown_tags: UnknownTags,
}
