//! CreateAcls, versions 1 to 3. Missing: without an authorizer there are no ACLs, which is the answer.
//!
//! Version 1 added prefixed patterns (KIP-290), 3 user resources (KIP-373).

use std::ops::RangeInclusive;

use model::ErrorCode;
use protocol::Decoder;
use protocol::messages::create_acls::{AclCreationResult, CreateAclsRequest, CreateAclsResponse};

use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=3;

pub(super) fn handle(context: &RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: CreateAclsRequest = context.decode(input)?;
    let is_unknown = request.creations.iter().any(|creation| {
        let codes = [
            creation.resource_type,
            creation.resource_pattern_type,
            creation.operation,
            creation.permission_type,
        ];
        codes.contains(&0)
    });
    if is_unknown {
        return Ok(Reply::Close("CreateAcls request: an ACL for what is unknown".to_owned()));
    }
    let refused = request.creations.iter().map(|_| AclCreationResult {
        error_code: ErrorCode::SecurityDisabled.code(),
        error_message: Some("No Authorizer is configured.".into()),
        ..AclCreationResult::default()
    });
    Ok(context.reply(&CreateAclsResponse { results: refused.collect(), ..CreateAclsResponse::default() }))
}
