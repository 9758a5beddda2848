//! StreamsGroupMetadata, a record schema of Apache Kafka (API key 17).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 17, versions = "0")]
pub struct StreamsGroupMetadataKey {
    /// The group ID.
    #[kafka(versions = "0")]
    pub group_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 17, versions = "0", flexible = "0+")]
pub struct StreamsGroupMetadataValue {
    /// The group epoch.
    #[kafka(versions = "0+")]
    pub epoch: i32,
    /// The hash of all topics in the group.
    #[kafka(versions = "0+")]
    pub metadata_hash: i64,
    /// The topology epoch whose topics are validated to be present in a valid configuration in the metadata.
    #[kafka(versions = "0+", tagged = "0+", tag = 0, default = -1)]
    pub validated_topology_epoch: i32,
    /// The last used configuration parameters as key-value pairs.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 1, default = Some(Default::default()))]
    pub last_assignment_configs: Option<Vec<LastAssignmentConfig>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct LastAssignmentConfig {
    /// Key of the config.
    #[kafka(versions = "0+")]
    pub key: Str,
    /// Value of the config.
    #[kafka(versions = "0+")]
    pub value: Str,
    pub unknown_tags: UnknownTags,
}
