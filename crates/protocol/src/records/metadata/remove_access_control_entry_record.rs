//! RemoveAccessControlEntryRecord, a record schema of Apache Kafka (API key 19).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 19, versions = "0", flexible = "0+")]
pub struct RemoveAccessControlEntryRecord {
    /// The ID of the AccessControlEntry to remove.
    #[kafka(versions = "0+")]
    pub id: Uuid,
    pub unknown_tags: UnknownTags,
}
