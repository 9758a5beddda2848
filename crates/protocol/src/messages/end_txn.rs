//! EndTxn, API key 26: versions 0 to 5, flexible from 3.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 26, versions = "0-5", flexible = "3+")]
pub struct EndTxnRequest {
    /// The ID of the transaction to end.
    #[kafka(versions = "0+")]
    pub transactional_id: Str,
    /// The producer ID.
    #[kafka(versions = "0+")]
    pub producer_id: i64,
    /// The current epoch associated with the producer.
    #[kafka(versions = "0+")]
    pub producer_epoch: i16,
    /// True if the transaction was committed, false if it was aborted.
    #[kafka(versions = "0+")]
    pub committed: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 26, versions = "0-5", flexible = "3+")]
pub struct EndTxnResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The producer ID.
    #[kafka(versions = "5+", default = -1, ignorable)]
    pub producer_id: i64,
    /// The current epoch associated with the producer.
    #[kafka(versions = "5+", default = -1, ignorable)]
    pub producer_epoch: i16,
    pub unknown_tags: UnknownTags,
}
