//! EndTxnMarker: data that Kafka keeps inside records or opaque fields.

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "0")]
pub struct EndTxnMarker {
    /// The coordinator epoch when appending the record
    #[kafka(versions = "0+")]
    pub coordinator_epoch: i32,
    pub unknown_tags: UnknownTags,
}
