//! Strings as slices of the frame that they came in.

use core::fmt;
use core::ops::Deref;

use bytes::Bytes;

use super::{Context, Decoder, Encoder, Error, Result, Wire};

/// UTF-8 text that shares the memory of its frame.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Str(Bytes);

impl Str {
    pub const fn from_static(text: &'static str) -> Self {
        Self(Bytes::from_static(text.as_bytes()))
    }

    pub fn as_str(&self) -> &str {
        // Only made from checked text, so this never falls back.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Deref for Str {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self(Bytes::copy_from_slice(text.as_bytes()))
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self(Bytes::from(text))
    }
}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl Wire for Option<Str> {
    fn encode(&self, out: &mut Encoder, context: Context) -> Result<()> {
        out.length_short(self.as_ref().map(|text| text.0.len()), context)?;
        if let Some(text) = self {
            out.put(&text.0);
        }
        Ok(())
    }

    fn decode(input: &mut Decoder, context: Context) -> Result<Self> {
        let Some(length) = input.length::<i16>(context)? else { return Ok(None) };
        if length > i16::MAX as usize {
            return Err(Error::Length(i64::try_from(length).unwrap_or(i64::MAX)));
        }
        let bytes = input.take(length)?;
        core::str::from_utf8(&bytes).map_err(|_| Error::Utf8)?;
        Ok(Some(Str(bytes)))
    }
}

impl Wire for Str {
    fn encode(&self, out: &mut Encoder, context: Context) -> Result<()> {
        out.length_short(Some(self.0.len()), context)?;
        out.put(&self.0);
        Ok(())
    }

    fn decode(input: &mut Decoder, context: Context) -> Result<Self> {
        Option::<Str>::decode(input, context)?.ok_or(Error::Null)
    }
}
