//! Loading: a shard's memory is read from its partition, record by record.
//!
//! Runs on a thread that may block. Memory is bounded by one read and one decompressed batch. What is loaded is thrown
//! away if the leadership was lost meanwhile.

use std::fmt;
use std::sync::Arc;

use model::batch::check_crc;
use model::record::RecordError;
use model::{
    BATCH_HEADER_LEN, BatchError, BatchHeader, Batches, Compression, CompressionError, ControlRecordType,
    EndTxnMarker, Millis, Offset, Records, TransactionMarker, decompress,
};

use super::Runtime;
use super::slot::{Active, Slot};
use crate::shard::ReplayContent;
use crate::{PartitionWriter, Replay, Shard, WriteError};

/// How much is read at a time.
const READ_BYTES: usize = 1 << 20;
/// The largest batch after decompression; far beyond what a coordinator writes.
const DECOMPRESSED_BYTES_MAX: usize = 256 << 20;

/// A shard that is to be loaded.
pub struct Load<S: Shard> {
    pub(super) runtime: Arc<Runtime<S>>,
    pub(super) slot: Arc<Slot<S>>,
    pub(super) number: u64,
    pub(super) writer: Arc<dyn PartitionWriter>,
    pub(super) shard: S,
}

#[derive(Debug, thiserror::Error)]
enum LoadError {
    #[error("the leadership is over")]
    Overtaken,
    #[error("the log cannot be read: {0}")]
    Read(#[from] WriteError),
    #[error("at offset {offset}: {reason}")]
    Corrupt { offset: Offset, reason: String },
}

/// What was read.
#[derive(Clone, Copy, Debug, Default)]
struct Loaded {
    end: Offset,
    records: u64,
    bytes: u64,
}

impl<S: Shard> Load<S> {
    /// Blocks until the shard answers requests, or is found not to be wanted any more. After a failure, which is logged,
    /// requests are answered as if this broker did not lead.
    pub fn run(mut self, clock: &dyn Fn() -> Millis) {
        let (topic, partition) = (self.runtime.topic, self.slot.partition);
        let started = clock();
        let loaded = match self.replay_all(clock) {
            Ok(loaded) => loaded,
            Err(LoadError::Overtaken) => return,
            Err(error) => {
                tracing::error!(topic, partition, %error, "coordinator not loaded");
                self.slot.load_failed(self.number);
                return;
            }
        };
        let active = Active::new(self.shard, self.writer, loaded.end);
        let now = clock();
        let is_active = self.slot.activate(self.runtime.acting(now), self.number, active);
        if is_active && loaded.records > 0 {
            let Loaded { end, records, bytes } = loaded;
            let took_ms = now.0.saturating_sub(started.0);
            tracing::info!(topic, partition, records, bytes, end = end.0, took_ms, "coordinator loaded");
        }
    }

    fn replay_all(&mut self, clock: &dyn Fn() -> Millis) -> Result<Loaded, LoadError> {
        let (start, end) = self.writer.bounds(clock())?;
        let mut loaded = Loaded { end: start, ..Loaded::default() };
        let mut block = Vec::new();
        while loaded.end < end {
            if !self.slot.is_loading(self.number) {
                return Err(LoadError::Overtaken);
            }
            let now = clock();
            let bytes = self.writer.read(loaded.end, READ_BYTES, now)?;
            let from = loaded.end;
            self.replay_batches(&bytes, now, &mut loaded, &mut block)?;
            loaded.bytes += bytes.len() as u64;
            if loaded.end <= from {
                // Compaction may have left nothing before the end.
                if bytes.is_empty() {
                    break;
                }
                return Err(corrupt(from, "no whole batch can be read"));
            }
        }
        loaded.end = loaded.end.max(end);
        Ok(loaded)
    }

    fn replay_batches(
        &mut self,
        bytes: &[u8],
        now: Millis,
        loaded: &mut Loaded,
        block: &mut Vec<u8>,
    ) -> Result<(), LoadError> {
        for batch in Batches::new(bytes) {
            let (header, batch) = batch.map_err(|error| corrupt(loaded.end, error))?;
            if header.next_offset() <= loaded.end {
                continue;
            }
            check_crc(batch).map_err(|error| corrupt(header.base_offset, error))?;
            loaded.records += if header.attributes.is_control() {
                self.replay_control(&header, batch, now)?
            } else {
                self.replay_records(&header, batch, (loaded.end, now), block)?
            };
            loaded.end = header.next_offset();
        }
        Ok(())
    }

    fn replay_control(&mut self, header: &BatchHeader, batch: &[u8], now: Millis) -> Result<u64, LoadError> {
        if header.records_count == 0 {
            return Ok(0);
        }
        let block = batch.get(BATCH_HEADER_LEN..).unwrap_or_default();
        let record = Records::new(block, header.records_count).next();
        let Some(record) = record.transpose().map_err(|error| corrupt(header.base_offset, error))? else {
            return Ok(0);
        };
        let kind =
            ControlRecordType::of_key(record.key).map_err(|error| corrupt(header.base_offset, error))?;
        if !matches!(kind, ControlRecordType::Commit | ControlRecordType::Abort) {
            return Ok(0);
        }
        let marker = EndTxnMarker::of_record(&record).map_err(|error| corrupt(header.base_offset, error))?;
        let is_commit = marker.marker == TransactionMarker::Commit;
        let producer = Some((header.producer_id, header.producer_epoch));
        let content = ReplayContent::EndTransaction { is_commit };
        self.shard.replay(now, Replay { offset: header.base_offset, producer, content });
        Ok(1)
    }

    fn replay_records(
        &mut self,
        header: &BatchHeader,
        batch: &[u8],
        (from, now): (Offset, Millis),
        block: &mut Vec<u8>,
    ) -> Result<u64, LoadError> {
        let is_transactional = header.attributes.is_transactional();
        let producer = is_transactional.then_some((header.producer_id, header.producer_epoch));
        let mut replayed = 0;
        let records = plain(header, batch, block)?;
        for record in Records::new(records, header.records_count) {
            let record = record.map_err(|error: RecordError| corrupt(header.base_offset, error))?;
            let offset = Offset(header.base_offset.0.saturating_add(i64::from(record.offset_delta)));
            let Some(key) = record.key.filter(|_| offset >= from) else { continue };
            let content = ReplayContent::Record { key, value: record.value };
            self.shard.replay(now, Replay { offset, producer, content });
            replayed += 1;
        }
        Ok(replayed)
    }
}

/// The records of a batch, uncompressed.
fn plain<'a>(header: &BatchHeader, batch: &'a [u8], block: &'a mut Vec<u8>) -> Result<&'a [u8], LoadError> {
    let stored = batch.get(BATCH_HEADER_LEN..).unwrap_or_default();
    let codec =
        header.attributes.compression().map_err(|error: BatchError| corrupt(header.base_offset, error))?;
    if codec == Compression::None || header.records_count == 0 {
        return Ok(stored);
    }
    decompress(codec, stored, DECOMPRESSED_BYTES_MAX, block)
        .map_err(|error: CompressionError| corrupt(header.base_offset, error))?;
    Ok(block)
}

fn corrupt(offset: Offset, reason: impl fmt::Display) -> LoadError {
    LoadError::Corrupt { offset, reason: reason.to_string() }
}

impl<S: Shard> fmt::Debug for Load<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Load")
            .field("topic", &self.runtime.topic)
            .field("partition", &self.slot.partition)
            .field("leader_epoch", &self.number)
            .finish_non_exhaustive()
    }
}
