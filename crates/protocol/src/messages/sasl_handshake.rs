//! SaslHandshake, API key 17: versions 0 to 1.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 17, versions = "0-1")]
pub struct SaslHandshakeRequest {
    /// The SASL mechanism chosen by the client.
    #[kafka(versions = "0+")]
    pub mechanism: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 17, versions = "0-1")]
pub struct SaslHandshakeResponse {
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The mechanisms enabled in the server.
    #[kafka(versions = "0+")]
    pub mechanisms: Vec<Str>,
    pub unknown_tags: UnknownTags,
}
