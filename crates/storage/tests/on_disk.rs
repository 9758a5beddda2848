//! Logs on a real disk, to look at with Kafka's tools or with a clock. Run with `--ignored --nocapture`.
//!
//! `LOG_DIR` names the directory to work in; the default is a temporary one.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "all of this is a test")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use model::batch::BatchHeader;
use model::record::Record;
use model::{LeaderEpoch, Millis, Offset, TopicPartition, Uuid};
use storage::fs::{Fs, RealFs};
use storage::validate::ValidBatch;
use storage::{Log, LogConfig, OpenHint};

const NOW: Millis = Millis(1_700_000_000_000);
const EPOCH: LeaderEpoch = LeaderEpoch(5);

struct Producer {
    id: i64,
    sequence: i32,
    attributes: i16,
}

fn batch(records: i32, value_len: usize, producer: &Producer) -> ValidBatch {
    let value = vec![b'v'; value_len];
    let mut encoded = Vec::new();
    for index in 0..records {
        let record = Record {
            offset_delta: index,
            timestamp_delta: 0,
            key: Some(b"key"),
            value: Some(&value),
            headers: Default::default(),
        };
        record.encode(&mut encoded);
    }
    build(&encoded, records, producer)
}

fn marker(kind: u8, producer: &Producer) -> ValidBatch {
    let record = [0x20, 0, 0, 0, 8, 0, 0, 0, kind, 12, 0, 0, 0, 0, 0, 7, 0];
    build(&record, 1, &Producer { sequence: -1, attributes: 0x30, ..*producer })
}

fn build(records: &[u8], count: i32, producer: &Producer) -> ValidBatch {
    let mut body = producer.attributes.to_be_bytes().to_vec();
    body.extend((count - 1).to_be_bytes());
    body.extend([NOW.0.to_be_bytes(), NOW.0.to_be_bytes(), producer.id.to_be_bytes()].concat());
    body.extend((if producer.id < 0 { -1i16 } else { 0 }).to_be_bytes());
    body.extend(producer.sequence.to_be_bytes());
    body.extend(count.to_be_bytes());
    body.extend(records);
    let mut bytes = 0i64.to_be_bytes().to_vec();
    bytes.extend((body.len() as i32 + 9).to_be_bytes());
    bytes.extend((-1i32).to_be_bytes());
    bytes.push(2);
    bytes.extend(crc32c::crc32c(&body).to_be_bytes());
    bytes.extend(body);
    let bytes = Bytes::from(bytes);
    ValidBatch { header: BatchHeader::parse(&bytes).unwrap(), bytes, log_append_time: None }
}

const NO_PRODUCER: Producer = Producer { id: -1, sequence: -1, attributes: 0 };

struct Place {
    fs: Arc<RealFs>,
    root: PathBuf,
    _temporary: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let root = std::env::var_os("LOG_DIR").map_or_else(|| temporary.path().to_owned(), PathBuf::from);
        Self { fs: Arc::new(RealFs::default()), root, _temporary: temporary }
    }

    fn open(&self, partition: i32, config: &LogConfig, hint: OpenHint) -> Log {
        let dir = self.root.join(format!("orders-{partition}"));
        let fs: Arc<dyn Fs> = Arc::<RealFs>::clone(&self.fs);
        let id = Uuid::from_u128(1 << 100);
        Log::open(fs, dir, TopicPartition::new("orders", partition), id, config.clone(), hint, NOW).unwrap().0
    }
}

fn hint(recovery_point: i64, clean_shutdown: bool) -> OpenHint {
    OpenHint { recovery_point: Offset(recovery_point), log_start_offset: Offset(0), clean_shutdown }
}

fn flush(place: &Place, log: &mut Log) {
    let handle = log.flush_handle();
    handle.files.iter().for_each(|file| file.sync_data().unwrap());
    handle.dirs.iter().for_each(|dir| place.fs.sync_dir(dir).unwrap());
    log.mark_flushed(handle.up_to);
}

