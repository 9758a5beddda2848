//! Record batches v2 whose every field can be wrong. Written by hand, so that a mistake of ours shows.

use bytes::{BufMut, Bytes};

/// Bytes of a batch before its attributes, which the checksum does not cover.
const CRC_COVERS_FROM: usize = 21;

/// A batch; what is `None` is computed as it should be.
#[derive(Clone, Debug)]
pub struct RawBatch {
    pub base_offset: i64,
    pub length: Option<i32>,
    pub partition_leader_epoch: i32,
    pub magic: i8,
    pub crc: Option<u32>,
    pub attributes: i16,
    pub last_offset_delta: Option<i32>,
    pub base_timestamp: i64,
    pub max_timestamp: Option<i64>,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
    pub records_count: Option<i32>,
    pub records: Vec<RawRecord>,
    /// Instead of the records: as they are, or compressed.
    pub payload: Option<Vec<u8>>,
}

#[derive(Clone, Debug, Default)]
pub struct RawRecord {
    /// Its place among the records, when `None`.
    pub offset_delta: Option<i32>,
    pub timestamp_delta: i64,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl RawBatch {
    /// A valid batch of records without keys, at `timestamp` and each a millisecond later.
    pub fn of(values: &[&str], timestamp: i64) -> Self {
        let record = |(delta, value): (i64, &&str)| RawRecord {
            timestamp_delta: delta,
            value: Some(value.as_bytes().to_vec()),
            ..RawRecord::default()
        };
        Self {
            base_offset: 0,
            length: None,
            partition_leader_epoch: -1,
            magic: 2,
            crc: None,
            attributes: 0,
            last_offset_delta: None,
            base_timestamp: timestamp,
            max_timestamp: None,
            producer_id: -1,
            producer_epoch: -1,
            base_sequence: -1,
            records_count: None,
            records: (0..).zip(values).map(record).collect(),
            payload: None,
        }
    }

    /// The same with an idempotent producer.
    #[must_use]
    pub fn by(self, producer_id: i64, producer_epoch: i16, base_sequence: i32) -> Self {
        Self { producer_id, producer_epoch, base_sequence, ..self }
    }

    /// The same with its records compressed by `compress`, which makes `codec` (bits 0 to 2 of the attributes).
    #[must_use]
    pub fn compressed(mut self, codec: i16, compress: impl Fn(&[u8]) -> Vec<u8>) -> Self {
        self.payload = Some(compress(&self.encode_records()));
        self.records_count.get_or_insert(i32::try_from(self.records.len()).unwrap_or(i32::MAX));
        self.attributes |= codec;
        self
    }

    /// The records alone.
    pub fn encode_records(&self) -> Vec<u8> {
        let mut out = Vec::new();
        (0..).zip(&self.records).for_each(|(place, record)| record.encode(place, &mut out));
        out
    }

    pub fn encode(&self) -> Bytes {
        let count = i32::try_from(self.records.len()).unwrap_or(i32::MAX);
        let latest = self.records.iter().map(|record| record.timestamp_delta).max().unwrap_or(0);
        let mut out = Vec::new();
        out.put_i64(self.base_offset);
        out.put_i32(0);
        out.put_i32(self.partition_leader_epoch);
        out.put_i8(self.magic);
        out.put_u32(0);
        out.put_i16(self.attributes);
        out.put_i32(self.last_offset_delta.unwrap_or(count - 1));
        out.put_i64(self.base_timestamp);
        out.put_i64(self.max_timestamp.unwrap_or_else(|| self.base_timestamp.saturating_add(latest)));
        out.put_i64(self.producer_id);
        out.put_i16(self.producer_epoch);
        out.put_i32(self.base_sequence);
        out.put_i32(self.records_count.unwrap_or(count));
        match &self.payload {
            Some(payload) => out.put_slice(payload),
            None => out.extend(self.encode_records()),
        }
        let length = i32::try_from(out.len() - 12).unwrap_or(i32::MAX);
        patch(&mut out, 8, &self.length.unwrap_or(length).to_be_bytes());
        let covered = out.get(CRC_COVERS_FROM..).unwrap_or_default();
        let crc = self.crc.unwrap_or_else(|| crc32c::crc32c(covered));
        patch(&mut out, 17, &crc.to_be_bytes());
        out.into()
    }
}

impl RawRecord {
    fn encode(&self, place: i32, out: &mut Vec<u8>) {
        let mut body = vec![0];
        varint(&mut body, self.timestamp_delta);
        varint(&mut body, i64::from(self.offset_delta.unwrap_or(place)));
        blob(&mut body, self.key.as_deref());
        blob(&mut body, self.value.as_deref());
        varint(&mut body, i64::try_from(self.headers.len()).unwrap_or(i64::MAX));
        for (key, value) in &self.headers {
            blob(&mut body, Some(key));
            blob(&mut body, value.as_deref());
        }
        varint(out, i64::try_from(body.len()).unwrap_or(i64::MAX));
        out.extend(body);
    }
}

/// A signed number, zigzag, as records have it.
pub fn varint(out: &mut Vec<u8>, value: i64) {
    let mut rest = ((value << 1) ^ (value >> 63)).cast_unsigned();
    while rest >= 0x80 {
        out.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

fn blob(out: &mut Vec<u8>, bytes: Option<&[u8]>) {
    match bytes {
        None => varint(out, -1),
        Some(bytes) => {
            varint(out, i64::try_from(bytes.len()).unwrap_or(i64::MAX));
            out.extend(bytes);
        }
    }
}

fn patch(out: &mut [u8], place: usize, with: &[u8]) {
    out.iter_mut().skip(place).zip(with).for_each(|(byte, new)| *byte = *new);
}
