//! The corpus: batches as clients send them and should not. `UPDATE=1` writes them to `testdata/produced`, from where
//! `tests/kafka/produce.py` sends them to Apache Kafka.

use model::batch::{CRC_FROM, crc};
use model::record::{Headers, Record};
use model::{Attributes, BATCH_HEADER_LEN, BatchHeader, Compression, LOG_OVERHEAD, LeaderEpoch};
use model::{Offset, ProducerEpoch, ProducerId, compress};

/// What the records of most cases say. The broker's clock is later.
pub(super) const TIMESTAMP: i64 = 1_700_000_000_000;
/// Long after any clock that reads the corpus.
const FUTURE_MS: i64 = 3_000_000_000_000;

pub(super) struct Case {
    /// `<rules>/<case>`
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// A batch in the making: the header that is written, but for length and CRC, and the block of records.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) header: BatchHeader,
    pub(super) block: Vec<u8>,
}

impl Sent {
    /// Records with keys and values, a millisecond apart.
    pub(super) fn records(count: i32) -> Self {
        let mut block = Vec::new();
        for index in 0..count {
            record(index, i64::from(index), Some(b"key"), Some(b"value")).encode(&mut block);
        }
        Self::block(count, block)
    }

    pub(super) fn block(count: i32, block: Vec<u8>) -> Self {
        let header = BatchHeader {
            base_offset: Offset(0),
            batch_length: 0,
            partition_leader_epoch: LeaderEpoch::NONE,
            magic: 2,
            crc: 0,
            attributes: Attributes(0),
            last_offset_delta: count - 1,
            base_timestamp: TIMESTAMP,
            max_timestamp: TIMESTAMP + i64::from(count) - 1,
            producer_id: ProducerId::NONE,
            producer_epoch: ProducerEpoch::NONE,
            base_sequence: -1,
            records_count: count,
        };
        Self { header, block }
    }

    pub(super) fn with(mut self, change: impl FnOnce(&mut BatchHeader)) -> Self {
        change(&mut self.header);
        self
    }

    pub(super) fn compressed(self, codec: Compression) -> Self {
        let block = compress(codec, None, &self.block).unwrap();
        self.with_block(codec, block)
    }

    /// The codec's bits, and `block` in the place of what it would have written.
    fn with_block(mut self, codec: Compression, block: Vec<u8>) -> Self {
        self.header.attributes = self.header.attributes.with_compression(codec);
        self.block = block;
        self
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let header = &self.header;
        let length = BATCH_HEADER_LEN - LOG_OVERHEAD + self.block.len();
        let mut bytes = header.base_offset.0.to_be_bytes().to_vec();
        bytes.extend(i32::try_from(length).unwrap().to_be_bytes());
        bytes.extend(header.partition_leader_epoch.0.to_be_bytes());
        bytes.extend(header.magic.to_be_bytes());
        bytes.extend([0; 4]);
        bytes.extend(header.attributes.0.to_be_bytes());
        bytes.extend(header.last_offset_delta.to_be_bytes());
        bytes.extend(header.base_timestamp.to_be_bytes());
        bytes.extend(header.max_timestamp.to_be_bytes());
        bytes.extend(header.producer_id.0.to_be_bytes());
        bytes.extend(header.producer_epoch.0.to_be_bytes());
        bytes.extend(header.base_sequence.to_be_bytes());
        bytes.extend(header.records_count.to_be_bytes());
        bytes.extend(&self.block);
        seal(&mut bytes);
        bytes
    }
}

pub(super) fn record<'a>(
    offset_delta: i32,
    timestamp_delta: i64,
    key: Option<&'a [u8]>,
    value: Option<&'a [u8]>,
) -> Record<'a> {
    Record { offset_delta, timestamp_delta, key, value, headers: Headers::default() }
}

/// Puts the right CRC in place.
pub(super) fn seal(batch: &mut [u8]) {
    let checksum = crc(&batch[CRC_FROM..]);
    batch[17..21].copy_from_slice(&checksum.to_be_bytes());
}

/// Collects the cases of one set of rules.
struct Cases {
    rules: &'static str,
    all: Vec<Case>,
}

