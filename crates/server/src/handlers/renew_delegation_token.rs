//! RenewDelegationToken, versions 1 and 2 (KIP-48).
//!
//! On a PLAINTEXT listener nobody renews tokens, as with Kafka. Missing: tokens themselves.

use std::ops::RangeInclusive;

use model::ErrorCode;
use protocol::messages::renew_delegation_token::{RenewDelegationTokenRequest, RenewDelegationTokenResponse};

use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=2;

pub(super) fn handle(_: &RequestContext, _: RenewDelegationTokenRequest) -> RenewDelegationTokenResponse {
    RenewDelegationTokenResponse {
        error_code: ErrorCode::DelegationTokenRequestNotAllowed.code(),
        expiry_timestamp_ms: -1,
        ..RenewDelegationTokenResponse::default()
    }
}
