//! DescribeAcls, API key 29: versions 1 to 3, flexible from 2.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 29, versions = "1-3", flexible = "2+")]
pub struct DescribeAclsRequest {
    /// The resource type.
    #[kafka(versions = "0+")]
    pub resource_type_filter: i8,
    /// The resource name, or null to match any resource name.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub resource_name_filter: Option<Str>,
    /// The resource pattern to match.
    #[kafka(versions = "1+", default = 3)]
    pub pattern_type_filter: i8,
    /// The principal to match, or null to match any principal.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub principal_filter: Option<Str>,
    /// The host to match, or null to match any host.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub host_filter: Option<Str>,
    /// The operation to match.
    #[kafka(versions = "0+")]
    pub operation: i8,
    /// The permission type to match.
    #[kafka(versions = "0+")]
    pub permission_type: i8,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 29, versions = "1-3", flexible = "2+")]
pub struct DescribeAclsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The error message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// Each Resource that is referenced in an ACL.
    #[kafka(versions = "0+")]
    pub resources: Vec<DescribeAclsResource>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribeAclsResource {
    /// The resource type.
    #[kafka(versions = "0+")]
    pub resource_type: i8,
    /// The resource name.
    #[kafka(versions = "0+")]
    pub resource_name: Str,
    /// The resource pattern type.
    #[kafka(versions = "1+", default = 3)]
    pub pattern_type: i8,
    /// The ACLs.
    #[kafka(versions = "0+")]
    pub acls: Vec<AclDescription>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AclDescription {
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
