//! DescribeAcls, versions 1 to 3. Missing: without an authorizer there are no ACLs, which is the answer.
//!
//! Version 1 added prefixed patterns (KIP-290), 3 user resources (KIP-373).

use std::ops::RangeInclusive;

use model::ErrorCode;
use protocol::Decoder;
use protocol::messages::describe_acls::{DescribeAclsRequest, DescribeAclsResponse};

use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=3;

pub(super) fn handle(context: &RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: DescribeAclsRequest = context.decode(input)?;
    let codes = [
        request.resource_type_filter,
        request.pattern_type_filter,
        request.operation,
        request.permission_type,
    ];
    if codes.contains(&0) {
        return Ok(Reply::Close("DescribeAcls request: a filter for what is unknown".to_owned()));
    }
    Ok(context.reply(&DescribeAclsResponse {
        error_code: ErrorCode::SecurityDisabled.code(),
        error_message: Some("No Authorizer is configured on the broker".into()),
        ..DescribeAclsResponse::default()
    }))
}
