//! StreamsGroupCurrentMemberAssignment, a record schema of Apache Kafka (API key 22).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 22, versions = "0")]
pub struct StreamsGroupCurrentMemberAssignmentKey {
    /// The group ID.
    #[kafka(versions = "0")]
    pub group_id: Str,
    /// The member ID.
    #[kafka(versions = "0")]
    pub member_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 22, versions = "0", flexible = "0+")]
pub struct StreamsGroupCurrentMemberAssignmentValue {
    /// The current member epoch that is expected from the member in the heartbeat request.
    #[kafka(versions = "0+")]
    pub member_epoch: i32,
    /// If the last epoch bump is lost before reaching the member, the member will retry with the previous
    /// epoch.
    #[kafka(versions = "0+")]
    pub previous_member_epoch: i32,
    /// The member state. See StreamsGroupMember.MemberState for the possible values.
    #[kafka(versions = "0+")]
    pub state: i8,
    /// Currently assigned active tasks for this streams client.
    #[kafka(versions = "0+")]
    pub active_tasks: Vec<TaskIds>,
    /// Currently assigned standby tasks for this streams client.
    #[kafka(versions = "0+")]
    pub standby_tasks: Vec<TaskIds>,
    /// Currently assigned warm-up tasks for this streams client.
    #[kafka(versions = "0+")]
    pub warmup_tasks: Vec<TaskIds>,
    /// The active tasks that must be revoked by this member.
    #[kafka(versions = "0+")]
    pub active_tasks_pending_revocation: Vec<TaskIds>,
    /// The standby tasks that must be revoked by this member.
    #[kafka(versions = "0+")]
    pub standby_tasks_pending_revocation: Vec<TaskIds>,
    /// The warmup tasks that must be revoked by this member.
    #[kafka(versions = "0+")]
    pub warmup_tasks_pending_revocation: Vec<TaskIds>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TaskIds {
    /// The subtopology ID.
    #[kafka(versions = "0+")]
    pub subtopology_id: Str,
    /// The partitions of the input topics processed by this member.
    #[kafka(versions = "0+")]
    pub partitions: Vec<i32>,
    /// The epoch at which the partition was assigned to the member. Used to fence zombie commits requests. Of
    /// the same length as Partitions. Only defined for active tasks.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 0, default = Some(Default::default()))]
    pub assignment_epochs: Option<Vec<i32>>,
    pub unknown_tags: UnknownTags,
}
