//! ZkMigrationStateRecord, a record schema of Apache Kafka (API key 21).

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 21, versions = "0", flexible = "0+")]
pub struct ZkMigrationStateRecord {
    /// One of the possible migration states.
    #[kafka(versions = "0+")]
    pub zk_migration_state: i8,
    pub unknown_tags: UnknownTags,
}
