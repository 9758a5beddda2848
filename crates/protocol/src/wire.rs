//! Reading and writing the wire format: what every field's type does.
//!
//! Decoding runs against a budget. A count or length from the wire never sizes an allocation: it is first compared with
//! the bytes that are there, and every element is charged to a heap budget of [`BUDGET_FACTOR`] times the frame, at most
//! [`BUDGET_MAX`].

mod collections;
mod decoder;
mod encoder;
mod primitives;
mod str;
mod tags;

pub use collections::{decode_tagged_struct, encode_tagged_struct};
pub use decoder::{BUDGET_BASE, BUDGET_FACTOR, BUDGET_MAX, Decoder};
pub use encoder::{Encoder, Splice};
pub use primitives::Records;
pub use str::Str;
pub use tags::UnknownTags;

/// Why a message was not decoded or encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the message ends before its last field")]
    Truncated,
    #[error("a length of {0} is not possible")]
    Length(i64),
    #[error("a string is not UTF-8")]
    Utf8,
    #[error("a field that must not be null is null")]
    Null,
    #[error("a variable-length number is longer than five bytes")]
    Varint,
    #[error("tag {0} is out of order or given twice")]
    TagOrder(u32),
    #[error("tag {0} holds more or fewer bytes than its field")]
    TagLength(u32),
    #[error(
        "the message would take more memory than {BUDGET_FACTOR} times its size, or than {BUDGET_MAX} bytes"
    )]
    Budget,
    #[error("{0} bytes are left after the last field")]
    Trailing(usize),
    #[error("field {field} cannot be sent in version {version}")]
    NotInVersion { field: &'static str, version: i16 },
    #[error("version {version} of {message} does not exist")]
    Version { message: &'static str, version: i16 },
}

pub type Result<T> = core::result::Result<T, Error>;

/// What a field has to know about the message that it is part of.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub version: i16,
    /// Compact lengths and tagged fields (KIP-482).
    pub flexible: bool,
}

/// A value that can be a field of a message.
pub trait Wire: Sized {
    /// The fewest bytes that a value takes, at least 1.
    const SIZE_MIN: usize = 1;
    fn encode(&self, out: &mut Encoder, context: Context) -> Result<()>;
    fn decode(input: &mut Decoder, context: Context) -> Result<Self>;
    /// Hands every field `error_code` to `seen`, those of the parts included.
    #[inline]
    fn visit_error_codes(&self, _seen: &mut impl FnMut(i16)) {}
}

/// A nullable field in a version that does not allow null yet.
pub trait NotNull: Sized {
    fn encode_not_null(&self, out: &mut Encoder, context: Context) -> Result<()>;
    fn decode_not_null(input: &mut Decoder, context: Context) -> Result<Self>;
}

impl<T: Wire> NotNull for Option<T> {
    fn encode_not_null(&self, out: &mut Encoder, context: Context) -> Result<()> {
        self.as_ref().ok_or(Error::Null)?.encode(out, context)
    }

    fn decode_not_null(input: &mut Decoder, context: Context) -> Result<Self> {
        T::decode(input, context).map(Some)
    }
}

/// A whole request, response or record.
pub trait Message:
    Wire + Default + Clone + PartialEq + core::fmt::Debug + crate::schema::Describe + 'static
{
    const NAME: &'static str;
    /// −1 for data that is not an API.
    const API_KEY: i16;
    const VERSION_MIN: i16;
    const VERSION_MAX: i16;
    const FLEXIBLE_FROM: i16;

    /// Appends the message.
    ///
    /// # Errors
    /// When a value is set that `version` cannot carry.
    fn write(&self, out: &mut Encoder, version: i16) -> Result<()> {
        self.encode(out, context::<Self>(version)?)
    }

    /// Takes the message from the front of `input`.
    ///
    /// # Errors
    /// When the bytes are not such a message.
    fn read(input: &mut Decoder, version: i16) -> Result<Self> {
        Self::decode(input, context::<Self>(version)?)
    }

    /// The message alone, as bytes.
    ///
    /// # Errors
    /// When a value is set that `version` cannot carry.
    fn to_bytes(&self, version: i16) -> Result<bytes::Bytes> {
        let mut out = Encoder::default();
        self.write(&mut out, version)?;
        Ok(out.into_bytes())
    }

    /// The message that `bytes` hold, and nothing else.
    ///
    /// # Errors
    /// When the bytes are not exactly such a message.
    fn from_bytes(bytes: bytes::Bytes, version: i16) -> Result<Self> {
        let mut input = Decoder::new(bytes);
        let message = Self::read(&mut input, version)?;
        input.finish()?;
        Ok(message)
    }
}

fn context<M: Message>(version: i16) -> Result<Context> {
    if (M::VERSION_MIN..=M::VERSION_MAX).contains(&version) {
        Ok(Context { version, flexible: version >= M::FLEXIBLE_FROM })
    } else {
        Err(Error::Version { message: M::NAME, version })
    }
}
