//! FeatureLevelRecord, a record schema of Apache Kafka (API key 12).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 12, versions = "0", flexible = "0+")]
pub struct FeatureLevelRecord {
    /// The feature name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The current finalized feature level of this feature for the cluster, a value of 0 means feature not
    /// supported.
    #[kafka(versions = "0+")]
    pub feature_level: i16,
    pub unknown_tags: UnknownTags,
}
