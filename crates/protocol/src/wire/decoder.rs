//! A cursor over a frame, with the budget that decoding may spend.

use bytes::{Buf, Bytes};

use super::{Context, Error, Result, UnknownTags};

/// Heap bytes that decoding may take for each byte of the frame.
pub const BUDGET_FACTOR: usize = 16;
/// And on top, so that small requests of many tiny items pass.
pub const BUDGET_BASE: usize = 16 << 10;
/// However large the frame: a hundred thousand partitions take a tenth of it, a large batch nothing.
pub const BUDGET_MAX: usize = 64 << 20;
/// Tagged fields of one struct; Kafka defines fewer than ten anywhere.
const TAGS_MAX: u32 = 1024;

/// The rest of a frame.
#[derive(Debug)]
pub struct Decoder {
    bytes: Bytes,
    budget: usize,
}

impl Decoder {
    pub fn new(bytes: Bytes) -> Self {
        let budget = bytes.len().saturating_mul(BUDGET_FACTOR).saturating_add(BUDGET_BASE).min(BUDGET_MAX);
        Self { bytes, budget }
    }

    pub fn remaining(&self) -> usize {
        self.bytes.len()
    }

    /// # Errors
    /// When bytes are left.
    pub fn finish(&self) -> Result<()> {
        if self.bytes.is_empty() { Ok(()) } else { Err(Error::Trailing(self.bytes.len())) }
    }

    /// The next `length` bytes, as a slice of the frame.
    pub fn take(&mut self, length: usize) -> Result<Bytes> {
        if self.bytes.len() < length { Err(Error::Truncated) } else { Ok(self.bytes.split_to(length)) }
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let array = *self.bytes.first_chunk::<N>().ok_or(Error::Truncated)?;
        self.bytes.advance(N);
        Ok(array)
    }

    pub fn unsigned_varint(&mut self) -> Result<u32> {
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let [byte] = self.array()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return if shift == 28 && byte > 0x0f { Err(Error::Varint) } else { Ok(value) };
            }
        }
        Err(Error::Varint)
    }

    /// Pays for heap memory.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<()> {
        self.budget = self.budget.checked_sub(bytes).ok_or(Error::Budget)?;
        Ok(())
    }

    /// A length or count; `None` is null.
    pub(super) fn length<N: Into<i64> + super::Wire>(&mut self, context: Context) -> Result<Option<usize>> {
        if context.flexible {
            return Ok(self.unsigned_varint()?.checked_sub(1).map(|length| length as usize));
        }
        match N::decode(self, context)?.into() {
            -1 => Ok(None),
            length => usize::try_from(length).map(Some).map_err(|_| Error::Length(length)),
        }
    }

    /// Tagged fields: `known` decodes what it knows and returns whether it did.
    pub fn tags(
        &mut self,
        unknown: &mut UnknownTags,
        known: &mut dyn FnMut(u32, &mut Decoder) -> Result<bool>,
    ) -> Result<()> {
        let count = self.unsigned_varint()?;
        if count > TAGS_MAX {
            return Err(Error::Length(i64::from(count)));
        }
        let mut last = None;
        for _ in 0..count {
            let tag = self.unsigned_varint()?;
            if last.is_some_and(|last| tag <= last) {
                return Err(Error::TagOrder(tag));
            }
            last = Some(tag);
            let length = self.unsigned_varint()? as usize;
            let bytes = self.take(length)?;
            let mut field = Decoder { bytes: bytes.clone(), budget: self.budget };
            if known(tag, &mut field)? {
                field.finish().map_err(|_| Error::TagLength(tag))?;
                self.budget = field.budget;
            } else {
                self.charge(unknown.cost_of_next())?;
                unknown.push(tag, bytes);
            }
        }
        Ok(())
    }
}