/// For `kafka-dump-log.sh --deep-iteration --files …`, with `--index-sanity-check` for the indexes.
#[test]
#[ignore = "writes a directory for Kafka's tools to read"]
fn a_log_for_kafkas_tools() {
    let place = Place::new();
    let config = LogConfig { segment_bytes: 200_000, ..LogConfig::default() };
    let mut log = place.open(0, &config, hint(0, false));
    for round in 0..40 {
        for id in [1i64, 2] {
            let producer = Producer { id, sequence: round * 10, attributes: 0x10 };
            log.append_as_leader(&batch(10, 700, &producer), EPOCH, NOW).unwrap();
            log.append_as_leader(&marker(u8::from(id == 1), &producer), EPOCH, NOW).unwrap();
        }
        log.append_as_leader(&batch(3, 20, &NO_PRODUCER), EPOCH, NOW).unwrap();
    }
    log.close_clean().unwrap();
    println!("{}: {} segments, end {}", place.root.display(), log.segment_count(), log.log_end_offset());
}

fn micros(took: Duration, count: u32) -> f64 {
    took.as_secs_f64() * 1e6 / f64::from(count)
}

#[test]
#[ignore = "a measurement"]
fn what_an_append_costs() {
    let place = Place::new();
    let large = batch(62, 1024, &NO_PRODUCER);
    let mut log = place.open(1, &LogConfig::default(), hint(0, false));
    for round in 0..4 {
        let started = Instant::now();
        for _ in 0..4_000 {
            log.append_as_leader(&large, EPOCH, NOW).unwrap();
        }
        println!(
            "round {round}: {:.1} µs per batch of {} bytes",
            micros(started.elapsed(), 4_000),
            large.bytes.len()
        );
    }
    let end = log.log_end_offset();
    let started = Instant::now();
    for back in 0..10_000i64 {
        log.read(Offset(end.0 - 62 * (1 + back % 16)), end, 1 << 20, true).unwrap();
    }
    println!("{:.2} µs per read at the end", micros(started.elapsed(), 10_000));
    let started = Instant::now();
    for index in 0..10_000i64 {
        log.read(Offset((index * 7919) % end.0), end, 1 << 20, true).unwrap();
    }
    println!("{:.2} µs per read anywhere", micros(started.elapsed(), 10_000));
    drop(log);
    let started = Instant::now();
    let log = place.open(1, &LogConfig::default(), hint(end.0, false));
    println!(
        "{:.1} ms to open {} MiB after a kill, all of it flushed",
        micros(started.elapsed(), 1000),
        log.size_bytes() >> 20
    );
    drop(log);
    let started = Instant::now();
    let log = place.open(1, &LogConfig::default(), hint(0, false));
    println!("{:.1} ms to open and check all", micros(started.elapsed(), 1000));
    assert_eq!(log.log_end_offset(), end);
}

#[test]
#[ignore = "a measurement"]
fn what_a_durable_append_costs() {
    let place = Place::new();
    for (partition, value_len) in [(2, 1024), (3, 63_000)] {
        let one = batch(1, value_len, &NO_PRODUCER);
        let config = LogConfig { flush_messages: 1, ..LogConfig::default() };
        let mut log = place.open(partition, &config, hint(0, false));
        let mut times: Vec<Duration> = (0..2_000)
            .map(|_| {
                let started = Instant::now();
                log.append_as_leader(&one, EPOCH, NOW).unwrap();
                flush(&place, &mut log);
                started.elapsed()
            })
            .collect();
        times.sort();
        println!(
            "{} bytes: p50 {:?}, p99 {:?}, max {:?}",
            one.bytes.len(),
            times[1000],
            times[1980],
            times[1999]
        );
    }
}

#[test]
#[ignore = "a measurement"]
fn what_ten_thousand_partitions_cost() {
    let place = Place::new();
    let started = Instant::now();
    let mut logs: Vec<Log> =
        (10..10_010).map(|p| place.open(p, &LogConfig::default(), hint(0, false))).collect();
    println!("{:?} to open 10,000 logs without files", started.elapsed());
    let small = batch(1, 100, &NO_PRODUCER);
    let started = Instant::now();
    for log in logs.iter_mut().take(1_000) {
        log.append_as_leader(&small, EPOCH, NOW).unwrap();
    }
    println!("{:?} for the first append to 1,000 of them", started.elapsed());
    println!("{} files open", place.fs.file_cache().open_files());
    assert!(Path::new(&place.root).exists());
}
