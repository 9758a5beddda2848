//! NoOpRecord, a record schema of Apache Kafka (API key 20).

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 20, versions = "0", flexible = "0+")]
pub struct NoOpRecord {
    pub unknown_tags: UnknownTags,
}
