//! Record batches that a broker must refuse, or may accept only as Apache Kafka does.

use std::io::Write as _;

use bytes::Bytes;
use testkit::{RawBatch, RawRecord};

/// The time of the records: any, but always the same, and near enough for every topic (it is 2026).
pub const NOW: i64 = 1_790_000_000_000;

/// What is wrong with each, in words.
#[must_use]
pub fn broken_batches() -> Vec<(&'static str, Bytes)> {
    let mut batches = headers();
    batches.extend(records());
    batches.extend(compressed());
    batches.extend(bytes());
    batches
}

fn headers() -> Vec<(&'static str, Bytes)> {
    let good = || RawBatch::of(&["a", "b"], NOW);
    let cases = [
        ("a wrong checksum", RawBatch { crc: Some(1), ..good() }),
        ("magic 0", RawBatch { magic: 0, ..good() }),
        ("magic 1", RawBatch { magic: 1, ..good() }),
        ("magic 3", RawBatch { magic: 3, ..good() }),
        ("magic -1", RawBatch { magic: -1, ..good() }),
        ("a control batch", RawBatch { attributes: 0x20, ..good() }),
        ("a transactional batch without a producer", RawBatch { attributes: 0x10, ..good() }),
        ("append time set by the client", RawBatch { attributes: 0x08, ..good() }),
        ("a delete horizon", RawBatch { attributes: 0x40, ..good() }),
        ("unknown attributes", RawBatch { attributes: 0x7f80, ..good() }),
        ("codec 5", RawBatch { attributes: 5, ..good() }),
        ("codec 7", RawBatch { attributes: 7, ..good() }),
        ("a base offset", RawBatch { base_offset: 100, ..good() }),
        ("a negative base offset", RawBatch { base_offset: -5, ..good() }),
        ("the largest base offset", RawBatch { base_offset: i64::MAX, ..good() }),
        ("a leader epoch", RawBatch { partition_leader_epoch: 9, ..good() }),
        ("a last offset delta that is too large", RawBatch { last_offset_delta: Some(5), ..good() }),
        ("a last offset delta that is too small", RawBatch { last_offset_delta: Some(0), ..good() }),
        ("a negative last offset delta", RawBatch { last_offset_delta: Some(-1), ..good() }),
        ("no records", RawBatch::of(&[], NOW)),
        ("no records with a delta of 0", RawBatch { last_offset_delta: Some(0), ..RawBatch::of(&[], NOW) }),
        ("a count that is too large", RawBatch { records_count: Some(3), ..good() }),
        ("a count that is too small", RawBatch { records_count: Some(1), ..good() }),
        ("a count of 0", RawBatch { records_count: Some(0), ..good() }),
        ("a negative count", RawBatch { records_count: Some(-1), ..good() }),
        ("two billion records", RawBatch { records_count: Some(i32::MAX), ..good() }),
        (
            "two billion records and offsets",
            RawBatch { records_count: Some(i32::MAX), last_offset_delta: Some(i32::MAX - 1), ..good() },
        ),
        ("a max timestamp that is too small", RawBatch { max_timestamp: Some(NOW - 1), ..good() }),
        ("a max timestamp that is too large", RawBatch { max_timestamp: Some(NOW + 100), ..good() }),
        ("a max timestamp of -1", RawBatch { max_timestamp: Some(-1), ..good() }),
        ("no timestamps", RawBatch::of(&["a"], -1)),
        ("a negative timestamp", RawBatch::of(&["a"], -2)),
        ("the first timestamp", RawBatch::of(&["a"], 0)),
        ("the last timestamp", RawBatch::of(&["a"], i64::MAX)),
        ("a timestamp in a far future", RawBatch::of(&["a"], NOW * 2)),
        ("a producer without a sequence", good().by(5, 0, -1)),
        ("a producer without an epoch", good().by(5, -1, 0)),
        ("a producer id of -2", good().by(-2, 0, 0)),
    ];
    cases.into_iter().map(|(what, batch)| (what, batch.encode())).collect()
}

