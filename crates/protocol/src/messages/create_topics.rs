//! CreateTopics, API key 19: versions 2 to 7, flexible from 5.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 19, versions = "2-7", flexible = "5+")]
pub struct CreateTopicsRequest {
    /// The topics to create.
    #[kafka(versions = "0+")]
    pub topics: Vec<CreatableTopic>,
    /// How long to wait in milliseconds before timing out the request.
    #[kafka(versions = "0+", default = 60000)]
    pub timeout_ms: i32,
    /// If true, check that the topics can be created as specified, but don't create anything.
    #[kafka(versions = "1+")]
    pub validate_only: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct CreatableTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The number of partitions to create in the topic, or -1 if we are either specifying a manual partition
    /// assignment or using the default partitions.
    #[kafka(versions = "0+")]
    pub num_partitions: i32,
    /// The number of replicas to create for each partition in the topic, or -1 if we are either specifying a
    /// manual partition assignment or using the default replication factor.
    #[kafka(versions = "0+")]
    pub replication_factor: i16,
    /// The manual partition assignment, or the empty array if we are using automatic assignment.
    #[kafka(versions = "0+")]
    pub assignments: Vec<CreatableReplicaAssignment>,
    /// The custom topic configurations to set.
    #[kafka(versions = "0+")]
    pub configs: Vec<CreatableTopicConfig>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct CreatableReplicaAssignment {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The brokers to place the partition on.
    #[kafka(versions = "0+")]
    pub broker_ids: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct CreatableTopicConfig {
    /// The configuration name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The configuration value.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub value: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 19, versions = "2-7", flexible = "5+")]
pub struct CreateTopicsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "2+", ignorable)]
    pub throttle_time_ms: i32,
    /// Results for each topic we tried to create.
    #[kafka(versions = "0+")]
    pub topics: Vec<CreatableTopicResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct CreatableTopicResult {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The unique topic ID.
    #[kafka(versions = "7+", ignorable)]
    pub topic_id: Uuid,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The error message, or null if there was no error.
    #[kafka(versions = "1+", nullable = "0+", default = Some(Default::default()), ignorable)]
    pub error_message: Option<Str>,
    /// Optional topic config error returned if configs are not returned in the response.
    #[kafka(versions = "5+", tagged = "5+", tag = 0, ignorable)]
    pub topic_config_error_code: i16,
    /// Number of partitions of the topic.
    #[kafka(versions = "5+", default = -1, ignorable)]
    pub num_partitions: i32,
    /// Replication factor of the topic.
    #[kafka(versions = "5+", default = -1, ignorable)]
    pub replication_factor: i16,
    /// Configuration of the topic.
    #[kafka(versions = "5+", nullable = "5+", default = Some(Default::default()), ignorable)]
    pub configs: Option<Vec<CreatableTopicConfigs>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct CreatableTopicConfigs {
    /// The configuration name.
    #[kafka(versions = "5+")]
    pub name: Str,
    /// The configuration value.
    #[kafka(versions = "5+", nullable = "5+", default = Some(Default::default()))]
    pub value: Option<Str>,
    /// True if the configuration is read-only.
    #[kafka(versions = "5+")]
    pub read_only: bool,
    /// The configuration source.
    #[kafka(versions = "5+", default = -1, ignorable)]
    pub config_source: i8,
    /// True if this configuration is sensitive.
    #[kafka(versions = "5+")]
    pub is_sensitive: bool,
    pub unknown_tags: UnknownTags,
}
