//! IncrementalAlterConfigs, API key 44: versions 0 to 1, flexible from 1.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 44, versions = "0-1", flexible = "1+")]
pub struct IncrementalAlterConfigsRequest {
    /// The incremental updates for each resource.
    #[kafka(versions = "0+")]
    pub resources: Vec<AlterConfigsResource>,
    /// True if we should validate the request, but not change the configurations.
    #[kafka(versions = "0+")]
    pub validate_only: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterConfigsResource {
    /// The resource type.
    #[kafka(versions = "0+")]
    pub resource_type: i8,
    /// The resource name.
    #[kafka(versions = "0+")]
    pub resource_name: Str,
    /// The configurations.
    #[kafka(versions = "0+")]
    pub configs: Vec<AlterableConfig>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterableConfig {
    /// The configuration key name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The type (Set, Delete, Append, Subtract) of operation.
    #[kafka(versions = "0+")]
    pub config_operation: i8,
    /// The value to set for the configuration key.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub value: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 44, versions = "0-1", flexible = "1+")]
pub struct IncrementalAlterConfigsResponse {
    /// Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
    /// request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The responses for each resource.
    #[kafka(versions = "0+")]
    pub responses: Vec<AlterConfigsResourceResponse>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AlterConfigsResourceResponse {
    /// The resource error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The resource error message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// The resource type.
    #[kafka(versions = "0+")]
    pub resource_type: i8,
    /// The resource name.
    #[kafka(versions = "0+")]
    pub resource_name: Str,
    pub unknown_tags: UnknownTags,
}
