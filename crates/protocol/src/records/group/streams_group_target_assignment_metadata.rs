//! StreamsGroupTargetAssignmentMetadata, a record schema of Apache Kafka (API key 20).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 20, versions = "0")]
pub struct StreamsGroupTargetAssignmentMetadataKey {
    /// The group ID.
    #[kafka(versions = "0")]
    pub group_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 20, versions = "0", flexible = "0+")]
pub struct StreamsGroupTargetAssignmentMetadataValue {
    /// The assignment epoch.
    #[kafka(versions = "0+")]
    pub assignment_epoch: i32,
    /// The time at which the assignment calculation finished.
    #[kafka(versions = "0+", tagged = "0+", tag = 0, ignorable)]
    pub assignment_timestamp: i64,
    pub unknown_tags: UnknownTags,
}
