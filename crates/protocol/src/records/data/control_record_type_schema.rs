//! ControlRecordTypeSchema: data that Kafka keeps inside records or opaque fields.

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "0")]
pub struct ControlRecordTypeSchema {
    /// The type of the control record, such as commit or abort
    #[kafka(versions = "0+")]
    pub type_: i16,
    pub unknown_tags: UnknownTags,
}