fn records() -> Vec<(&'static str, Bytes)> {
    let good = || RawBatch::of(&["a", "b"], NOW);
    let with = |records: Vec<RawRecord>| RawBatch { records, ..good() };
    let record =
        || RawRecord { value: Some(b"v".to_vec()), key: Some(b"k".to_vec()), ..RawRecord::default() };
    let raw = |payload: &[u8]| RawBatch { payload: Some(payload.to_vec()), ..good() };
    let cases = [
        ("keys", with(vec![record(), record()])),
        ("a key and no key", with(vec![record(), RawRecord { key: None, ..record() }])),
        ("no value", with(vec![RawRecord { value: None, ..record() }])),
        (
            "offset deltas out of order",
            with(vec![
                RawRecord { offset_delta: Some(1), ..record() },
                RawRecord { offset_delta: Some(0), ..record() },
            ]),
        ),
        ("an offset delta twice", with(vec![record(), RawRecord { offset_delta: Some(0), ..record() }])),
        ("a gap in the offset deltas", with(vec![record(), RawRecord { offset_delta: Some(2), ..record() }])),
        ("a negative offset delta", with(vec![RawRecord { offset_delta: Some(-1), ..record() }])),
        ("a negative timestamp delta", with(vec![RawRecord { timestamp_delta: -5, ..record() }])),
        ("a huge timestamp delta", with(vec![RawRecord { timestamp_delta: i64::MAX, ..record() }])),
        (
            "headers",
            with(vec![RawRecord {
                headers: vec![
                    (b"h".to_vec(), Some(b"v".to_vec())),
                    (b"h".to_vec(), None),
                    (Vec::new(), None),
                ],
                ..record()
            }]),
        ),
        (
            "a header key that is not text",
            with(vec![RawRecord { headers: vec![(vec![0xff, 0xfe], None)], ..record() }]),
        ),
        ("no bytes for its records", raw(&[])),
        ("records of zero bytes", raw(&[0; 20])),
        ("records of one bits", raw(&[0xff; 20])),
        ("a record that is longer than the batch", raw(&[0x7e, 0, 0, 0, 1, 1, 0])),
        ("a record with a negative length", raw(&[0x01, 0, 0, 0, 1, 1, 0])),
        ("a record length of two billion", raw(&[0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0])),
        (
            "a record with a key length of two billion",
            raw(&[0x14, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f, 1, 0, 0]),
        ),
        ("a record with two billion headers", raw(&[0x14, 0, 0, 0, 1, 1, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0])),
        ("a record with a negative header count", raw(&[0x0c, 0, 0, 0, 1, 1, 1, 0x0c, 0, 0, 2, 1, 1, 0])),
        ("a record with a negative header key", raw(&[0x10, 0, 0, 0, 1, 1, 2, 1, 1, 0x0c, 0, 0, 2, 1, 1, 0])),
        ("a record that is shorter than it says", raw(&[0x0e, 0, 0, 0, 1, 1, 0, 0x0c, 0, 0, 2, 1, 1, 0])),
        ("a record with bytes behind its headers", raw(&[0x0e, 0, 0, 0, 1, 1, 0, 9, 0x0c, 0, 0, 2, 1, 1, 0])),
        ("bytes after the last record", raw(&[0x0c, 0, 0, 0, 1, 1, 0, 0x0c, 0, 0, 2, 1, 1, 0, 7, 7, 7])),
    ];
    cases.into_iter().map(|(what, batch)| (what, batch.encode())).collect()
}

fn compressed() -> Vec<(&'static str, Bytes)> {
    let good = || RawBatch::of(&["a", "b"], NOW);
    let mut cases = Vec::new();
    for (codec, name, compress) in codecs() {
        let mut cut = compress(&good().encode_records());
        cut.truncate(cut.len() / 2);
        let inner = |payload: &[u8]| good().compressed(codec, |_| compress(payload));
        for (what, batch) in [
            ("that is cut short", good().compressed(codec, |_| cut.clone())),
            ("that is not compressed", good().compressed(codec, <[u8]>::to_vec)),
            ("of no bytes", good().compressed(codec, |_| Vec::new())),
            ("of nothing", inner(&[])),
            ("of zero bytes", inner(&[0; 64])),
            (
                "with a count that is too large",
                RawBatch { records_count: Some(3), ..good().compressed(codec, compress) },
            ),
            (
                "with a count that is too small",
                RawBatch { records_count: Some(1), ..good().compressed(codec, compress) },
            ),
            (
                "with bytes behind it",
                good().compressed(codec, |bytes| [compress(bytes), vec![1, 2, 3]].concat()),
            ),
            ("with a record of two billion bytes", inner(&[0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0])),
        ] {
            let what: &'static str = Box::leak(format!("a {name} batch {what}").into_boxed_str());
            cases.push((what, batch.encode()));
        }
    }
    cases
}

fn bytes() -> Vec<(&'static str, Bytes)> {
    let good = RawBatch::of(&["a", "b"], NOW).encode();
    let cut = |length: usize| good.slice(..length);
    let sized = |length: i32| RawBatch { length: Some(length), ..RawBatch::of(&["a", "b"], NOW) }.encode();
    vec![
        ("no bytes", Bytes::new()),
        ("one byte", cut(1)),
        ("only an offset and a length", cut(12)),
        ("half a header", cut(40)),
        ("only a header", cut(61)),
        ("a batch that ends early", cut(good.len() - 1)),
        ("two batches", [&good[..], &good[..]].concat().into()),
        ("a batch and half of another", [&good[..], &good[..30]].concat().into()),
        ("a batch and one byte", [&good[..], &[0]].concat().into()),
        ("a batch length of 0", sized(0)),
        ("a negative batch length", sized(-1)),
        ("a batch length that is too small for a header", sized(48)),
        ("a batch length of just a header", sized(49)),
        ("a batch length of two billion", sized(i32::MAX)),
        ("zero bytes", vec![0; 100].into()),
        ("one bits", vec![0xff; 100].into()),
    ]
}

/// Number, name and compressor.
pub type Codec = (i16, &'static str, fn(&[u8]) -> Vec<u8>);

/// Every codec of Kafka.
#[must_use]
pub fn codecs() -> [Codec; 4] {
    [(1, "gzip", gzip), (2, "snappy", snappy), (3, "lz4", lz4), (4, "zstd", zstd)]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

/// As Java does it: a header and blocks, each with its size.
fn snappy(bytes: &[u8]) -> Vec<u8> {
    let mut out = b"\x82SNAPPY\x00\x00\x00\x00\x01\x00\x00\x00\x01".to_vec();
    for block in bytes.chunks(32 << 10) {
        let block = snap::raw::Encoder::new().compress_vec(block).expect("a small block");
        out.extend(u32::try_from(block.len()).expect("a small block").to_be_bytes());
        out.extend(block);
    }
    out
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
    encoder.write_all(bytes).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("reading from memory")
}
