//! The headers in front of every request and response.

use protocol_derive::Wire;

use crate::api_key::ApiKey;
use crate::wire::{Context, Decoder, Encoder, Error, Message, Result, Str, UnknownTags, Wire as _};

/// Version 2 is the first with tagged fields; the client id keeps its two-byte length in every version (KIP-511).
#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "1-2", flexible = "2+")]
pub struct RequestHeader {
    #[kafka(versions = "0+")]
    pub request_api_key: i16,
    #[kafka(versions = "0+")]
    pub request_api_version: i16,
    #[kafka(versions = "0+")]
    pub correlation_id: i32,
    #[kafka(versions = "1+", nullable = "1+", flexible = "none", default = Some(Str::default()))]
    pub client_id: Option<Str>,
    pub unknown_tags: UnknownTags,
}

/// Version 1 is the first with tagged fields.
#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "0-1", flexible = "1+")]
pub struct ResponseHeader {
    #[kafka(versions = "0+")]
    pub correlation_id: i32,
    pub unknown_tags: UnknownTags,
}

/// The first bytes of a request, which say how to read the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestPrefix {
    pub api_key: i16,
    pub api_version: i16,
    pub correlation_id: i32,
}

impl RequestPrefix {
    /// Looks at the front of a frame; `None` when it is shorter than eight bytes.
    pub fn peek(frame: &[u8]) -> Option<Self> {
        let [a, b, c, d, e, f, g, h] = *frame.first_chunk::<8>()?;
        Some(Self {
            api_key: i16::from_be_bytes([a, b]),
            api_version: i16::from_be_bytes([c, d]),
            correlation_id: i32::from_be_bytes([e, f, g, h]),
        })
    }
}

impl ApiKey {
    /// The version of the header before a request in `api_version`.
    pub fn request_header_version(self, api_version: i16) -> i16 {
        if api_version >= self.flexible_from() { 2 } else { 1 }
    }

    /// The version of the header before the response. That of ApiVersions stays 0, so that a client reads it before it
    /// knows anything about the broker.
    pub fn response_header_version(self, api_version: i16) -> i16 {
        i16::from(self != ApiKey::ApiVersions && api_version >= self.flexible_from())
    }

    /// Reads the header in front of a request.
    ///
    /// # Errors
    /// When the bytes are not a header.
    pub fn read_header(self, input: &mut Decoder, api_version: i16) -> Result<RequestHeader> {
        RequestHeader::read(input, self.request_header_version(api_version))
    }
}

/// Starts a frame: room for its size, and the header.
///
/// # Errors
/// None in practice: every header can be written.
pub fn begin_response(api_key: ApiKey, api_version: i16, correlation_id: i32) -> Result<Encoder> {
    let mut out = Encoder::with_capacity(128);
    0i32.encode(&mut out, Context { version: 0, flexible: false })?;
    let header = ResponseHeader { correlation_id, ..ResponseHeader::default() };
    header.write(&mut out, api_key.response_header_version(api_version))?;
    Ok(out)
}

/// Ends a frame that [`begin_response`] began: sets its size.
///
/// # Errors
/// When the frame is longer than 2 GiB.
pub fn end_frame(out: &mut Encoder) -> Result<()> {
    let length = out.len().saturating_sub(4);
    let size = i32::try_from(length).map_err(|_| Error::Length(i64::try_from(length).unwrap_or(i64::MAX)))?;
    out.patch_i32(0, size);
    Ok(())
}
