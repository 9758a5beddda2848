//! OffsetCommit, a record schema of Apache Kafka (API key 1).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 1, versions = "0")]
pub struct OffsetCommitKey {
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
#[kafka(api_key = 1, versions = "0-4", flexible = "4+")]
pub struct OffsetCommitValue {
    /// The offset that the consumer wants to store (for this partition).
    #[kafka(versions = "0+")]
    pub offset: i64,
    /// The leader epoch of the last consumed record.
    #[kafka(versions = "3+", default = -1, ignorable)]
    pub leader_epoch: i32,
    /// Any metadata the client wants to keep.
    #[kafka(versions = "0+")]
    pub metadata: Str,
    /// The time at which the commit was added to the log.
    #[kafka(versions = "0+")]
    pub commit_timestamp: i64,
    /// The time at which the offset will expire.
    #[kafka(versions = "1", default = -1, ignorable)]
    pub expire_timestamp: i64,
    /// The topic id of the committed offset.
    #[kafka(versions = "4+", tagged = "4+", tag = 0, ignorable)]
    pub topic_id: Uuid,
    pub unknown_tags: UnknownTags,
}
