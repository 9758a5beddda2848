//! ShareGroupCurrentMemberAssignment, a record schema of Apache Kafka (API key 14).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 14, versions = "0")]
pub struct ShareGroupCurrentMemberAssignmentKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group_id: Str,
    /// The member id.
    #[kafka(versions = "0")]
    pub member_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 14, versions = "0", flexible = "0+")]
pub struct ShareGroupCurrentMemberAssignmentValue {
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
    pub unknown_tags: UnknownTags,
}
