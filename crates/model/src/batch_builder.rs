//! Builds one record batch: what the broker itself writes, from records of its internal topics to transaction markers.

use bytes::Bytes;

use crate::batch::{CRC_AT, CRC_FROM, MAGIC, crc};
use crate::compression::{Compression, compress};
use crate::record::{Headers, Record};
use crate::{
    Attributes, BATCH_HEADER_LEN, BatchHeader, LOG_OVERHEAD, LeaderEpoch, Offset, ProducerEpoch, ProducerId,
    TimestampType,
};

/// Collects records; [`Self::build`] makes the batch of them.
#[derive(Clone, Debug)]
pub struct BatchBuilder {
    /// What the builder was told; counts, timestamps, length and CRC are filled in by the records.
    header: BatchHeader,
    codec: Compression,
    level: Option<i32>,
    /// Room for the header, then the uncompressed records.
    bytes: Vec<u8>,
    /// The headers of one record, kept for its memory.
    headers: Vec<u8>,
}

impl Default for BatchBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl BatchBuilder {
    /// A batch at offset 0 of no producer and no leader epoch, uncompressed, with the timestamps of its creator.
    #[must_use]
    pub fn new() -> Self {
        let header = BatchHeader {
            base_offset: Offset::ZERO,
            batch_length: (BATCH_HEADER_LEN - LOG_OVERHEAD) as i32,
            partition_leader_epoch: LeaderEpoch::NONE,
            magic: MAGIC,
            crc: 0,
            attributes: Attributes::default(),
            last_offset_delta: -1,
            base_timestamp: -1,
            max_timestamp: -1,
            producer_id: ProducerId::NONE,
            producer_epoch: ProducerEpoch::NONE,
            base_sequence: -1,
            records_count: 0,
        };
        let bytes = vec![0; BATCH_HEADER_LEN];
        Self { header, codec: Compression::None, level: None, bytes, headers: Vec::new() }
    }

    #[must_use]
    pub fn with_base_offset(mut self, base_offset: Offset) -> Self {
        self.header.base_offset = base_offset;
        self
    }

    #[must_use]
    pub fn with_leader_epoch(mut self, leader_epoch: LeaderEpoch) -> Self {
        self.header.partition_leader_epoch = leader_epoch;
        self
    }

    /// `base_sequence` is −1 for what a coordinator writes in the name of a producer.
    #[must_use]
    pub fn with_producer(mut self, id: ProducerId, epoch: ProducerEpoch, base_sequence: i32) -> Self {
        (self.header.producer_id, self.header.producer_epoch) = (id, epoch);
        self.header.base_sequence = base_sequence;
        self
    }

    /// # Panics
    /// The codec has no such level; configurations are checked before.
    #[must_use]
    pub fn with_compression(mut self, codec: Compression, level: Option<i32>) -> Self {
        assert!(level.is_none_or(|level| codec.has_level(level)), "{codec} has no level {level:?}");
        (self.codec, self.level) = (codec, level);
        self
    }

    /// With [`TimestampType::LogAppendTime`] the records are to be pushed with the time of the append.
    #[must_use]
    pub fn with_timestamp_type(mut self, timestamp_type: TimestampType) -> Self {
        self.header.attributes = self.header.attributes.with_timestamp_type(timestamp_type);
        self
    }

    /// The records belong to a transaction of the producer.
    #[must_use]
    pub fn transactional(mut self) -> Self {
        self.header.attributes = self.header.attributes.with_transactional(true);
        self
    }

    /// The records are control records, which clients do not see.
    #[must_use]
    pub fn control(mut self) -> Self {
        self.header.attributes = self.header.attributes.with_control(true);
        self
    }

    /// Adds a record at the next offset. `timestamp` is in milliseconds since the epoch, or −1.
    pub fn push(
        &mut self,
        timestamp: i64,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: &[(&str, Option<&[u8]>)],
    ) {
        let header = &mut self.header;
        if header.records_count == 0 {
            header.base_timestamp = timestamp;
            header.max_timestamp = timestamp;
        }
        header.records_count += 1;
        header.last_offset_delta += 1;
        header.max_timestamp = header.max_timestamp.max(timestamp);
        let record = Record {
            offset_delta: header.last_offset_delta,
            timestamp_delta: timestamp.saturating_sub(header.base_timestamp),
            key,
            value,
            headers: Headers::encode(headers, &mut self.headers),
        };
        record.encode(&mut self.bytes);
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.header.records_count == 0
    }

