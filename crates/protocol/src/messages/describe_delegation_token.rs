//! DescribeDelegationToken, API key 41: versions 1 to 3, flexible from 2.

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 41, versions = "1-3", flexible = "2+")]
pub struct DescribeDelegationTokenRequest {
    /// Each owner that we want to describe delegation tokens for, or null to describe all tokens.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub owners: Option<Vec<DescribeDelegationTokenOwner>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribeDelegationTokenOwner {
    /// The owner principal type.
    #[kafka(versions = "0+")]
    pub principal_type: Str,
    /// The owner principal name.
    #[kafka(versions = "0+")]
    pub principal_name: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 41, versions = "1-3", flexible = "2+")]
pub struct DescribeDelegationTokenResponse {
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The tokens.
    #[kafka(versions = "0+")]
    pub tokens: Vec<DescribedDelegationToken>,
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribedDelegationToken {
    /// The token principal type.
    #[kafka(versions = "0+")]
    pub principal_type: Str,
    /// The token principal name.
    #[kafka(versions = "0+")]
    pub principal_name: Str,
    /// The principal type of the requester of the token.
    #[kafka(versions = "3+")]
    pub token_requester_principal_type: Str,
    /// The principal type of the requester of the token.
    #[kafka(versions = "3+")]
    pub token_requester_principal_name: Str,
    /// The token issue timestamp in milliseconds.
    #[kafka(versions = "0+")]
    pub issue_timestamp: i64,
    /// The token expiry timestamp in milliseconds.
    #[kafka(versions = "0+")]
    pub expiry_timestamp: i64,
    /// The token maximum timestamp length in milliseconds.
    #[kafka(versions = "0+")]
    pub max_timestamp: i64,
    /// The token ID.
    #[kafka(versions = "0+")]
    pub token_id: Str,
    /// The token HMAC.
    #[kafka(versions = "0+")]
    pub hmac: Bytes,
    /// Those who are able to renew this token before it expires.
    #[kafka(versions = "0+")]
    pub renewers: Vec<DescribedDelegationTokenRenewer>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribedDelegationTokenRenewer {
    /// The renewer principal type.
    #[kafka(versions = "0+")]
    pub principal_type: Str,
    /// The renewer principal name.
    #[kafka(versions = "0+")]
    pub principal_name: Str,
    pub unknown_tags: UnknownTags,
}
