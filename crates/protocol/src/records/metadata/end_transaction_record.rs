//! EndTransactionRecord, a record schema of Apache Kafka (API key 24).

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 24, versions = "0", flexible = "0+")]
pub struct EndTransactionRecord {
    pub unknown_tags: UnknownTags,
}