impl Cases {
    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        self.all.push(Case { name: format!("{}/{name}", self.rules), bytes });
    }

    fn sent(&mut self, name: &str, sent: &Sent) {
        self.add(name, sent.bytes());
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Cases { rules: "plain", all: Vec::new() };
    framing(&mut cases);
    headers(&mut cases);
    attributes(&mut cases);
    records(&mut cases);
    record_bytes(&mut cases);
    timestamps(&mut cases);
    codecs(&mut cases);
    broken_blocks(&mut cases);
    other_rules(&mut cases);
    cases.all
}

fn framing(cases: &mut Cases) {
    let good = Sent::records(2).bytes();
    cases.add("empty", Vec::new());
    for cut in [7, 11, 12, 16, 17, 60, 61, good.len() - 1] {
        cases.add(&format!("cut-at-{cut:02}"), good[..cut].to_vec());
    }
    for length in [i32::MIN, -1, 0, 13, 14, 20, 48, 49, 50, 10_000, i32::MAX] {
        let mut bytes = good.clone();
        bytes[8..12].copy_from_slice(&length.to_be_bytes());
        cases.add(&format!("length-{length}"), bytes);
    }
    for magic in [0u8, 1, 3, 255] {
        let mut bytes = good.clone();
        bytes[16] = magic;
        cases.add(&format!("magic-{magic}"), bytes);
    }
    let mut bytes = good.clone();
    bytes[70] ^= 1;
    cases.add("wrong-crc", bytes);
    cases.add("two-batches", [&*good, &good].concat());
    cases.add("behind-it-a-cut-batch", [&*good, &good[..40]].concat());
    cases.add("behind-it-one-byte", [&*good, &[1]].concat());
    cases.add("behind-it-twelve-zeros", [&*good, &[0; 12]].concat());
    cases.add("behind-it-a-length-only", [&*good, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99]].concat());
    let mut magic = good[..20].to_vec();
    magic[16] = 9;
    cases.add("behind-it-magic-9", [&*good, &magic].concat());
}

fn headers(cases: &mut Cases) {
    let two = Sent::records(2);
    let mut add = |name: &str, change: fn(&mut BatchHeader)| cases.sent(name, &two.clone().with(change));
    add("good", |_| ());
    add("base-offset-5", |h| h.base_offset = Offset(5));
    add("base-offset-negative", |h| h.base_offset = Offset(-1));
    add("leader-epoch-9", |h| h.partition_leader_epoch = LeaderEpoch(9));
    add("count-0", |h| h.records_count = 0);
    add("count-negative", |h| h.records_count = -1);
    add("count-1-of-2", |h| h.records_count = 1);
    add("last-delta-0-of-2", |h| h.last_offset_delta = 0);
    add("last-delta-2-of-2", |h| h.last_offset_delta = 2);
    add("last-delta-negative", |h| h.last_offset_delta = -1);
    add("last-delta-min", |h| h.last_offset_delta = i32::MIN);
    add("both-count-1", |h| (h.records_count, h.last_offset_delta) = (1, 0));
    add("both-count-3", |h| (h.records_count, h.last_offset_delta) = (3, 2));
    add("both-count-max", |h| (h.records_count, h.last_offset_delta) = (i32::MAX, i32::MAX - 1));
    add("producer-without-sequence", |h| {
        (h.producer_id, h.producer_epoch) = (ProducerId(9001), ProducerEpoch(0));
    });
    add("producer-without-epoch", |h| (h.producer_id, h.base_sequence) = (ProducerId(9002), 0));
    add("producer-epoch-negative", |h| {
        (h.producer_id, h.producer_epoch, h.base_sequence) = (ProducerId(9003), ProducerEpoch(-2), 0);
    });
    add("producer-id-negative", |h| h.producer_id = ProducerId(-2));
    add("epoch-and-sequence-without-producer", |h| {
        (h.producer_epoch, h.base_sequence) = (ProducerEpoch(3), 7);
    });
    add("producer", |h| {
        (h.producer_id, h.producer_epoch, h.base_sequence) = (ProducerId(9004), ProducerEpoch(0), 0);
    });
}

