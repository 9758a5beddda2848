//! AllocateProducerIds, API key 67: versions 0, flexible from 0.

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 67, versions = "0", flexible = "0+")]
pub struct AllocateProducerIdsRequest {
    /// The ID of the requesting broker.
    #[kafka(versions = "0+")]
    pub broker_id: i32,
    /// The epoch of the requesting broker.
    #[kafka(versions = "0+", default = -1)]
    pub broker_epoch: i64,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 67, versions = "0", flexible = "0+")]
pub struct AllocateProducerIdsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The top level response error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The first producer ID in this range, inclusive.
    #[kafka(versions = "0+")]
    pub producer_id_start: i64,
    /// The number of producer IDs in this range.
    #[kafka(versions = "0+")]
    pub producer_id_len: i32,
    pub unknown_tags: UnknownTags,
}
