//! Few bytes that ask for many: counts, and compressed batches.

use protocol::Records;
use protocol::messages::produce::{PartitionProduceData, ProduceRequest, TopicProduceData};
use testkit::{Outcome, RawBatch};
use tests::broken_batches::NOW;

use super::Attack;
use super::frames::frame;
use super::target::{TOPIC, Target};
use crate::protocol::generate::unsigned_varint;

const MAX: [u8; 4] = [0x7f, 0xff, 0xff, 0xff];
const COMPACT_MAX: [u8; 5] = [0xff, 0xff, 0xff, 0xff, 0x0f];
/// What a compressed batch of zero bytes becomes.
const BOMB: usize = 1 << 30;

pub(super) const ATTACKS: &[Attack] = &[
    ("two billion topics", |target| target.is_closed_after(&frame(3, 0, &MAX))),
    ("two billion topics, compact", |target| {
        target.is_closed_after(&frame(3, 12, &[&[0][..], &COMPACT_MAX].concat()));
    }),
    ("200 million topics", |target| target.is_closed_after(&frame(3, 1, &[0x0b, 0xeb, 0xc2, 0]))),
    ("two billion groups to delete", |target| target.is_closed_after(&frame(42, 0, &MAX))),
    ("two billion topics to produce to", |target| {
        target.is_closed_after(&frame(0, 3, &[&[0xff, 0xff, 0, 1, 0, 0, 3, 0xe8][..], &MAX].concat()));
        target.is_closed_after(&frame(0, 9, &[&[0, 0, 0, 1, 0, 0, 3, 0xe8][..], &COMPACT_MAX].concat()));
    }),
    ("20 million tags in a header", |target| {
        target.is_closed_after(&frame(3, 12, &[0x80, 0xda, 0xc4, 0x09, 0, 0]));
    }),
    ("a header of four million real tags", |target| {
        let mut body = Vec::new();
        unsigned_varint(&mut body, 4_000_000);
        for tag in 0..4_000_000 {
            unsigned_varint(&mut body, tag);
            body.push(0);
        }
        target.is_closed_after(&frame(3, 12, &body));
    }),
    ("16 MiB of the smallest topics", |target| {
        let mut body = vec![0];
        unsigned_varint(&mut body, (16 << 20) / 2);
        body.resize(16 << 20, 1);
        target.takes(&frame(3, 9, &body));
    }),
    ("16 MiB of nested counts", |target| {
        // CreateTopics: topics whose arrays all claim what the frame can hold.
        let mut body = vec![0];
        unsigned_varint(&mut body, 1 << 20);
        while body.len() < 16 << 20 {
            body.extend([2, b'x', 0, 0, 0, 1, 0, 1]);
            unsigned_varint(&mut body, 8 << 20);
        }
        target.takes(&frame(19, 5, &body));
    }),
    ("100 MiB of the smallest partitions", |target| {
        let mut body = [&[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0][..], &[0, 0, 0, 1]].concat();
        body.extend([0, 1, b'x', 0x01, 0, 0, 0]);
        body.resize(90 << 20, 0);
        target.takes(&frame(1, 4, &body));
    }),
    ("a batch of two billion records", |target| {
        let batch = RawBatch { records_count: Some(i32::MAX), ..RawBatch::of(&["a"], NOW) };
        is_refused(target, batch);
    }),
    ("a gzip bomb", |target| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        zeros(&mut encoder);
        bomb(target, 1, encoder.finish().expect("writing to memory"));
    }),
    ("a snappy bomb", |target| {
        let block = snap::raw::Encoder::new().compress_vec(&vec![0; 64 << 20]).expect("compressed");
        bomb(target, 2, block);
    }),
    ("a snappy block that claims four GiB", |target| {
        bomb(target, 2, vec![0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0]);
    }),
    ("an LZ4 bomb", |target| {
        let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
        zeros(&mut encoder);
        bomb(target, 3, encoder.finish().expect("writing to memory"));
    }),
    ("a zstd bomb", |target| {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("an encoder");
        zeros(&mut encoder);
        bomb(target, 4, encoder.finish().expect("writing to memory"));
    }),
    ("50 zstd bombs at once", |target| {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("an encoder");
        zeros(&mut encoder);
        let bytes = encoder.finish().expect("writing to memory");
        std::thread::scope(|scope| {
            for _ in 0..50 {
                scope.spawn(|| bomb(target, 4, bytes.clone()));
            }
        });
    }),
];

fn zeros(encoder: &mut impl std::io::Write) {
    let block = vec![0; 1 << 20];
    (0..BOMB >> 20).for_each(|_| encoder.write_all(&block).expect("writing to memory"));
}

/// A topic that makes the broker look into every batch would decompress this.
fn bomb(target: &Target, codec: i16, payload: Vec<u8>) {
    let batch = RawBatch { payload: Some(payload), attributes: codec, ..RawBatch::of(&["a"], NOW) };
    is_refused(target, batch);
}

/// The batch gets an error, or the connection is closed; nothing else.
#[allow(clippy::needless_pass_by_value)]
fn is_refused(target: &Target, batch: RawBatch) {
    match target.client().ask(&produce(batch.encode()), 9) {
        Outcome::Answer(response) => {
            let code = response.responses[0].partition_responses[0].error_code;
            assert_ne!(code, 0, "it was accepted");
        }
        Outcome::Closed => {}
        outcome => panic!("{outcome:?}"),
    }
}

/// One batch to the attacked topic.
pub(super) fn produce(records: bytes::Bytes) -> ProduceRequest {
    let partition =
        PartitionProduceData { records: Records::Bytes(records), ..PartitionProduceData::default() };
    let topic = TopicProduceData {
        name: TOPIC.into(),
        partition_data: vec![partition],
        ..TopicProduceData::default()
    };
    ProduceRequest { acks: -1, timeout_ms: 5_000, topic_data: vec![topic], ..ProduceRequest::default() }
}