fn attributes(cases: &mut Cases) {
    let two = Sent::records(2);
    for (name, bits) in [
        ("codec-5", 5),
        ("codec-7", 7),
        ("log-append-time-bit", 1 << 3),
        ("control-bit", 1 << 5),
        ("transactional-control-bits", 3 << 4),
        ("delete-horizon-bit", 1 << 6),
        ("unknown-bit-7", 1 << 7),
        ("unknown-bit-15", i16::MIN),
    ] {
        cases.sent(name, &two.clone().with(|h| h.attributes = Attributes(bits)));
    }
}

fn records(cases: &mut Cases) {
    let mut add = |name: &str, records: &[Record<'_>]| {
        let mut block = Vec::new();
        records.iter().for_each(|record| record.encode(&mut block));
        let sent = Sent::block(records.len() as i32, block);
        cases.sent(name, &sent);
        cases.sent(&format!("{name}-gzip"), &sent.compressed(Compression::Gzip));
    };
    let (key, value) = (Some(&b"k"[..]), Some(&b"v"[..]));
    add("null-key-and-value", &[record(0, 0, None, None)]);
    add("empty-key-and-value", &[record(0, 0, Some(b""), Some(b""))]);
    let mut buffer = Vec::new();
    let headers = Headers::encode(&[("a", Some("1")), ("a", None), ("", Some(""))], &mut buffer);
    add("headers", &[Record { headers, ..record(0, 0, key, value) }]);
    let mut buffer = Vec::new();
    let headers = Headers::encode(&[(&[0xff, 0xfe][..], Some("1"))], &mut buffer);
    add("header-key-not-utf8", &[Record { headers, ..record(0, 0, key, value) }]);
    add("offset-deltas-from-1", &[record(1, 0, key, value), record(2, 1, key, value)]);
    add("offset-deltas-twice-0", &[record(0, 0, key, value), record(0, 1, key, value)]);
    add("offset-deltas-descending", &[record(1, 0, key, value), record(0, 1, key, value)]);
    add("offset-delta-negative", &[record(-1, 0, key, value)]);
    add("offset-delta-max", &[record(0, 0, key, value), record(i32::MAX, 1, key, value)]);
}

/// One record, byte by byte: length, attributes, timestamp and offset delta, key, value, headers.
fn record_bytes(cases: &mut Cases) {
    let mut add = |name: &str, bytes: &[u8]| {
        let sent = Sent::block(1, bytes.to_vec());
        cases.sent(name, &sent);
        cases.sent(&format!("{name}-gzip"), &sent.compressed(Compression::Gzip));
    };
    add("record", &[16, 0, 0, 0, 2, b'k', 2, b'v', 0]);
    add("record-attributes-set", &[16, 0x7f, 0, 0, 2, b'k', 2, b'v', 0]);
    add("record-length-0", &[0]);
    add("record-length-negative", &[1, 0, 0, 0, 2, b'k', 2, b'v', 0]);
    add("record-length-less", &[14, 0, 0, 0, 2, b'k', 2, b'v', 0]);
    add("record-length-more", &[18, 0, 0, 0, 2, b'k', 2, b'v', 0]);
    add("record-length-more-and-there", &[18, 0, 0, 0, 2, b'k', 2, b'v', 0, 0]);
    add("record-length-overlong", &[0x90, 0x80, 0x80, 0x80, 0x80, 0, 0, 0, 0, 2, b'k', 2, b'v', 0]);
    add("record-length-in-five-bytes", &[0x90, 0x80, 0x80, 0x80, 0, 0, 0, 0, 2, b'k', 2, b'v', 0]);
    add("record-length-past-32-bits", &[0x90, 0x80, 0x80, 0x80, 0x10, 0, 0, 0, 2, b'k', 2, b'v', 0]);
    add("bytes-behind-the-records", &[16, 0, 0, 0, 2, b'k', 2, b'v', 0, 0]);
    add("key-length-minus-2", &[16, 0, 0, 0, 3, b'k', 2, b'v', 0]);
    add("key-length-past-the-record", &[16, 0, 0, 0, 20, b'k', 2, b'v', 0]);
    add("key-length-past-everything", &[16, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f]);
    add("value-length-minus-2", &[16, 0, 0, 0, 2, b'k', 3, b'v', 0]);
    add("value-length-past-the-record", &[16, 0, 0, 0, 2, b'k', 20, b'v', 0]);
    add("header-count-negative", &[16, 0, 0, 0, 2, b'k', 2, b'v', 1]);
    add("header-count-without-headers", &[16, 0, 0, 0, 2, b'k', 2, b'v', 2]);
    add("header-count-max", &[24, 0, 0, 0, 2, b'k', 2, b'v', 0xfe, 0xff, 0xff, 0xff, 0x0f]);
    add("header-key-null", &[20, 0, 0, 0, 2, b'k', 2, b'v', 2, 1, 0]);
    add("header-key-minus-2", &[20, 0, 0, 0, 2, b'k', 2, b'v', 2, 3, 0]);
    add("header-value-minus-2", &[20, 0, 0, 0, 2, b'k', 2, b'v', 2, 0, 3]);
    add("header-value-past-the-record", &[20, 0, 0, 0, 2, b'k', 2, b'v', 2, 0, 8]);
    add("a-headers-bytes-uncounted", &[20, 0, 0, 0, 2, b'k', 2, b'v', 0, 0, 0]);
}

