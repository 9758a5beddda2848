//! SnapshotFooterRecord: data that Kafka keeps inside records or opaque fields.

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "0", flexible = "0+")]
pub struct SnapshotFooterRecord {
    /// The version of the snapshot footer record.
    #[kafka(versions = "0+")]
    pub version: i16,
    pub unknown_tags: UnknownTags,
}
