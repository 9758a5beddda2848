//! The records inside a batch, as views over the uncompressed block. Walking them allocates nothing.
//!
//! ```text
//! record  length varint (bytes that follow) | attributes i8, 0 | timestamp delta varlong | offset delta varint
//!         | key length varint, −1: null | key | value length varint, −1: null | value
//!         | header count varint | { key length varint | key | value length varint, −1: null | value }…
//! ```

use crate::varint::{put_i32, put_i64, size_i32, size_i64, take_i32, take_i64};

/// Why a block does not hold the records that its batch promises. `index` counts the records of the batch from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error("a batch cannot hold {0} records")]
    Count(i32),
    #[error("record {index} of {count} is missing")]
    Missing { index: i32, count: i32 },
    #[error("{bytes} bytes are left behind the last of {count} records")]
    BytesLeft { bytes: usize, count: i32 },
    #[error("record {index}: {field} cannot be read")]
    Field { index: i32, field: RecordField },
}

/// The part of a record that was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordField {
    Length,
    Attributes,
    TimestampDelta,
    OffsetDelta,
    Key,
    Value,
    HeaderCount,
    HeaderKey,
    HeaderValue,
}

impl std::fmt::Display for RecordField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Length => "the length",
            Self::Attributes => "the attributes",
            Self::TimestampDelta => "the timestamp delta",
            Self::OffsetDelta => "the offset delta",
            Self::Key => "the key",
            Self::Value => "the value",
            Self::HeaderCount => "the number of headers",
            Self::HeaderKey => "a header's key",
            Self::HeaderValue => "a header's value",
        })
    }
}

/// One record. Its offset and timestamp are those of the batch plus the deltas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    pub offset_delta: i32,
    pub timestamp_delta: i64,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    pub headers: Headers<'a>,
}

impl Record<'_> {
    /// Appends the record as it stands in an uncompressed block.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let size = 1
            + size_i64(self.timestamp_delta)
            + size_i32(self.offset_delta)
            + size_nullable(self.key)
            + size_nullable(self.value)
            + size_i32(self.headers.count)
            + self.headers.bytes.len();
        out.reserve(size + 5);
        put_length(out, size);
        out.push(0);
        put_i64(out, self.timestamp_delta);
        put_i32(out, self.offset_delta);
        put_nullable(out, self.key);
        put_nullable(out, self.value);
        put_i32(out, self.headers.count);
        out.extend_from_slice(self.headers.bytes);
    }
}

/// The headers of a record: a key, which Kafka reads as UTF-8 without insisting, and a value. Checked beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Headers<'a> {
    count: i32,
    bytes: &'a [u8],
}

impl<'a> Headers<'a> {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Writes `headers` to `buffer`, which is cleared, and gives them back as a record holds them.
    pub fn encode<K: AsRef<[u8]>, V: AsRef<[u8]>>(
        headers: &[(K, Option<V>)],
        buffer: &'a mut Vec<u8>,
    ) -> Headers<'a> {
        buffer.clear();
        for (key, value) in headers {
            put_nullable(buffer, Some(key.as_ref()));
            put_nullable(buffer, value.as_ref().map(AsRef::as_ref));
        }
        Headers { count: i32::try_from(headers.len()).unwrap_or(i32::MAX), bytes: buffer }
    }
}

impl<'a> Iterator for Headers<'a> {
    type Item = (&'a [u8], Option<&'a [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.count == 0 {
            return None;
        }
        self.count -= 1;
        Some((take_nullable(&mut self.bytes)??, take_nullable(&mut self.bytes)?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = usize::try_from(self.count).unwrap_or(0);
        (count, Some(count))
    }
}

impl ExactSizeIterator for Headers<'_> {}

/// Walks the records of an uncompressed block and checks that they fill it exactly. After an error the walk is over.
#[derive(Clone, Debug)]
pub struct Records<'a> {
    rest: &'a [u8],
    count: i32,
    /// Records walked; past `count` once the walk is over.
    index: i32,
}

impl<'a> Records<'a> {
    /// `count` is what the header of the batch says.
    #[must_use]
    pub fn new(uncompressed: &'a [u8], count: i32) -> Self {
        Self { rest: uncompressed, count, index: 0 }
    }

    /// The record at the front, of which there must be one.
    #[inline]
    fn take(&mut self) -> Result<Record<'a>, RecordField> {
        let length = take_i32(&mut self.rest).ok_or(RecordField::Length)?;
        let length = usize::try_from(length).map_err(|_| RecordField::Length)?;
        let (mut body, rest) = self.rest.split_at_checked(length).ok_or(RecordField::Length)?;
        self.rest = rest;
        body = body.split_first().ok_or(RecordField::Attributes)?.1;
        let timestamp_delta = take_i64(&mut body).ok_or(RecordField::TimestampDelta)?;
        let offset_delta = take_i32(&mut body).ok_or(RecordField::OffsetDelta)?;
        let key = take_nullable(&mut body).ok_or(RecordField::Key)?;
        let value = take_nullable(&mut body).ok_or(RecordField::Value)?;
        let headers = take_headers(body)?;
        Ok(Record { offset_delta, timestamp_delta, key, value, headers })
    }

    fn check_end(&self) -> Result<(), RecordError> {
        match self.count {
            count if count < 0 => Err(RecordError::Count(count)),
            count if !self.rest.is_empty() => Err(RecordError::BytesLeft { bytes: self.rest.len(), count }),
            _ => Ok(()),
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, RecordError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (index, count) = (self.index, self.count);
        let result = if index < count {
            self.index += 1;
            if self.rest.is_empty() {
                Err(RecordError::Missing { index, count })
            } else {
                self.take().map_err(|field| RecordError::Field { index, field })
            }
        } else {
            Err(self.check_end().err()?)
        };
        if result.is_err() {
            (self.rest, self.count) = (&[], 0);
        }
        Some(result)
    }
}

/// Outer `None`: not possible. Inner `None`: null.
#[inline]
fn take_nullable<'a>(bytes: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let length = take_i32(bytes)?;
    if length == -1 {
        return Some(None);
    }
    let (field, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(Some(field))
}

/// Takes the number of headers and checks that as many fill the rest of the record.
#[inline]
fn take_headers(mut body: &[u8]) -> Result<Headers<'_>, RecordField> {
    let count = take_i32(&mut body).filter(|count| *count >= 0).ok_or(RecordField::HeaderCount)?;
    let bytes = body;
    for _ in 0..count {
        take_nullable(&mut body).flatten().ok_or(RecordField::HeaderKey)?;
        take_nullable(&mut body).ok_or(RecordField::HeaderValue)?;
    }
    if body.is_empty() { Ok(Headers { count, bytes }) } else { Err(RecordField::Length) }
}

fn size_nullable(field: Option<&[u8]>) -> usize {
    field.map_or(1, |bytes| size_i32(length(bytes.len())) + bytes.len())
}

fn put_nullable(out: &mut Vec<u8>, field: Option<&[u8]>) {
    match field {
        Some(bytes) => {
            put_length(out, bytes.len());
            out.extend_from_slice(bytes);
        }
        None => put_i32(out, -1),
    }
}

fn put_length(out: &mut Vec<u8>, bytes: usize) {
    put_i32(out, length(bytes));
}

/// Ours to keep: a record is written from a batch or request, whose own length is an `i32`.
fn length(bytes: usize) -> i32 {
    let length = i32::try_from(bytes);
    assert!(length.is_ok(), "a record field of {bytes} bytes");
    length.unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests;
