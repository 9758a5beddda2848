//! LegacyOffsetCommit, a record schema of Apache Kafka (API key 0).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 0, versions = "0")]
pub struct LegacyOffsetCommitKey {
    /// The consumer group id.
    #[kafka(versions = "0")]
    pub group: Str,
    /// The topic name.
    #[kafka(versions = "0")]
    pub topic: Str,
    /// The topic partition index.
    #[kafka(versions = "0")]
    pub partition: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 0, versions = "0")]
pub struct LegacyOffsetCommitValue {
    /// The offset that the consumer wants to store (for this partition).
    #[kafka(versions = "0")]
    pub offset: i64,
    /// Any metadata the client wants to keep.
    #[kafka(versions = "0")]
    pub metadata: Str,
    /// The time at which the commit was added to the log.
    #[kafka(versions = "0")]
    pub commit_timestamp: i64,
    pub unknown_tags: UnknownTags,
}
