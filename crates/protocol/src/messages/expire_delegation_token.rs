//! ExpireDelegationToken, API key 40: versions 1 to 2, flexible from 2.

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 40, versions = "1-2", flexible = "2+")]
pub struct ExpireDelegationTokenRequest {
    /// The HMAC of the delegation token to be expired.
    #[kafka(versions = "0+")]
    pub hmac: Bytes,
    /// The expiry time period in milliseconds.
    #[kafka(versions = "0+")]
    pub expiry_time_period_ms: i64,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 40, versions = "1-2", flexible = "2+")]
pub struct ExpireDelegationTokenResponse {
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The timestamp in milliseconds at which this token expires.
    #[kafka(versions = "0+")]
    pub expiry_timestamp_ms: i64,
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    pub unknown_tags: UnknownTags,
}
