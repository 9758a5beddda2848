//! AlterReplicaLogDirs, API key 34: versions 1 to 2, flexible from 2.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 34, versions = "1-2", flexible = "2+")]
pub struct AlterReplicaLogDirsRequest {
    /// The alterations to make for each directory.
    #[kafka(versions = "0+")]
    pub dirs: Vec<AlterReplicaLogDir>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterReplicaLogDir {
    /// The absolute directory path.
    #[kafka(versions = "0+")]
    pub path: Str,
    /// The topics to add to the directory.
    #[kafka(versions = "0+")]
    pub topics: Vec<AlterReplicaLogDirTopic>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterReplicaLogDirTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The partition indexes.
    #[kafka(versions = "0+")]
    pub partitions: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 34, versions = "1-2", flexible = "2+")]
pub struct AlterReplicaLogDirsResponse {
    /// Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
    /// request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The results for each topic.
    #[kafka(versions = "0+")]
    pub results: Vec<AlterReplicaLogDirTopicResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterReplicaLogDirTopicResult {
    /// The name of the topic.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    /// The results for each partition.
    #[kafka(versions = "0+")]
    pub partitions: Vec<AlterReplicaLogDirPartitionResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterReplicaLogDirPartitionResult {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
