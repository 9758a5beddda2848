//! ProducerIdsRecord, a record schema of Apache Kafka (API key 15).

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 15, versions = "0", flexible = "0+")]
pub struct ProducerIdsRecord {
    /// The ID of the requesting broker
    #[kafka(versions = "0+")]
    pub broker_id: i32,
    /// The epoch of the requesting broker
    #[kafka(versions = "0+", default = -1)]
    pub broker_epoch: i64,
    /// The next producerId that will be assigned (i.e. the first producerId in the next assigned block)
    #[kafka(versions = "0+")]
    pub next_producer_id: i64,
    pub unknown_tags: UnknownTags,
}
