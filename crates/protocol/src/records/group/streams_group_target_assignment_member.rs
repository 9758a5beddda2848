//! StreamsGroupTargetAssignmentMember, a record schema of Apache Kafka (API key 21).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 21, versions = "0")]
pub struct StreamsGroupTargetAssignmentMemberKey {
    /// The group ID.
    #[kafka(versions = "0")]
    pub group_id: Str,
    /// The member ID.
    #[kafka(versions = "0")]
    pub member_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 21, versions = "0", flexible = "0+")]
pub struct StreamsGroupTargetAssignmentMemberValue {
    /// Currently assigned active tasks for this streams client.
    #[kafka(versions = "0+")]
    pub active_tasks: Vec<TaskIds>,
    /// Currently assigned standby tasks for this streams client.
    #[kafka(versions = "0+")]
    pub standby_tasks: Vec<TaskIds>,
    /// Currently assigned warm-up tasks for this streams client.
    #[kafka(versions = "0+")]
    pub warmup_tasks: Vec<TaskIds>,
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
    pub unknown_tags: UnknownTags,
}
