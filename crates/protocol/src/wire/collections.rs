//! Arrays and nullable structs.

use bytes::BufMut;

use super::{Context, Decoder, Encoder, Error, Result, Wire};

/// Elements for which room is made before they are seen.
const RESERVE_MAX: usize = 64;

impl<T: Wire> Wire for Vec<T> {
    fn encode(&self, out: &mut Encoder, context: Context) -> Result<()> {
        out.length(Some(self.len()), context)?;
        self.iter().try_for_each(|element| element.encode(out, context))
    }

    fn decode(input: &mut Decoder, context: Context) -> Result<Self> {
        Option::<Vec<T>>::decode(input, context)?.ok_or(Error::Null)
    }

    fn visit_error_codes(&self, seen: &mut impl FnMut(i16)) {
        self.iter().for_each(|element| element.visit_error_codes(seen));
    }
}

impl<T: Wire> Wire for Option<Vec<T>> {
    fn encode(&self, out: &mut Encoder, context: Context) -> Result<()> {
        match self {
            None => out.length(None, context),
            Some(elements) => elements.encode(out, context),
        }
    }

    fn decode(input: &mut Decoder, context: Context) -> Result<Self> {
        let Some(count) = input.length::<i32>(context)? else { return Ok(None) };
        if count > input.remaining() / T::SIZE_MIN {
            return Err(Error::Truncated);
        }
        let mut elements = Vec::with_capacity(count.min(RESERVE_MAX));
        for _ in 0..count {
            input.charge(size_of::<T>())?;
            elements.push(T::decode(input, context)?);
        }
        Ok(Some(elements))
    }

    fn visit_error_codes(&self, seen: &mut impl FnMut(i16)) {
        self.iter().flatten().for_each(|element| element.visit_error_codes(seen));
    }
}

impl<T: Wire> Wire for Box<T> {
    const SIZE_MIN: usize = T::SIZE_MIN;

    fn encode(&self, out: &mut Encoder, context: Context) -> Result<()> {
        T::encode(self, out, context)
    }

    fn decode(input: &mut Decoder, context: Context) -> Result<Self> {
        input.charge(size_of::<T>())?;
        T::decode(input, context).map(Box::new)
    }

    fn visit_error_codes(&self, seen: &mut impl FnMut(i16)) {
        T::visit_error_codes(self, seen);
    }
}

/// A nullable struct: −1, or 1 and the struct.
impl<T: Wire> Wire for Option<Box<T>> {
    fn encode(&self, out: &mut Encoder, context: Context) -> Result<()> {
        match self {
            None => out.bytes.put_i8(-1),
            Some(value) => {
                out.bytes.put_i8(1);
                value.encode(out, context)?;
            }
        }
        Ok(())
    }

    fn decode(input: &mut Decoder, context: Context) -> Result<Self> {
        if i8::decode(input, context)? < 0 { Ok(None) } else { Box::<T>::decode(input, context).map(Some) }
    }

    fn visit_error_codes(&self, seen: &mut impl FnMut(i16)) {
        self.iter().for_each(|value| value.visit_error_codes(seen));
    }
}

/// A nullable struct as a tagged field has its own form in Kafka: 0, or 1 and the struct.
///
/// # Errors
/// Those of the struct.
pub fn encode_tagged_struct<T: Wire>(
    value: &Option<Box<T>>,
    out: &mut Encoder,
    context: Context,
) -> Result<()> {
    out.unsigned_varint(usize::from(value.is_some()));
    value.iter().try_for_each(|value| value.encode(out, context))
}

/// Reads what [`encode_tagged_struct`] wrote.
///
/// # Errors
/// When the bytes are not such a struct.
pub fn decode_tagged_struct<T: Wire>(input: &mut Decoder, context: Context) -> Result<Option<Box<T>>> {
    if input.unsigned_varint()? == 0 { Ok(None) } else { Box::<T>::decode(input, context).map(Some) }
}
