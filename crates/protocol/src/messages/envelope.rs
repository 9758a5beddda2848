//! Envelope, API key 58: versions 0, flexible from 0.

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 58, versions = "0", flexible = "0+")]
pub struct EnvelopeRequest {
    /// The embedded request header and data.
    #[kafka(versions = "0+")]
    pub request_data: Bytes,
    /// Value of the initial client principal when the request is redirected by a broker.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub request_principal: Option<Bytes>,
    /// The original client's address in bytes.
    #[kafka(versions = "0+")]
    pub client_host_address: Bytes,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 58, versions = "0", flexible = "0+")]
pub struct EnvelopeResponse {
    /// The embedded response header and data.
    #[kafka(versions = "0+", nullable = "0+")]
    pub response_data: Option<Bytes>,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
