//! TxnOffsetCommit, API key 28: versions 0 to 5, flexible from 3.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 28, versions = "0-5", flexible = "3+")]
pub struct TxnOffsetCommitRequest {
    /// The ID of the transaction.
    #[kafka(versions = "0+")]
    pub transactional_id: Str,
    /// The ID of the group.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The current producer ID in use by the transactional ID.
    #[kafka(versions = "0+")]
    pub producer_id: i64,
    /// The current epoch associated with the producer ID.
    #[kafka(versions = "0+")]
    pub producer_epoch: i16,
    /// The generation of the consumer.
    #[kafka(versions = "3+", default = -1)]
    pub generation_id: i32,
    /// The member ID assigned by the group coordinator.
    #[kafka(versions = "3+")]
    pub member_id: Str,
    /// The unique identifier of the consumer instance provided by end user.
    #[kafka(versions = "3+", nullable = "3+")]
    pub group_instance_id: Option<Str>,
    /// Each topic that we want to commit offsets for.
    #[kafka(versions = "0+")]
    pub topics: Vec<TxnOffsetCommitRequestTopic>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TxnOffsetCommitRequestTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The partitions inside the topic that we want to commit offsets for.
    #[kafka(versions = "0+")]
    pub partitions: Vec<TxnOffsetCommitRequestPartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TxnOffsetCommitRequestPartition {
    /// The index of the partition within the topic.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The message offset to be committed.
    #[kafka(versions = "0+")]
    pub committed_offset: i64,
    /// The leader epoch of the last consumed record.
    #[kafka(versions = "2+", default = -1, ignorable)]
    pub committed_leader_epoch: i32,
    /// Any associated metadata the client wants to keep.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub committed_metadata: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 28, versions = "0-5", flexible = "3+")]
pub struct TxnOffsetCommitResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The responses for each topic.
    #[kafka(versions = "0+")]
    pub topics: Vec<TxnOffsetCommitResponseTopic>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TxnOffsetCommitResponseTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The responses for each partition in the topic.
    #[kafka(versions = "0+")]
    pub partitions: Vec<TxnOffsetCommitResponsePartition>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TxnOffsetCommitResponsePartition {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
