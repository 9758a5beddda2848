//! Batches and logs for tests.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use model::batch::{BatchHeader, crc};
use model::record::Record;
use model::{Millis, Offset, TopicPartition, Uuid};

use crate::fs::Fs;
use crate::log::{Log, LogConfig, OpenHint, RecoveryReport, StorageError};
use crate::sim_fs::SimFs;
use crate::validate::ValidBatch;

pub(crate) const NOW: Millis = Millis(1_000_000);

/// What a test varies of a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchOf {
    pub(crate) base_offset: i64,
    pub(crate) records: i32,
    pub(crate) value_len: usize,
    pub(crate) first_timestamp: i64,
    pub(crate) epoch: i32,
    pub(crate) producer: Option<(i64, i16, i32)>,
    pub(crate) attributes: i16,
}

impl Default for BatchOf {
    fn default() -> Self {
        Self {
            base_offset: 0,
            records: 1,
            value_len: 10,
            first_timestamp: 1_000,
            epoch: 0,
            producer: None,
            attributes: 0,
        }
    }
}

impl BatchOf {
    pub(crate) fn next_offset(&self) -> i64 {
        self.base_offset + i64::from(self.records)
    }

    /// The timestamp of each record is one more than the one before.
    pub(crate) fn bytes(&self) -> Bytes {
        let value = vec![b'v'; self.value_len];
        let mut records = Vec::new();
        for index in 0..self.records {
            let record = Record {
                offset_delta: index,
                timestamp_delta: i64::from(index),
                key: None,
                value: Some(&value),
                headers: Default::default(),
            };
            record.encode(&mut records);
        }
        self.with_records(&records, self.records)
    }

    pub(crate) fn marker(&self, kind: u8, coordinator_epoch: u8) -> Bytes {
        let record = [0x20, 0, 0, 0, 8, 0, 0, 0, kind, 12, 0, 0, 0, 0, 0, coordinator_epoch, 0];
        Self { attributes: 0x30, ..*self }.with_records(&record, 1)
    }

    fn with_records(&self, records: &[u8], count: i32) -> Bytes {
        let (id, epoch, sequence) = self.producer.unwrap_or((-1, -1, -1));
        let mut body = Vec::new();
        body.extend(self.attributes.to_be_bytes());
        body.extend((count - 1).to_be_bytes());
        body.extend(self.first_timestamp.to_be_bytes());
        body.extend((self.first_timestamp + i64::from(count) - 1).to_be_bytes());
        body.extend(id.to_be_bytes());
        body.extend(epoch.to_be_bytes());
        body.extend(sequence.to_be_bytes());
        body.extend(count.to_be_bytes());
        body.extend(records);
        let mut batch = self.base_offset.to_be_bytes().to_vec();
        batch.extend((body.len() as i32 + 9).to_be_bytes());
        batch.extend(self.epoch.to_be_bytes());
        batch.push(2);
        batch.extend(crc(&body).to_be_bytes());
        batch.extend(body);
        Bytes::from(batch)
    }

    /// As a leader gets it: without offset and epoch.
    pub(crate) fn valid(&self) -> ValidBatch {
        valid(&Self { base_offset: 0, epoch: -1, ..*self }.bytes())
    }
}

pub(crate) fn valid(bytes: &Bytes) -> ValidBatch {
    ValidBatch { header: BatchHeader::parse(bytes).unwrap(), bytes: bytes.clone(), log_append_time: None }
}

pub(crate) const DIR: &str = "/data/orders-0";

pub(crate) fn hint(recovery_point: Offset, log_start_offset: Offset, clean_shutdown: bool) -> OpenHint {
    OpenHint { recovery_point, log_start_offset, clean_shutdown }
}

pub(crate) fn open(fs: &SimFs, config: &LogConfig, hint: OpenHint) -> Log {
    open_by(Log::open, fs, config, hint)
}

/// As `open`, when only the process died.
pub(crate) fn open_after_kill(fs: &SimFs, config: &LogConfig, hint: OpenHint) -> Log {
    open_by(Log::open_after_kill, fs, config, hint)
}

type Opening = fn(
    Arc<dyn Fs>,
    PathBuf,
    TopicPartition,
    Uuid,
    LogConfig,
    OpenHint,
    Millis,
) -> Result<(Log, RecoveryReport), StorageError>;

fn open_by(open: Opening, fs: &SimFs, config: &LogConfig, hint: OpenHint) -> Log {
    let (partition, id) = (TopicPartition::new("orders", 0), Uuid::from_u128(1 << 100));
    open(Arc::new(fs.clone()), PathBuf::from(DIR), partition, id, config.clone(), hint, NOW).unwrap().0
}

pub(crate) fn new_log(fs: &SimFs, config: &LogConfig) -> Log {
    open(fs, config, hint(Offset(0), Offset(0), false))
}

/// Syncs what the handle names, as the flusher does.
pub(crate) fn flush(fs: &SimFs, log: &mut Log) {
    let handle = log.flush_handle();
    handle.files.iter().for_each(|file| file.sync_data().unwrap());
    handle.dirs.iter().for_each(|dir| fs.sync_dir(dir).unwrap());
    log.mark_flushed(handle.up_to);
    if let Some(preparation) = log.preparation() {
        preparation.run().unwrap();
        log.prepared(preparation);
    }
}

/// All bytes from `from` to the end, read in pieces of at most `max_bytes`.
pub(crate) fn contents(log: &Log, from: Offset, max_bytes: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut next = from;
    while next < log.log_end_offset() {
        let read = log.read(next, log.log_end_offset(), max_bytes, true).unwrap();
        read.slice.expect("something before the end").read_to(&mut out).unwrap();
        assert!(read.next_offset > next);
        next = read.next_offset;
    }
    out
}
