//! ConfigRecord, a record schema of Apache Kafka (API key 4).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 4, versions = "0", flexible = "0+")]
pub struct ConfigRecord {
    /// The type of resource this configuration applies to.
    #[kafka(versions = "0+")]
    pub resource_type: i8,
    /// The name of the resource this configuration applies to.
    #[kafka(versions = "0+")]
    pub resource_name: Str,
    /// The name of the configuration key.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The value of the configuration, or null if the it should be deleted.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub value: Option<Str>,
    pub unknown_tags: UnknownTags,
}
