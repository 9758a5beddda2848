//! DeleteGroups, API key 42: versions 0 to 2, flexible from 2.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 42, versions = "0-2", flexible = "2+")]
pub struct DeleteGroupsRequest {
    /// The group names to delete.
    #[kafka(versions = "0+")]
    pub groups_names: Vec<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 42, versions = "0-2", flexible = "2+")]
pub struct DeleteGroupsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The deletion results.
    #[kafka(versions = "0+")]
    pub results: Vec<DeletableGroupResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DeletableGroupResult {
    /// The group id.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The deletion error, or 0 if the deletion succeeded.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