    /// Records pushed so far.
    #[must_use]
    pub fn records_count(&self) -> i32 {
        self.header.records_count
    }

    /// Bytes of the batch if it were built now and not compressed.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The batch, with its CRC.
    ///
    /// # Panics
    /// It has no records, or more than 2 GiB of them.
    #[must_use]
    pub fn build(self) -> Bytes {
        let Self { mut header, codec, level, mut bytes, .. } = self;
        assert!(header.records_count > 0, "a batch without records");
        // A codec that fails at a level it has is out of memory: the batch is as good without it.
        if codec != Compression::None
            && let Ok(block) = compress(codec, level, &bytes[BATCH_HEADER_LEN..])
        {
            header.attributes = header.attributes.with_compression(codec);
            bytes.truncate(BATCH_HEADER_LEN);
            bytes.extend_from_slice(&block);
        }
        let length = i32::try_from(bytes.len() - LOG_OVERHEAD);
        assert!(length.is_ok(), "a batch of {} bytes", bytes.len());
        header.batch_length = length.unwrap_or(i32::MAX);
        bytes[..BATCH_HEADER_LEN].copy_from_slice(&header.encode());
        let checksum = crc(&bytes[CRC_FROM..]);
        bytes[CRC_AT..CRC_FROM].copy_from_slice(&checksum.to_be_bytes());
        Bytes::from(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Batches, check_crc};
    use crate::compression::decompress;
    use crate::record::Records;

    #[test]
    fn what_is_pushed_is_what_the_batch_holds() {
        for codec in Compression::ALL {
            let mut builder = BatchBuilder::new()
                .with_base_offset(Offset(40))
                .with_leader_epoch(LeaderEpoch(3))
                .with_producer(ProducerId(7), ProducerEpoch(1), 100)
                .with_compression(codec, None)
                .transactional();
            builder.push(1_000, Some(b"a"), Some(b"1"), &[]);
            builder.push(990, None, None, &[("h", Some(b"x")), ("n", None)]);
            builder.push(1_005, Some(b""), Some(&[9; 500]), &[]);
            let bytes = builder.build();

            check_crc(&bytes).unwrap();
            let (header, whole) = Batches::new(&bytes).next().unwrap().unwrap();
            assert_eq!(whole.len(), bytes.len());
            assert_eq!(header.attributes.compression(), Ok(codec));
            assert!(header.attributes.is_transactional() && !header.attributes.is_control());
            assert_eq!((header.base_offset, header.next_offset()), (Offset(40), Offset(43)));
            assert_eq!((header.base_timestamp, header.max_timestamp), (1_000, 1_005));
            assert_eq!((header.base_sequence, header.last_sequence()), (100, 102));

            let mut block = Vec::new();
            decompress(codec, &bytes[BATCH_HEADER_LEN..], 1 << 20, &mut block).unwrap();
            let records: Vec<_> = Records::new(&block, header.records_count).map(Result::unwrap).collect();
            let deltas: Vec<_> = records.iter().map(|r| (r.offset_delta, r.timestamp_delta)).collect();
            assert_eq!(deltas, [(0, 0), (1, -10), (2, 5)]);
            assert_eq!((records[1].key, records[1].value), (None, None));
            assert_eq!(
                records[1].headers.collect::<Vec<_>>(),
                [(&b"h"[..], Some(&b"x"[..])), (&b"n"[..], None)]
            );
            assert_eq!(records[2].value, Some(&[9; 500][..]));
        }
    }

    #[test]
    fn size_bytes_is_the_size_of_an_uncompressed_batch() {
        let mut builder = BatchBuilder::new();
        assert!(builder.is_empty());
        builder.push(5, Some(b"key"), Some(b"value"), &[]);
        let size_bytes = builder.size_bytes();
        assert_eq!(builder.build().len(), size_bytes);
    }
}
