//! A growing message. Record batches that lie in a file are left out and remembered by their place.

use bytes::{BufMut, Bytes, BytesMut};

use super::{Context, Error, Result};

/// Here `length` bytes of records belong that the caller sends from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Splice {
    /// Bytes of the encoder's own output before it.
    pub position: usize,
    pub length: usize,
}

/// Output of encoding.
#[derive(Debug, Default)]
pub struct Encoder {
    pub(super) bytes: BytesMut,
    splices: Vec<Splice>,
}

impl Encoder {
    pub fn with_capacity(capacity: usize) -> Self {
        Self { bytes: BytesMut::with_capacity(capacity), splices: Vec::new() }
    }

    /// Bytes of the whole message, spliced records included.
    pub fn len(&self) -> usize {
        self.bytes.len() + self.splices.iter().map(|splice| splice.length).sum::<usize>()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Raw bytes, as they are.
    pub fn put(&mut self, bytes: &[u8]) {
        self.bytes.put_slice(bytes);
    }

    /// Sets four bytes that were written before, such as a frame's size.
    pub fn patch_i32(&mut self, position: usize, value: i32) {
        if let Some(place) = self.bytes.get_mut(position..position + 4) {
            place.copy_from_slice(&value.to_be_bytes());
        }
    }

    /// What was written; complete if nothing was spliced.
    pub fn into_bytes(self) -> Bytes {
        self.bytes.freeze()
    }

    /// What was written, and where records of other sources belong in it.
    pub fn into_parts(self) -> (Bytes, Vec<Splice>) {
        (self.bytes.freeze(), self.splices)
    }

    pub(super) fn splice(&mut self, length: usize) {
        self.splices.push(Splice { position: self.bytes.len(), length });
    }

    pub fn unsigned_varint(&mut self, value: usize) {
        let mut value = value as u64;
        while value >= 0x80 {
            self.bytes.put_u8((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.put_u8(value as u8);
    }

    /// A length before a string: two bytes, or compact.
    pub(super) fn length_short(&mut self, length: Option<usize>, context: Context) -> Result<()> {
        match (context.flexible, length) {
            (true, _) => self.length_compact(length)?,
            (false, None) => self.bytes.put_i16(-1),
            (false, Some(n)) => self.bytes.put_i16(i16::try_from(n).map_err(|_| too_long(n))?),
        }
        Ok(())
    }

    /// A length before bytes or an array: four bytes, or compact.
    pub(super) fn length(&mut self, length: Option<usize>, context: Context) -> Result<()> {
        match (context.flexible, length) {
            (true, _) => self.length_compact(length)?,
            (false, None) => self.bytes.put_i32(-1),
            (false, Some(n)) => self.bytes.put_i32(i32::try_from(n).map_err(|_| too_long(n))?),
        }
        Ok(())
    }

    fn length_compact(&mut self, length: Option<usize>) -> Result<()> {
        match length {
            None => self.unsigned_varint(0),
            Some(n) if n < i32::MAX as usize => self.unsigned_varint(n + 1),
            Some(n) => return Err(too_long(n)),
        }
        Ok(())
    }

    /// One tagged field, its size before it.
    pub fn tag(&mut self, tag: u32, write: &mut dyn FnMut(&mut Encoder) -> Result<()>) -> Result<()> {
        let mut field = Encoder::default();
        write(&mut field)?;
        self.unsigned_varint(tag as usize);
        self.unsigned_varint(field.bytes.len());
        self.put(&field.bytes);
        Ok(())
    }
}

fn too_long(length: usize) -> Error {
    Error::Length(i64::try_from(length).unwrap_or(i64::MAX))
}
