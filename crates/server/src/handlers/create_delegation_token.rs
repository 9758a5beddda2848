//! CreateDelegationToken, versions 1 to 3 (KIP-48; 3: KIP-373, tokens for other owners).
//!
//! Whoever has not proved who he is gets no token: on a PLAINTEXT listener the answer is
//! DELEGATION_TOKEN_REQUEST_NOT_ALLOWED. Missing: tokens themselves.

use std::ops::RangeInclusive;

use model::ErrorCode;
use protocol::Str;
use protocol::messages::create_delegation_token::{
    CreateDelegationTokenRequest, CreateDelegationTokenResponse,
};

use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=3;
/// Whom Kafka takes a client for that does not say who it is.
const PRINCIPAL_TYPE: &str = "User";
const ANONYMOUS: &str = "ANONYMOUS";

pub(super) fn handle(
    context: &RequestContext,
    request: CreateDelegationTokenRequest,
) -> CreateDelegationTokenResponse {
    let owner = request.owner_principal_type.zip(request.owner_principal_name);
    let owner = owner.filter(|(_, name)| !name.is_empty());
    let (principal_type, principal_name) = owner.unwrap_or((PRINCIPAL_TYPE.into(), ANONYMOUS.into()));
    let requester = |text: &str| if context.api_version >= 3 { text.into() } else { Str::default() };
    CreateDelegationTokenResponse {
        error_code: ErrorCode::DelegationTokenRequestNotAllowed.code(),
        principal_type,
        principal_name,
        token_requester_principal_type: requester(PRINCIPAL_TYPE),
        token_requester_principal_name: requester(ANONYMOUS),
        issue_timestamp_ms: -1,
        expiry_timestamp_ms: -1,
        max_timestamp_ms: -1,
        ..CreateDelegationTokenResponse::default()
    }
}
