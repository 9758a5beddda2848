//! ClientQuotaRecord, a record schema of Apache Kafka (API key 14).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 14, versions = "0", flexible = "0+")]
pub struct ClientQuotaRecord {
    /// The quota entity to alter.
    #[kafka(versions = "0+")]
    pub entity: Vec<EntityData>,
    /// The quota configuration key.
    #[kafka(versions = "0+")]
    pub key: Str,
    /// The value to set, otherwise ignored if the value is to be removed.
    #[kafka(versions = "0+")]
    pub value: f64,
    /// Whether the quota configuration value should be removed, otherwise set.
    #[kafka(versions = "0+")]
    pub remove: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct EntityData {
    /// The entity type.
    #[kafka(versions = "0+")]
    pub entity_type: Str,
    /// The name of the entity, or null if the default.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub entity_name: Option<Str>,
    pub unknown_tags: UnknownTags,
}