fn timestamps(cases: &mut Cases) {
    let mut add = |name: &str, base: i64, max: i64, deltas: &[i64]| {
        let mut block = Vec::new();
        for (index, delta) in (0..).zip(deltas) {
            record(index, *delta, Some(b"k"), None).encode(&mut block);
        }
        let sent = Sent::block(deltas.len() as i32, block)
            .with(|h| (h.base_timestamp, h.max_timestamp) = (base, max));
        cases.sent(name, &sent);
        cases.sent(&format!("{name}-gzip"), &sent.compressed(Compression::Gzip));
    };
    add("timestamp-none", -1, -1, &[0]);
    add("timestamp-negative", -1000, -1000, &[0]);
    add("timestamp-0", 0, 0, &[0]);
    add("timestamps-descending", TIMESTAMP, TIMESTAMP, &[0, -5, -10]);
    add("timestamp-overflows", i64::MAX, i64::MAX, &[5]);
    add("timestamp-min", i64::MIN, i64::MIN, &[0]);
    add("timestamp-future", FUTURE_MS, FUTURE_MS, &[0]);
    add("timestamp-future-delta", TIMESTAMP, FUTURE_MS, &[0, FUTURE_MS - TIMESTAMP, 1]);
    add("timestamp-future-five-times", FUTURE_MS, FUTURE_MS, &[0; 5]);
    add("max-timestamp-too-low", TIMESTAMP, -1, &[0, 5]);
    add("max-timestamp-too-high", TIMESTAMP, FUTURE_MS, &[0, 5]);
}

fn codecs(cases: &mut Cases) {
    for codec in [Compression::Gzip, Compression::Snappy, Compression::Lz4, Compression::Zstd] {
        let three = Sent::records(3);
        cases.sent(&format!("{codec}"), &three.clone().compressed(codec));
        let wrong = |change: fn(&mut BatchHeader)| three.clone().with(change).compressed(codec);
        cases.sent(
            &format!("{codec}-both-count-2"),
            &wrong(|h| (h.records_count, h.last_offset_delta) = (2, 1)),
        );
        cases.sent(
            &format!("{codec}-both-count-4"),
            &wrong(|h| (h.records_count, h.last_offset_delta) = (4, 3)),
        );
        cases.sent(&format!("{codec}-log-append-time-bit"), &wrong(|h| h.attributes = Attributes(8)));
        let good = compress(codec, None, &three.block).unwrap();
        let mut block = |name: &str, block: Vec<u8>| {
            cases.sent(&format!("{codec}-{name}"), &three.clone().with_block(codec, block));
        };
        block("nothing", Vec::new());
        block("of-nothing", compress(codec, None, &[]).unwrap());
        block("not-compressed", three.block.clone());
        block("cut", good[..good.len() - 1].to_vec());
        block("cut-in-half", good[..good.len() / 2].to_vec());
        block("bytes-behind", [&*good, &[1, 2, 3]].concat());
        block("zeros-behind", [&*good, &[0; 8]].concat());
        let (front, back) = three.block.split_at(10);
        let parts = [compress(codec, None, front).unwrap(), compress(codec, None, back).unwrap()].concat();
        block("in-two-parts", parts);
        block("twice", [&*good, &good].concat());
    }
}

