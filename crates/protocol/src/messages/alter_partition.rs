//! AlterPartition, API key 56: versions 2 to 3, flexible from 0.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 56, versions = "2-3", flexible = "0+")]
pub struct AlterPartitionRequest {
    /// The ID of the requesting broker.
    #[kafka(versions = "0+")]
    pub broker_id: i32,
    /// The epoch of the requesting broker.
    #[kafka(versions = "0+", default = -1)]
    pub broker_epoch: i64,
    /// The topics to alter ISRs for.
    #[kafka(versions = "0+")]
    pub topics: Vec<RequestTopicData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestTopicData {
    /// The ID of the topic to alter ISRs for.
    #[kafka(versions = "2+", ignorable)]
    pub topic_id: Uuid,
    /// The partitions to alter ISRs for.
    #[kafka(versions = "0+")]
    pub partitions: Vec<RequestPartitionData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestPartitionData {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The leader epoch of this partition.
    #[kafka(versions = "0+")]
    pub leader_epoch: i32,
    /// The ISR for this partition. Deprecated since version 3.
    #[kafka(versions = "0-2")]
    pub new_isr: Vec<i32>,
    /// The ISR for this partition.
    #[kafka(versions = "3+")]
    pub new_isr_with_epochs: Vec<BrokerState>,
    /// 1 if the partition is recovering from an unclean leader election; 0 otherwise.
    #[kafka(versions = "1+")]
    pub leader_recovery_state: i8,
    /// The expected epoch of the partition which is being updated.
    #[kafka(versions = "0+")]
    pub partition_epoch: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct BrokerState {
    /// The ID of the broker.
    #[kafka(versions = "3+")]
    pub broker_id: i32,
    /// The epoch of the broker. It will be -1 if the epoch check is not supported.
    #[kafka(versions = "3+", default = -1)]
    pub broker_epoch: i64,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 56, versions = "2-3", flexible = "0+")]
pub struct AlterPartitionResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The top level response error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The responses for each topic.
    #[kafka(versions = "0+")]
    pub topics: Vec<ResponseTopicData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ResponseTopicData {
    /// The ID of the topic.
    #[kafka(versions = "2+", ignorable)]
    pub topic_id: Uuid,
    /// The responses for each partition.
    #[kafka(versions = "0+")]
    pub partitions: Vec<ResponsePartitionData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ResponsePartitionData {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The partition level error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The broker ID of the leader.
    #[kafka(versions = "0+")]
    pub leader_id: i32,
    /// The leader epoch.
    #[kafka(versions = "0+")]
    pub leader_epoch: i32,
    /// The in-sync replica IDs.
    #[kafka(versions = "0+")]
    pub isr: Vec<i32>,
    /// 1 if the partition is recovering from an unclean leader election; 0 otherwise.
    #[kafka(versions = "1+", ignorable)]
    pub leader_recovery_state: i8,
    /// The current epoch for the partition for KRaft controllers.
    #[kafka(versions = "0+")]
    pub partition_epoch: i32,
    pub unknown_tags: UnknownTags,
}
