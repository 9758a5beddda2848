//! UnfenceBrokerRecord, a record schema of Apache Kafka (API key 8).

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 8, versions = "0", flexible = "0+")]
pub struct UnfenceBrokerRecord {
    /// The broker ID to unfence.
    #[kafka(versions = "0+")]
    pub id: i32,
    /// The epoch of the broker to unfence.
    #[kafka(versions = "0+")]
    pub epoch: i64,
    pub unknown_tags: UnknownTags,
}
