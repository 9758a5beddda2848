//! Builds one record batch (magic 2, not compressed, no producer id) of exact size, which is then sent again and again.

/// Bytes before the first record.
const BATCH_HEADER_LEN: usize = 61;
/// Where the CRC lies, and where what it covers begins.
const CRC_AT: usize = 17;
const CRC_FROM: usize = 21;

/// What a batch should look like.
#[derive(Clone, Copy, Debug)]
pub struct BatchShape {
    /// Bytes of a record's value.
    pub record_bytes: usize,
    /// Bytes of the whole batch. Too small for a second record, the batch has one of `record_bytes`.
    pub batch_bytes: usize,
}

/// A finished batch and how many records it holds.
#[derive(Clone, Debug)]
pub struct Batch {
    pub bytes: Vec<u8>,
    pub records: i32,
}

impl BatchShape {
    /// One record a batch.
    #[must_use]
    pub fn single(record_bytes: usize) -> Self {
        Self { record_bytes, batch_bytes: 0 }
    }

    /// Records of the wished size, the last one stretched until the batch has the wished size.
    #[must_use]
    pub fn build(self, timestamp_ms: i64) -> Batch {
        let mut records = Vec::with_capacity(self.batch_bytes);
        let body_len = self.batch_bytes.saturating_sub(BATCH_HEADER_LEN);
        let mut count = 0;
        loop {
            let left = body_len.saturating_sub(records.len());
            let one = record_len(count, self.record_bytes);
            let is_last = left < one + record_len(count + 1, self.record_bytes);
            let value_len = if is_last && left >= one { stretched(count, left) } else { self.record_bytes };
            put_record(&mut records, count, value_len);
            count += 1;
            if is_last {
                break;
            }
        }
        Batch { bytes: with_header(&records, count, timestamp_ms), records: count }
    }
}

/// The longest value with which record `offset_delta` takes at most `len` bytes.
fn stretched(offset_delta: i32, len: usize) -> usize {
    (0..=len).rev().find(|value_len| record_len(offset_delta, *value_len) <= len).unwrap_or(0)
}

fn record_len(offset_delta: i32, value_len: usize) -> usize {
    let body = record_body_len(offset_delta, value_len);
    varint_len(zigzag(body)) + body
}

/// Attributes, timestamp delta, key length and header count take one byte each.
fn record_body_len(offset_delta: i32, value_len: usize) -> usize {
    4 + varint_len(zigzag(offset_delta.unsigned_abs() as usize)) + varint_len(zigzag(value_len)) + value_len
}

fn put_record(out: &mut Vec<u8>, offset_delta: i32, value_len: usize) {
    put_varint(out, zigzag(record_body_len(offset_delta, value_len)));
    out.extend([0, 0]); // attributes, timestamp delta
    put_varint(out, zigzag(offset_delta.unsigned_abs() as usize));
    out.push(1); // no key: zigzag of -1
    put_varint(out, zigzag(value_len));
    // Neither constant nor random: what a value holds must not matter to a broker.
    out.extend((0..value_len).map(|i| b'a' + (i % 23) as u8));
    out.push(0); // no headers
}

fn with_header(records: &[u8], count: i32, timestamp_ms: i64) -> Vec<u8> {
    let mut batch = Vec::with_capacity(BATCH_HEADER_LEN + records.len());
    batch.extend(0i64.to_be_bytes()); // base offset
    batch.extend(((BATCH_HEADER_LEN - 12 + records.len()) as i32).to_be_bytes());
    batch.extend((-1i32).to_be_bytes()); // partition leader epoch
    batch.push(2); // magic
    batch.extend([0; 4]); // CRC, set below
    batch.extend(0i16.to_be_bytes()); // attributes
    batch.extend((count - 1).to_be_bytes());
    batch.extend(timestamp_ms.to_be_bytes()); // base and max timestamp
    batch.extend(timestamp_ms.to_be_bytes());
    batch.extend((-1i64).to_be_bytes()); // producer id, epoch, base sequence
    batch.extend((-1i16).to_be_bytes());
    batch.extend((-1i32).to_be_bytes());
    batch.extend(count.to_be_bytes());
    batch.extend(records);
    let crc = crc32c::crc32c(&batch[CRC_FROM..]);
    batch[CRC_AT..CRC_FROM].copy_from_slice(&crc.to_be_bytes());
    batch
}

fn zigzag(value: usize) -> u64 {
    (value as u64) << 1
}

fn varint_len(value: u64) -> usize {
    (1..).find(|len| value >> (7 * len) == 0).unwrap_or(10)
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_exactly_the_wished_size() {
        for batch_bytes in [2_000, 16_384, 65_536, 1 << 20] {
            let batch = BatchShape { record_bytes: 1024, batch_bytes }.build(0);
            assert_eq!(batch.bytes.len(), batch_bytes);
            let wished = batch_bytes / 1040..=batch_bytes / 1033;
            assert!(wished.contains(&(batch.records as usize)), "{} records", batch.records);
        }
    }

    #[test]
    fn a_small_batch_has_one_record_of_the_wished_size() {
        let batch = BatchShape::single(1024).build(0);
        assert_eq!(batch.records, 1);
        assert_eq!(batch.bytes.len(), BATCH_HEADER_LEN + record_len(0, 1024));
    }

    #[test]
    fn the_bytes_of_a_batch_are_those_that_kafka_documents() {
        let batch = BatchShape::single(2).build(0x0102);
        let records = [16, 0, 0, 0, 1, 4, b'a', b'b', 0];
        assert_eq!(batch.bytes[BATCH_HEADER_LEN..], records);
        assert_eq!(batch.bytes[8..12], ((49 + records.len()) as i32).to_be_bytes());
        assert_eq!(batch.bytes[CRC_AT..CRC_FROM], crc32c::crc32c(&batch.bytes[CRC_FROM..]).to_be_bytes());
        assert_eq!(batch.bytes[35..43], 0x0102i64.to_be_bytes());
    }
}
