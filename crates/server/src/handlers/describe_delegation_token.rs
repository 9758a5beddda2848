//! DescribeDelegationToken, versions 1 to 3 (KIP-48).
//!
//! On a PLAINTEXT listener nobody sees tokens, as with Kafka. Missing: tokens themselves.

use std::ops::RangeInclusive;

use model::ErrorCode;
use protocol::messages::describe_delegation_token::{
    DescribeDelegationTokenRequest, DescribeDelegationTokenResponse,
};

use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=3;

pub(super) fn handle(
    _: &RequestContext,
    _: DescribeDelegationTokenRequest,
) -> DescribeDelegationTokenResponse {
    DescribeDelegationTokenResponse {
        error_code: ErrorCode::DelegationTokenRequestNotAllowed.code(),
        ..DescribeDelegationTokenResponse::default()
    }
}
