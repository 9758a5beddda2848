//! AlterClientQuotas, API key 49: versions 0 to 1, flexible from 1.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 49, versions = "0-1", flexible = "1+")]
pub struct AlterClientQuotasRequest {
    /// The quota configuration entries to alter.
    #[kafka(versions = "0+")]
    pub entries: Vec<RequestEntryData>,
    /// Whether the alteration should be validated, but not performed.
    #[kafka(versions = "0+")]
    pub validate_only: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestEntryData {
    /// The quota entity to alter.
    #[kafka(versions = "0+")]
    pub entity: Vec<RequestEntityData>,
    /// An individual quota configuration entry to alter.
    #[kafka(versions = "0+")]
    pub ops: Vec<OpData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct RequestEntityData {
    /// The entity type.
    #[kafka(versions = "0+")]
    pub entity_type: Str,
    /// The name of the entity, or null if the default.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub entity_name: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct OpData {
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
#[kafka(api_key = 49, versions = "0-1", flexible = "1+")]
pub struct AlterClientQuotasResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The quota configuration entries to alter.
    #[kafka(versions = "0+")]
    pub entries: Vec<ResponseEntryData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ResponseEntryData {
    /// The error code, or `0` if the quota alteration succeeded.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The error message, or `null` if the quota alteration succeeded.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// The quota entity to alter.
    #[kafka(versions = "0+")]
    pub entity: Vec<ResponseEntityData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ResponseEntityData {
    /// The entity type.
    #[kafka(versions = "0+")]
    pub entity_type: Str,
    /// The name of the entity, or null if the default.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub entity_name: Option<Str>,
    pub unknown_tags: UnknownTags,
}
