//! AccessControlEntryRecord, a record schema of Apache Kafka (API key 18).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 18, versions = "0", flexible = "0+")]
pub struct AccessControlEntryRecord {
    /// The unique ID of this ACL.
    #[kafka(versions = "0+")]
    pub id: Uuid,
    /// The resource type.
    #[kafka(versions = "0+")]
    pub resource_type: i8,
    /// The resource name.
    #[kafka(versions = "0+")]
    pub resource_name: Str,
    /// The resource name pattern type.
    #[kafka(versions = "0+")]
    pub pattern_type: i8,
    /// The principal name.
    #[kafka(versions = "0+")]
    pub principal: Str,
    /// The host name.
    #[kafka(versions = "0+")]
    pub host: Str,
    /// The AclOperation.
    #[kafka(versions = "0+")]
    pub operation: i8,
    /// The AclPermissionType.
    #[kafka(versions = "0+")]
    pub permission_type: i8,
    pub unknown_tags: UnknownTags,
}
