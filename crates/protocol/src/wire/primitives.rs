//! Numbers, identifiers, bytes and records.

use bytes::{BufMut, Bytes};
use model::Uuid;

use super::{Context, Decoder, Encoder, Error, Result, Wire};

macro_rules! number {
    ($($number:ty, $put:ident);*) => {$(
        impl Wire for $number {
            const SIZE_MIN: usize = size_of::<$number>();
            #[inline]
            fn encode(&self, out: &mut Encoder, _: Context) -> Result<()> {
                out.bytes.$put(*self);
                Ok(())
            }
            #[inline]
            fn decode(input: &mut Decoder, _: Context) -> Result<Self> {
                input.array().map(<$number>::from_be_bytes)
            }
        }
    )*};
}
number!(i8, put_i8; i16, put_i16; u16, put_u16; i32, put_i32; u32, put_u32; i64, put_i64; f64, put_f64);

impl Wire for bool {
    fn encode(&self, out: &mut Encoder, _: Context) -> Result<()> {
        out.bytes.put_u8(u8::from(*self));
        Ok(())
    }

    fn decode(input: &mut Decoder, _: Context) -> Result<Self> {
        input.array().map(|[byte]| byte != 0)
    }
}

impl Wire for Uuid {
    const SIZE_MIN: usize = 16;

    fn encode(&self, out: &mut Encoder, _: Context) -> Result<()> {
        out.put(&self.0);
        Ok(())
    }

    fn decode(input: &mut Decoder, _: Context) -> Result<Self> {
        input.array().map(Uuid)
    }
}

impl Wire for Option<Bytes> {
    fn encode(&self, out: &mut Encoder, context: Context) -> Result<()> {
        out.length(self.as_ref().map(Bytes::len), context)?;
        if let Some(bytes) = self {
            out.put(bytes);
        }
        Ok(())
    }

    fn decode(input: &mut Decoder, context: Context) -> Result<Self> {
        input.length::<i32>(context)?.map(|length| input.take(length)).transpose()
    }
}

impl Wire for Bytes {
    fn encode(&self, out: &mut Encoder, context: Context) -> Result<()> {
        out.length(Some(self.len()), context)?;
        out.put(self);
        Ok(())
    }

    fn decode(input: &mut Decoder, context: Context) -> Result<Self> {
        Option::<Bytes>::decode(input, context)?.ok_or(Error::Null)
    }
}

/// Record batches in a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Records {
    #[default]
    Null,
    Bytes(Bytes),
    /// So many bytes, which the caller puts in its place when it sends the message ([`super::Splice`]).
    Elsewhere(usize),
}

impl Wire for Records {
    fn encode(&self, out: &mut Encoder, context: Context) -> Result<()> {
        match self {
            Self::Null => out.length(None, context),
            Self::Bytes(bytes) => bytes.encode(out, context),
            Self::Elsewhere(length) => {
                out.length(Some(*length), context)?;
                out.splice(*length);
                Ok(())
            }
        }
    }

    fn decode(input: &mut Decoder, context: Context) -> Result<Self> {
        Ok(Option::<Bytes>::decode(input, context)?.map_or(Self::Null, Self::Bytes))
    }
}

impl super::NotNull for Records {
    fn encode_not_null(&self, out: &mut Encoder, context: Context) -> Result<()> {
        if *self == Self::Null { Err(Error::Null) } else { self.encode(out, context) }
    }

    fn decode_not_null(input: &mut Decoder, context: Context) -> Result<Self> {
        Bytes::decode(input, context).map(Self::Bytes)
    }
}