fn broken_blocks(cases: &mut Cases) {
    let three = Sent::records(3);
    let mut add = |codec, name: &str, block: Vec<u8>| {
        cases.sent(&format!("{codec}-{name}"), &three.clone().with_block(codec, block));
    };
    let raw = snap(&three.block);
    add(Compression::Snappy, "raw", raw.clone());
    add(Compression::Snappy, "raw-claims-4-gib", [&[0xff, 0xff, 0xff, 0xff, 0x0f], &raw[1..]].concat());
    let xerial = compress(Compression::Snappy, None, &three.block).unwrap();
    let mut changed = xerial.clone();
    changed[16] = 0x80;
    add(Compression::Snappy, "block-length-negative", changed);
    let mut changed = xerial;
    changed[16] = 0x7f;
    add(Compression::Snappy, "block-length-2-gib", changed);
    let gzip = compress(Compression::Gzip, None, &three.block).unwrap();
    let mut changed = gzip.clone();
    let at = changed.len() - 8;
    changed[at] ^= 1;
    add(Compression::Gzip, "wrong-crc", changed);
    let mut changed = gzip;
    let at = changed.len() - 1;
    changed[at] ^= 1;
    add(Compression::Gzip, "wrong-size", changed);
    let lz4 = compress(Compression::Lz4, None, &three.block).unwrap();
    let mut changed = lz4.clone();
    changed[6] ^= 1;
    add(Compression::Lz4, "wrong-header-checksum", changed);
    add(Compression::Lz4, "without-end-mark", lz4[..lz4.len() - 4].to_vec());
    let skipped = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9];
    add(Compression::Lz4, "skippable-frame-before", [&skipped, &*lz4].concat());
    add(Compression::Lz4, "skippable-frame-behind", [&*lz4, &skipped].concat());
    lz4_frames(&three.block, |name, frame| add(Compression::Lz4, name, frame));
    let zstd = compress(Compression::Zstd, None, &three.block).unwrap();
    let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9][..], &zstd].concat();
    add(Compression::Zstd, "skippable-frame-before", skippable);
    add(Compression::Zstd, "window-of-a-terabyte", vec![0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, 1, 0, 0]);
}

/// Frames of blocks that are stored as they are, with everything that a frame may have besides.
fn lz4_frames(block: &[u8], mut add: impl FnMut(&str, Vec<u8>)) {
    use twox_hash::XxHash32;
    let length = u32::try_from(block.len()).unwrap() | 1 << 31;
    let mut frame = |name: &str, descriptor: &[u8], wrong_sum: u32| {
        let flags = descriptor[0];
        let mut frame = [&0x184d_2204u32.to_le_bytes(), descriptor].concat();
        frame.push((XxHash32::oneshot(0, descriptor) >> 8) as u8);
        frame.extend(length.to_le_bytes());
        frame.extend(block);
        let sum = XxHash32::oneshot(0, block) ^ wrong_sum;
        if flags & 0x10 != 0 {
            frame.extend(sum.to_le_bytes());
        }
        frame.extend([0; 4]);
        if flags & 0x04 != 0 {
            frame.extend(sum.to_le_bytes());
        }
        add(name, frame);
    };
    let size = (block.len() as u64).to_le_bytes();
    frame("stored-block", &[0x60, 0x40], 0);
    frame("linked-blocks", &[0x40, 0x40], 0);
    frame("content-checksum", &[0x64, 0x40], 0);
    frame("content-checksum-wrong", &[0x64, 0x40], 1);
    frame("block-checksum", &[0x70, 0x40], 0);
    frame("block-checksum-wrong", &[0x70, 0x40], 1);
    frame("content-size", &[&[0x68, 0x40], &size[..]].concat(), 0);
    frame("content-size-wrong", &[&[0x68, 0x40], &[1; 8][..]].concat(), 0);
    frame("reserved-flag", &[0x62, 0x40], 0);
    frame("dictionary", &[0x61, 0x40, 1, 2, 3, 4], 0);
    frame("block-size-4-mib", &[0x60, 0x70], 0);
    frame("block-size-unknown", &[0x60, 0x30], 0);
    frame("version-2", &[0xa0, 0x40], 0);
}

