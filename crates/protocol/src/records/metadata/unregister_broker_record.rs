//! UnregisterBrokerRecord, a record schema of Apache Kafka (API key 1).

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 1, versions = "0", flexible = "0+")]
pub struct UnregisterBrokerRecord {
    /// The broker id.
    #[kafka(versions = "0+")]
    pub broker_id: i32,
    /// The broker epoch.
    #[kafka(versions = "0+")]
    pub broker_epoch: i64,
    pub unknown_tags: UnknownTags,
}
