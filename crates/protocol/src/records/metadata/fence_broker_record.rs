//! FenceBrokerRecord, a record schema of Apache Kafka (API key 7).

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 7, versions = "0", flexible = "0+")]
pub struct FenceBrokerRecord {
    /// The broker ID to fence. It will be removed from all ISRs.
    #[kafka(versions = "0+")]
    pub id: i32,
    /// The epoch of the broker to fence.
    #[kafka(versions = "0+")]
    pub epoch: i64,
    pub unknown_tags: UnknownTags,
}