/// One raw snappy block of nothing but literals.
fn snap(input: &[u8]) -> Vec<u8> {
    let length = u8::try_from(input.len()).unwrap();
    assert!((1..=60).contains(&length), "the length is one byte, and so is a literal's tag");
    [&[length, (length - 1) << 2], input].concat()
}

fn other_rules(cases: &mut Cases) {
    let two = Sent::records(2);
    let gzip = Compression::Gzip;
    cases.rules = "plain-v6";
    cases.sent("good", &two);
    cases.sent("zstd", &two.clone().compressed(Compression::Zstd));
    cases.sent(
        "headers-are-not-looked-at-before",
        &two.clone().with(|h| h.records_count = 7).compressed(Compression::Zstd),
    );
    cases.rules = "compacted";
    let mut block = Vec::new();
    record(0, 0, Some(b"k"), None).encode(&mut block);
    record(1, 0, None, Some(b"v")).encode(&mut block);
    record(2, 0, Some(b""), Some(b"v")).encode(&mut block);
    record(3, FUTURE_MS - TIMESTAMP, None, Some(b"v")).encode(&mut block);
    let nulls = Sent::block(4, block.clone());
    cases.sent("good", &two);
    cases.sent("null-keys", &nulls);
    cases.sent("null-keys-gzip", &nulls.compressed(gzip));
    let mut block = Vec::new();
    record(0, FUTURE_MS - TIMESTAMP, Some(b"k"), None).encode(&mut block);
    record(1, 0, None, Some(b"v")).encode(&mut block);
    cases.sent("future-then-null-key", &Sent::block(2, block));
    cases.rules = "log-append-time";
    let future = two.clone().with(|h| h.base_timestamp = FUTURE_MS);
    for (name, sent) in [("good", &two), ("future", &future)] {
        cases.sent(name, sent);
        cases.sent(&format!("{name}-gzip"), &sent.clone().compressed(gzip));
    }
    let bit = two.clone().with(|h| h.attributes = Attributes(8));
    cases.sent("log-append-time-bit", &bit);
    cases.sent("log-append-time-bit-gzip", &bit.compressed(gzip));
    for rules in ["gzip", "uncompressed"] {
        cases.rules = rules;
        for codec in Compression::ALL {
            cases.sent(&format!("{codec}"), &two.clone().compressed(codec));
        }
        cases.sent(
            "wrong-both-count-3",
            &two.clone().with(|h| (h.records_count, h.last_offset_delta) = (3, 2)),
        );
    }
    cases.rules = "small";
    for size in [1000, 1001] {
        let mut block = Vec::new();
        record(0, 0, Some(b"k"), Some(&vec![b'v'; size - 61 - 10])).encode(&mut block);
        let mut sent = Sent::block(1, block);
        assert_eq!(sent.bytes().len(), size);
        cases.sent(&format!("size-{size}"), &sent);
        sent.header.records_count = 9;
        cases.sent(&format!("size-{size}-and-wrong-count"), &sent);
        let mut bytes = sent.bytes();
        bytes[17] ^= 1;
        cases.add(&format!("size-{size}-and-wrong-crc"), bytes);
    }
    let mut block = Vec::new();
    record(0, 0, Some(b"k"), Some(&[b'v'; 5000])).encode(&mut block);
    cases.sent("five-thousand-bytes-in-gzip", &Sent::block(1, block).compressed(gzip));
}
