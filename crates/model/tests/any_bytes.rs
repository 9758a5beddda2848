//! Whatever the bytes are: no panic, no more output than the limit, and what was compressed comes back.

#![allow(clippy::unwrap_used)]

use model::{
    BATCH_HEADER_LEN, BatchBuilder, BatchHeader, Batches, Compression, EndTxnMarker, Offset, Records,
    compress, decompress,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn codec() -> impl Strategy<Value = Compression> {
    proptest::sample::select(Compression::ALL.to_vec())
}

/// Bytes that compress: pieces of one byte each, of lengths on both sides of the codecs' blocks.
fn repetitive() -> impl Strategy<Value = Vec<u8>> {
    vec((any::<u8>(), 0..40_000usize), 0..8)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(byte, length)| vec![byte; length]).collect())
}

fn decompress_within(codec: Compression, input: &[u8], limit_bytes: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let result = decompress(codec, input, limit_bytes, &mut out);
    assert!(out.len() <= limit_bytes, "{codec}: {} bytes of {limit_bytes}", out.len());
    assert!(out.capacity() <= 2 * limit_bytes + 64, "{codec}: memory of {}", out.capacity());
    result.ok().map(|()| out)
}

/// What the front of a compressed block can be, so that arbitrary bytes get past the first check.
fn front(codec: Compression) -> &'static [u8] {
    match codec {
        Compression::None => &[],
        Compression::Gzip => &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff],
        Compression::Snappy => b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01",
        Compression::Lz4 => &[0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82],
        Compression::Zstd => &[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn arbitrary_bytes_stay_within_the_limit(
        codec in codec(), input in vec(any::<u8>(), 0..400), limit_bytes in 0..100_000usize,
    ) {
        decompress_within(codec, &input, limit_bytes);
        decompress_within(codec, &[front(codec), &input].concat(), limit_bytes);
    }

    #[test]
    fn what_was_compressed_comes_back_and_damage_does_no_harm(
        codec in codec(), input in repetitive(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut compressed = compress(codec, None, &input).unwrap();
        if codec != Compression::None || !input.is_empty() {
            prop_assert_eq!(decompress_within(codec, &compressed, input.len()), Some(input.clone()));
        }
        if let Some(less) = input.len().checked_sub(1) {
            prop_assert_eq!(decompress_within(codec, &compressed, less), None);
        }
        if !compressed.is_empty() {
            let at = at.index(compressed.len());
            compressed[at] = byte;
            decompress_within(codec, &compressed, input.len() + 1_000);
            decompress_within(codec, &compressed[..at], input.len() + 1_000);
        }
    }

    #[test]
    fn records_of_arbitrary_bytes_end(bytes in vec(any::<u8>(), 0..300), count in any::<i32>()) {
        let walked = Records::new(&bytes, count).map_while(Result::ok);
        // Each takes a byte of length, one of attributes and five fields.
        let walked = walked.map(|record| record.headers.count()).collect::<Vec<_>>();
        prop_assert!(walked.len() * 7 <= bytes.len());
        let small = bytes.iter().map(|byte| byte % 12).collect::<Vec<_>>();
        prop_assert!(Records::new(&small, count % 40).count() <= 40);
    }

    #[test]
    fn batches_of_arbitrary_bytes_end(mut bytes in vec(any::<u8>(), 61..400), length in 49..120i32) {
        bytes[8..12].copy_from_slice(&length.to_be_bytes());
        bytes[16] = 2;
        for (header, batch) in Batches::new(&bytes).map_while(Result::ok) {
            prop_assert_eq!(header.size(), batch.len());
            let _ = (header.last_offset(), header.next_offset(), header.last_sequence());
            let _ = EndTxnMarker::of_batch(&header, batch);
        }
    }

    #[test]
    fn a_built_batch_gives_back_its_records(
        codec in codec(),
        base_offset in 0..i64::MAX / 2,
        records in vec(
            (-1..i64::MAX / 2, any::<Option<Vec<u8>>>(), any::<Option<Vec<u8>>>(), vec(("[a-zé]{0,4}", any::<Option<Vec<u8>>>()), 0..3)),
            1..8,
        ),
    ) {
        let mut builder = BatchBuilder::new().with_base_offset(Offset(base_offset)).with_compression(codec, None);
        for (timestamp, key, value, headers) in &records {
            let headers: Vec<_> = headers.iter().map(|(key, value)| (key.as_str(), value.as_deref())).collect();
            builder.push(*timestamp, key.as_deref(), value.as_deref(), &headers);
        }
        let batch = builder.build();
        let header = BatchHeader::parse(&batch).unwrap();
        prop_assert_eq!(header.size(), batch.len());
        model::batch::check_crc(&batch).unwrap();
        let block = decompress_within(codec, &batch[BATCH_HEADER_LEN..], 1 << 20).unwrap();
        let mut read = Records::new(&block, header.records_count);
        for (at, (timestamp, key, value, headers)) in records.iter().enumerate() {
            let record = read.next().unwrap().unwrap();
            prop_assert_eq!(record.offset_delta, i32::try_from(at).unwrap());
            prop_assert_eq!(header.base_timestamp + record.timestamp_delta, *timestamp);
            prop_assert_eq!((record.key, record.value), (key.as_deref(), value.as_deref()));
            let headers: Vec<_> = headers.iter().map(|(key, value)| (key.as_bytes(), value.as_deref())).collect();
            prop_assert_eq!(record.headers.collect::<Vec<_>>(), headers);
        }
        prop_assert!(read.next().is_none());
    }
}
