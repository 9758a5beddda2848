//! DescribeClientQuotas, API key 48: versions 0 to 1, flexible from 1.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 48, versions = "0-1", flexible = "1+")]
pub struct DescribeClientQuotasRequest {
    /// Filter components to apply to quota entities.
    #[kafka(versions = "0+")]
    pub components: Vec<ComponentData>,
    /// Whether the match is strict, i.e. should exclude entities with unspecified entity types.
    #[kafka(versions = "0+")]
    pub strict: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ComponentData {
    /// The entity type that the filter component applies to.
    #[kafka(versions = "0+")]
    pub entity_type: Str,
    /// How to match the entity {0 = exact name, 1 = default name, 2 = any specified name}.
    #[kafka(versions = "0+")]
    pub match_type: i8,
    /// The string to match against, or null if unused for the match type.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub match_: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 48, versions = "0-1", flexible = "1+")]
pub struct DescribeClientQuotasResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The error code, or `0` if the quota description succeeded.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The error message, or `null` if the quota description succeeded.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// A result entry.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub entries: Option<Vec<EntryData>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct EntryData {
    /// The quota entity description.
    #[kafka(versions = "0+")]
    pub entity: Vec<EntityData>,
    /// The quota values for the entity.
    #[kafka(versions = "0+")]
    pub values: Vec<ValueData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct EntityData {
    /// The entity type.
    #[kafka(versions = "0+")]
    pub entity_type: Str,
    /// The entity name, or null if the default.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub entity_name: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ValueData {
    /// The quota configuration key.
    #[kafka(versions = "0+")]
    pub key: Str,
    /// The quota configuration value.
    #[kafka(versions = "0+")]
    pub value: f64,
    pub unknown_tags: UnknownTags,
}
