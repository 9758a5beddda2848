//! AddOffsetsToTxn, API key 25: versions 0 to 4, flexible from 3.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 25, versions = "0-4", flexible = "3+")]
pub struct AddOffsetsToTxnRequest {
    /// The transactional id corresponding to the transaction.
    #[kafka(versions = "0+")]
    pub transactional_id: Str,
    /// Current producer id in use by the transactional id.
    #[kafka(versions = "0+")]
    pub producer_id: i64,
    /// Current epoch associated with the producer id.
    #[kafka(versions = "0+")]
    pub producer_epoch: i16,
    /// The unique group identifier.
    #[kafka(versions = "0+")]
    pub group_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 25, versions = "0-4", flexible = "3+")]
pub struct AddOffsetsToTxnResponse {
    /// Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
    /// request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The response error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
