//! ListGroups, API key 16: versions 0 to 5, flexible from 3.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 16, versions = "0-5", flexible = "3+")]
pub struct ListGroupsRequest {
    /// The states of the groups we want to list. If empty, all groups are returned with their state.
    #[kafka(versions = "4+")]
    pub states_filter: Vec<Str>,
    /// The types of the groups we want to list. If empty, all groups are returned with their type.
    #[kafka(versions = "5+")]
    pub types_filter: Vec<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 16, versions = "0-5", flexible = "3+")]
pub struct ListGroupsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "1+", ignorable)]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// Each group in the response.
    #[kafka(versions = "0+")]
    pub groups: Vec<ListedGroup>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ListedGroup {
    /// The group ID.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    /// The group protocol type.
    #[kafka(versions = "0+")]
    pub protocol_type: Str,
    /// The group state name.
    #[kafka(versions = "4+", ignorable)]
    pub group_state: Str,
    /// The group type name.
    #[kafka(versions = "5+", ignorable)]
    pub group_type: Str,
    pub unknown_tags: UnknownTags,
}
