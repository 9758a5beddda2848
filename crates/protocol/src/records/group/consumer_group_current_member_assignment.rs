//! ConsumerGroupCurrentMemberAssignment, a record schema of Apache Kafka (API key 8).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 8, versions = "0")]
pub struct ConsumerGroupCurrentMemberAssignmentKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group_id: Str,
    /// The member id.
    #[kafka(versions = "0")]
    pub member_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 8, versions = "0", flexible = "0+")]
pub struct ConsumerGroupCurrentMemberAssignmentValue {
    /// The current member epoch that is expected from the member in the heartbeat request.
    #[kafka(versions = "0+")]
    pub member_epoch: i32,
    /// If the last epoch bump is lost before reaching the member, the member will retry with the previous
    /// epoch.
    #[kafka(versions = "0+")]
    pub previous_member_epoch: i32,
    /// The member state. See MemberState for the possible values.
    #[kafka(versions = "0+")]
    pub state: i8,
    /// The partitions assigned to (or owned by) this member.
    #[kafka(versions = "0+")]
    pub assigned_partitions: Vec<TopicPartitions>,
    /// The partitions that must be revoked by this member.
    #[kafka(versions = "0+")]
    pub partitions_pending_revocation: Vec<TopicPartitions>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicPartitions {
    /// The topic Id.
    #[kafka(versions = "0+")]
    pub topic_id: Uuid,
    /// The partition Ids.
    #[kafka(versions = "0+")]
    pub partitions: Vec<i32>,
    /// The epoch at which the partition was assigned to the member. Used to fence zombie commits requests. Of
    /// the same length as Partitions.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 0, default = Some(Default::default()))]
    pub assignment_epochs: Option<Vec<i32>>,
    pub unknown_tags: UnknownTags,
}
