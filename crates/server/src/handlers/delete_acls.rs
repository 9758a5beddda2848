//! DeleteAcls, versions 1 to 3. Missing: without an authorizer there are no ACLs, which is the answer.
//!
//! Version 1 added prefixed patterns (KIP-290), 3 user resources (KIP-373).

use std::ops::RangeInclusive;

use model::ErrorCode;
use protocol::Decoder;
use protocol::messages::delete_acls::{DeleteAclsFilterResult, DeleteAclsRequest, DeleteAclsResponse};

use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=3;

pub(super) fn handle(context: &RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: DeleteAclsRequest = context.decode(input)?;
    let is_unknown = request.filters.iter().any(|filter| {
        let codes = [
            filter.resource_type_filter,
            filter.pattern_type_filter,
            filter.operation,
            filter.permission_type,
        ];
        codes.contains(&0)
    });
    if is_unknown {
        return Ok(Reply::Close("DeleteAcls request: a filter for what is unknown".to_owned()));
    }
    let refused = request.filters.iter().map(|_| DeleteAclsFilterResult {
        error_code: ErrorCode::SecurityDisabled.code(),
        error_message: Some("No Authorizer is configured.".into()),
        ..DeleteAclsFilterResult::default()
    });
    Ok(context
        .reply(&DeleteAclsResponse { filter_results: refused.collect(), ..DeleteAclsResponse::default() }))
}
