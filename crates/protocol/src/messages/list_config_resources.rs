//! ListConfigResources, API key 74: versions 0 to 1, flexible from 0.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 74, versions = "0-1", flexible = "0+")]
pub struct ListConfigResourcesRequest {
    /// The list of resource type. If the list is empty, it uses default supported config resource types.
    #[kafka(versions = "1+")]
    pub resource_types: Vec<i8>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 74, versions = "0-1", flexible = "0+")]
pub struct ListConfigResourcesResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// Each config resource in the response.
    #[kafka(versions = "0+")]
    pub config_resources: Vec<ConfigResource>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ConfigResource {
    /// The resource name.
    #[kafka(versions = "0+")]
    pub resource_name: Str,
    /// The resource type.
    #[kafka(versions = "1+", default = 16, ignorable)]
    pub resource_type: i8,
    pub unknown_tags: UnknownTags,
}
