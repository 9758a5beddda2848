//! DeleteAcls, API key 31: versions 1 to 3, flexible from 2.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 31, versions = "1-3", flexible = "2+")]
pub struct DeleteAclsRequest {
    /// The filters to use when deleting ACLs.
    #[kafka(versions = "0+")]
    pub filters: Vec<DeleteAclsFilter>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DeleteAclsFilter {
    /// The resource type.
    #[kafka(versions = "0+")]
    pub resource_type_filter: i8,
    /// The resource name, or null to match any resource name.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub resource_name_filter: Option<Str>,
    /// The pattern type.
    #[kafka(versions = "1+", default = 3)]
    pub pattern_type_filter: i8,
    /// The principal filter, or null to accept all principals.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub principal_filter: Option<Str>,
    /// The host filter, or null to accept all hosts.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub host_filter: Option<Str>,
    /// The ACL operation.
    #[kafka(versions = "0+")]
    pub operation: i8,
    /// The permission type.
    #[kafka(versions = "0+")]
    pub permission_type: i8,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 31, versions = "1-3", flexible = "2+")]
pub struct DeleteAclsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The results for each filter.
    #[kafka(versions = "0+")]
    pub filter_results: Vec<DeleteAclsFilterResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DeleteAclsFilterResult {
    /// The error code, or 0 if the filter succeeded.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The error message, or null if the filter succeeded.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// The ACLs which matched this filter.
    #[kafka(versions = "0+")]
    pub matching_acls: Vec<DeleteAclsMatchingAcl>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DeleteAclsMatchingAcl {
    /// The deletion error code, or 0 if the deletion succeeded.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The deletion error message, or null if the deletion succeeded.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// The ACL resource type.
    #[kafka(versions = "0+")]
    pub resource_type: i8,
    /// The ACL resource name.
    #[kafka(versions = "0+")]
    pub resource_name: Str,
    /// The ACL resource pattern type.
    #[kafka(versions = "1+", default = 3)]
    pub pattern_type: i8,
    /// The ACL principal.
    #[kafka(versions = "0+")]
    pub principal: Str,
    /// The ACL host.
    #[kafka(versions = "0+")]
    pub host: Str,
    /// The ACL operation.
    #[kafka(versions = "0+")]
    pub operation: i8,
    /// The ACL permission type.
    #[kafka(versions = "0+")]
    pub permission_type: i8,
    pub unknown_tags: UnknownTags,
}
