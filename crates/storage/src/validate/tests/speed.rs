//! What validation costs beside the CRC, for batches of 64 KiB. `cargo test --release -p storage speed -- --ignored
//! --nocapture` prints it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use model::batch::check_crc;

use super::*;

const ROUNDS: usize = 200;
const BATCH_BYTES: usize = 64 << 10;

#[test]
#[ignore = "measures; says nothing in a debug build"]
fn speed_of_validation() {
    for record_bytes in [100, 1024] {
        for codec in Compression::ALL {
            let bytes = Bytes::from(filled(record_bytes).compressed(codec).bytes());
            let rules = rules("plain");
            let checksum = lowest(|| check_crc(black_box(&bytes)).unwrap());
            let all = lowest(|| drop(validate(black_box(&bytes), &rules, NOW).unwrap()));
            let beside = all.saturating_sub(checksum);
            println!("{codec:6} records of {record_bytes:4}: CRC {checksum:9.2?}, beside it {beside:9.2?}");
        }
    }
}

fn filled(record_bytes: usize) -> Sent {
    let mut block = Vec::new();
    let value: Vec<u8> = (0..record_bytes).map(|at| b"abcdefghijklmnop"[at * at % 13]).collect();
    let count = (BATCH_BYTES / record_bytes) as i32;
    for index in 0..count {
        record(index, i64::from(index), Some(&index.to_be_bytes()), Some(&value)).encode(&mut block);
    }
    Sent::block(count, block)
}

/// The lowest duration of many, as other processes only ever add to it.
#[expect(clippy::disallowed_methods, reason = "a measurement")]
fn lowest(mut work: impl FnMut()) -> Duration {
    let one = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    std::iter::repeat_with(one).take(ROUNDS).min().unwrap()
}
