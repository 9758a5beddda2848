//! StreamsGroupTopology, a record schema of Apache Kafka (API key 23).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 23, versions = "0")]
pub struct StreamsGroupTopologyKey {
    /// The group ID.
    #[kafka(versions = "0")]
    pub group_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 23, versions = "0", flexible = "0+")]
pub struct StreamsGroupTopologyValue {
    /// The epoch of the topology.
    #[kafka(versions = "0+")]
    pub epoch: i32,
    /// The sub-topologies of the streams application.
    #[kafka(versions = "0+")]
    pub subtopologies: Vec<Subtopology>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Subtopology {
    /// String to uniquely identify the subtopology.
    #[kafka(versions = "0+")]
    pub subtopology_id: Str,
    /// The topics the topology reads from.
    #[kafka(versions = "0+")]
    pub source_topics: Vec<Str>,
    /// Regular expressions identifying topics the subtopology reads from.
    #[kafka(versions = "0+")]
    pub source_topic_regex: Vec<Str>,
    /// The set of state changelog topics associated with this subtopology.
    #[kafka(versions = "0+")]
    pub state_changelog_topics: Vec<TopicInfo>,
    /// The repartition topics the subtopology writes to.
    #[kafka(versions = "0+")]
    pub repartition_sink_topics: Vec<Str>,
    /// The set of source topics that are internally created repartition topics.
    #[kafka(versions = "0+")]
    pub repartition_source_topics: Vec<TopicInfo>,
    /// A subset of source topics that must be copartitioned.
    #[kafka(versions = "0+")]
    pub copartition_groups: Vec<CopartitionGroup>,
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
    pub topic_configs: Vec<TopicConfig>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct CopartitionGroup {
    /// The topics the topology reads from. Index into the array on the subtopology level.
    #[kafka(versions = "0+")]
    pub source_topics: Vec<i16>,
    /// Regular expressions identifying topics the subtopology reads from. Index into the array on the
    /// subtopology level.
    #[kafka(versions = "0+")]
    pub source_topic_regex: Vec<i16>,
    /// The set of source topics that are internally created repartition topics. Index into the array on the
    /// subtopology level.
    #[kafka(versions = "0+")]
    pub repartition_source_topics: Vec<i16>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicConfig {
    /// The key of the topic-level configuration.
    #[kafka(versions = "0+")]
    pub key: Str,
    /// The value of the topic-level configuration.
    #[kafka(versions = "0+")]
    pub value: Str,
    pub unknown_tags: UnknownTags,
}
