//! SnapshotHeaderRecord: data that Kafka keeps inside records or opaque fields.

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "0", flexible = "0+")]
pub struct SnapshotHeaderRecord {
    /// The version of the snapshot header record.
    #[kafka(versions = "0+")]
    pub version: i16,
    /// The append time of the last record from the log contained in this snapshot.
    #[kafka(versions = "0+")]
    pub last_contained_log_timestamp: i64,
    pub unknown_tags: UnknownTags,
}
