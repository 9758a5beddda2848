//! SaslAuthenticate, API key 36: versions 0 to 2, flexible from 2.

use bytes::Bytes;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 36, versions = "0-2", flexible = "2+")]
pub struct SaslAuthenticateRequest {
    /// The SASL authentication bytes from the client, as defined by the SASL mechanism.
    #[kafka(versions = "0+")]
    pub auth_bytes: Bytes,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 36, versions = "0-2", flexible = "2+")]
pub struct SaslAuthenticateResponse {
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The error message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// The SASL authentication bytes from the server, as defined by the SASL mechanism.
    #[kafka(versions = "0+")]
    pub auth_bytes: Bytes,
    /// Number of milliseconds after which only re-authentication over the existing connection to create a new
    /// session can occur.
    #[kafka(versions = "1+", ignorable)]
    pub session_lifetime_ms: i64,
    pub unknown_tags: UnknownTags,
}
