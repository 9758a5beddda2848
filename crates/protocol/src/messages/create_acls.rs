//! CreateAcls, API key 30: versions 1 to 3, flexible from 2.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 30, versions = "1-3", flexible = "2+")]
pub struct CreateAclsRequest {
    /// The ACLs that we want to create.
    #[kafka(versions = "0+")]
    pub creations: Vec<AclCreation>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AclCreation {
    /// The type of the resource.
    #[kafka(versions = "0+")]
    pub resource_type: i8,
    /// The resource name for the ACL.
    #[kafka(versions = "0+")]
    pub resource_name: Str,
    /// The pattern type for the ACL.
    #[kafka(versions = "1+", default = 3)]
    pub resource_pattern_type: i8,
    /// The principal for the ACL.
    #[kafka(versions = "0+")]
    pub principal: Str,
    /// The host for the ACL.
    #[kafka(versions = "0+")]
    pub host: Str,
    /// The operation type for the ACL (read, write, etc.).
    #[kafka(versions = "0+")]
    pub operation: i8,
    /// The permission type for the ACL (allow, deny, etc.).
    #[kafka(versions = "0+")]
    pub permission_type: i8,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 30, versions = "1-3", flexible = "2+")]
pub struct CreateAclsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The results for each ACL creation.
    #[kafka(versions = "0+")]
    pub results: Vec<AclCreationResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct AclCreationResult {
    /// The result error, or zero if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The result message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    pub unknown_tags: UnknownTags,
}
