//! StreamsGroupDescribe, API key 89: versions 0, flexible from 0.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 89, versions = "0", flexible = "0+")]
pub struct StreamsGroupDescribeRequest {
    /// The ids of the groups to describe
    #[kafka(versions = "0+")]
    pub group_ids: Vec<Str>,
    /// Whether to include authorized operations.
    #[kafka(versions = "0+")]
    pub include_authorized_operations: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 89, versions = "0", flexible = "0+")]
pub struct StreamsGroupDescribeResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// Each described group.
    #[kafka(versions = "0+")]
    pub groups: Vec<DescribedGroup>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribedGroup {
    /// The describe error, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The top-level error message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+")]
    pub error_message: Option<Str>,
    /// The group ID string.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The group state string, or the empty string.
    #[kafka(versions = "0+")]
    pub group_state: Str,
    /// The group epoch.
    #[kafka(versions = "0+")]
    pub group_epoch: i32,
    /// The assignment epoch.
    #[kafka(versions = "0+")]
    pub assignment_epoch: i32,
    /// The topology metadata currently initialized for the streams application. Can be null in case of a
    /// describe error.
    #[kafka(versions = "0+", nullable = "0+")]
    pub topology: Option<Box<Topology>>,
    /// The members.
    #[kafka(versions = "0+")]
    pub members: Vec<Member>,
    /// 32-bit bitfield to represent authorized operations for this group.
    #[kafka(versions = "0+", default = -2147483648)]
    pub authorized_operations: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Topology {
    /// The epoch of the currently initialized topology for this group.
    #[kafka(versions = "0+")]
    pub epoch: i32,
    /// The subtopologies of the streams application. This contains the configured subtopologies, where the
    /// number of partitions are set and any regular expressions are resolved to actual topics. Null if the
    /// group is uninitialized, source topics are missing or incorrectly partitioned.
    #[kafka(versions = "0+", nullable = "0+")]
    pub subtopologies: Option<Vec<Subtopology>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Member {
    /// The member ID.
    #[kafka(versions = "0+")]
    pub member_id: Str,
    /// The member epoch.
    #[kafka(versions = "0+")]
    pub member_epoch: i32,
    /// The member instance ID for static membership.
    #[kafka(versions = "0+", nullable = "0+")]
    pub instance_id: Option<Str>,
    /// The rack ID.
    #[kafka(versions = "0+", nullable = "0+")]
    pub rack_id: Option<Str>,
    /// The client ID.
    #[kafka(versions = "0+")]
    pub client_id: Str,
    /// The client host.
    #[kafka(versions = "0+")]
    pub client_host: Str,
    /// The epoch of the topology on the client.
    #[kafka(versions = "0+")]
    pub topology_epoch: i32,
    /// Identity of the streams instance that may have multiple clients.
    #[kafka(versions = "0+")]
    pub process_id: Str,
    /// User-defined endpoint for Interactive Queries. Null if not defined for this client.
    #[kafka(versions = "0+", nullable = "0+")]
    pub user_endpoint: Option<Box<Endpoint>>,
    /// Used for rack-aware assignment algorithm.
    #[kafka(versions = "0+")]
    pub client_tags: Vec<KeyValue>,
    /// Cumulative changelog offsets for tasks.
    #[kafka(versions = "0+")]
    pub task_offsets: Vec<TaskOffset>,
    /// Cumulative changelog end offsets for tasks.
    #[kafka(versions = "0+")]
    pub task_end_offsets: Vec<TaskOffset>,
    /// The current assignment.
    #[kafka(versions = "0+")]
    pub assignment: Assignment,
    /// The target assignment.
    #[kafka(versions = "0+")]
    pub target_assignment: Assignment,
    /// True for classic members that have not been upgraded yet.
    #[kafka(versions = "0+")]
    pub is_classic: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Subtopology {
    /// String to uniquely identify the subtopology.
    #[kafka(versions = "0+")]
    pub subtopology_id: Str,
    /// The topics the subtopology reads from.
    #[kafka(versions = "0+")]
    pub source_topics: Vec<Str>,
    /// The repartition topics the subtopology writes to.
    #[kafka(versions = "0+")]
    pub repartition_sink_topics: Vec<Str>,
    /// The set of state changelog topics associated with this subtopology. Created automatically.
    #[kafka(versions = "0+")]
    pub state_changelog_topics: Vec<TopicInfo>,
    /// The set of source topics that are internally created repartition topics. Created automatically.
    #[kafka(versions = "0+")]
    pub repartition_source_topics: Vec<TopicInfo>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Endpoint {
    /// host of the endpoint
    #[kafka(versions = "0+")]
    pub host: Str,
    /// port of the endpoint
    #[kafka(versions = "0+")]
    pub port: u16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct KeyValue {
    /// key of the config
    #[kafka(versions = "0+")]
    pub key: Str,
    /// value of the config
    #[kafka(versions = "0+")]
    pub value: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TaskOffset {
    /// The subtopology identifier.
    #[kafka(versions = "0+")]
    pub subtopology_id: Str,
    /// The partition.
    #[kafka(versions = "0+")]
    pub partition: i32,
    /// The offset.
    #[kafka(versions = "0+")]
    pub offset: i64,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Assignment {
    /// Active tasks for this client.
    #[kafka(versions = "0+")]
    pub active_tasks: Vec<TaskIds>,
    /// Standby tasks for this client.
    #[kafka(versions = "0+")]
    pub standby_tasks: Vec<TaskIds>,
    /// Warm-up tasks for this client.
    #[kafka(versions = "0+")]
    pub warmup_tasks: Vec<TaskIds>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicInfo {
    /// The name of the topic.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The number of partitions in the topic. Can be 0 if no specific number of partitions is enforced. Always
    /// 0 for changelog topics.
    #[kafka(versions = "0+")]
    pub partitions: i32,
    /// The replication factor of the topic. Can be 0 if the default replication factor should be used.
    #[kafka(versions = "0+")]
    pub replication_factor: i16,
    /// Topic-level configurations as key-value pairs.
    #[kafka(versions = "0+")]
    pub topic_configs: Vec<KeyValue>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TaskIds {
    /// The subtopology identifier.
    #[kafka(versions = "0+")]
    pub subtopology_id: Str,
    /// The partitions of the input topics processed by this member.
    #[kafka(versions = "0+")]
    pub partitions: Vec<i32>,
    pub unknown_tags: UnknownTags,
}
