//! One file per API. This table is what the broker serves, and so what ApiVersions advertises.

mod api_versions;
mod endpoints;
mod errors;
mod fetch;
mod list_offsets;
mod metadata;
mod produce;

use std::ops::RangeInclusive;

use protocol::{ApiKey, Decoder};

use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

/// The versions of `api` that are served on a broker listener.
#[must_use]
pub fn served_versions(api: ApiKey) -> Option<RangeInclusive<i16>> {
    Some(match api {
        ApiKey::Produce => produce::VERSIONS,
        ApiKey::Fetch => fetch::VERSIONS,
        ApiKey::ListOffsets => list_offsets::VERSIONS,
        ApiKey::Metadata => metadata::VERSIONS,
        ApiKey::ApiVersions => api_versions::VERSIONS,
        _ => return None,
    })
}

/// Stage 1 of a request whose version is served.
///
/// # Errors
/// When the request cannot be decoded.
pub fn route(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    match context.api_key {
        ApiKey::Produce => produce::handle(context, input),
        ApiKey::Fetch => fetch::handle(context, input),
        ApiKey::ListOffsets => context.answer(input, list_offsets::handle),
        ApiKey::Metadata => metadata::handle(context, input),
        ApiKey::ApiVersions => Ok(api_versions::handle(&context, input)),
        other => Ok(Reply::Close(format!("{} is not served", other.name()))),
    }
}
