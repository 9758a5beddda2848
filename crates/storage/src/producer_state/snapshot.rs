//! The state on disk: a snapshot beside each segment (version 1), of which the newest is read at a start and the batches
//! behind it are replayed. Only the last batch of each producer is kept.
//!
//! ```text
//! version i16 = 1 · CRC-32C u32 of all that follows · count i32 · count times 46 bytes:
//! producer id i64 · epoch i16 · last sequence i32 · last offset i64 · offset delta i32 · timestamp i64
//! · coordinator epoch i32 · first offset of the open transaction i64 (−1: none)
//! ```

use model::batch::crc;
use model::{Offset, ProducerEpoch, ProducerId};

use super::{BatchMetadata, ProducerEntry, ProducerState};

const VERSION: i16 = 1;
const HEADER_LEN: usize = 10;
const ENTRY_LEN: usize = 46;

/// A snapshot that cannot be used; the state is then rebuilt from the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    #[error("producer snapshot is cut short or has bytes left")]
    Length,
    #[error("producer snapshot version {0} is not known")]
    Version(i16),
    #[error("producer snapshot has a wrong CRC")]
    Crc,
}

impl ProducerState {
    /// The snapshot's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut entries: Vec<&ProducerEntry> = self.producers.values().collect();
        entries.sort_by_key(|entry| entry.producer_id);
        let mut out = Vec::with_capacity(HEADER_LEN + entries.len() * ENTRY_LEN);
        out.extend(VERSION.to_be_bytes());
        out.extend([0; 4]);
        out.extend(i32::try_from(entries.len()).unwrap_or(i32::MAX).to_be_bytes());
        for entry in entries {
            let none = BatchMetadata {
                last_sequence: -1,
                last_offset: Offset::NONE,
                offset_delta: 0,
                timestamp: -1,
            };
            let last = entry.batches.back().copied().unwrap_or(none);
            out.extend(entry.producer_id.0.to_be_bytes());
            out.extend(entry.producer_epoch.0.to_be_bytes());
            out.extend(last.last_sequence.to_be_bytes());
            out.extend(last.last_offset.0.to_be_bytes());
            out.extend(last.offset_delta.to_be_bytes());
            out.extend(entry.last_timestamp.to_be_bytes());
            out.extend(entry.coordinator_epoch.to_be_bytes());
            out.extend(entry.current_txn_first_offset.unwrap_or(Offset::NONE).0.to_be_bytes());
        }
        let checksum = crc(&out[6..]);
        out[2..6].copy_from_slice(&checksum.to_be_bytes());
        out
    }

    /// Reads a snapshot.
    ///
    /// # Errors
    /// The bytes are not a whole snapshot of a version that is known.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let mut input = Input(bytes);
        let version = i16::from_be_bytes(input.take()?);
        if version != VERSION {
            return Err(SnapshotError::Version(version));
        }
        let checksum = u32::from_be_bytes(input.take()?);
        if crc(input.0) != checksum {
            return Err(SnapshotError::Crc);
        }
        let count = i32::from_be_bytes(input.take()?);
        let mut state = Self::default();
        for _ in 0..count {
            let entry = decode_entry(&mut input)?;
            if let Some(first_offset) = entry.current_txn_first_offset {
                state.open_transactions.insert(first_offset, entry.producer_id);
            }
            state.producers.insert(entry.producer_id, entry);
        }
        if input.0.is_empty() { Ok(state) } else { Err(SnapshotError::Length) }
    }
}

fn decode_entry(input: &mut Input<'_>) -> Result<ProducerEntry, SnapshotError> {
    let producer_id = ProducerId(i64::from_be_bytes(input.take()?));
    let producer_epoch = ProducerEpoch(i16::from_be_bytes(input.take()?));
    let last_sequence = i32::from_be_bytes(input.take()?);
    let last_offset = Offset(i64::from_be_bytes(input.take()?));
    let offset_delta = i32::from_be_bytes(input.take()?);
    let timestamp = i64::from_be_bytes(input.take()?);
    let coordinator_epoch = i32::from_be_bytes(input.take()?);
    let txn_first_offset = i64::from_be_bytes(input.take()?);
    let batch = BatchMetadata { last_sequence, last_offset, offset_delta, timestamp };
    Ok(ProducerEntry {
        producer_id,
        producer_epoch,
        batches: (last_offset.0 >= 0).then_some(batch).into_iter().collect(),
        last_timestamp: timestamp,
        coordinator_epoch,
        current_txn_first_offset: (txn_first_offset >= 0).then_some(Offset(txn_first_offset)),
    })
}

struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(SnapshotError::Length)?;
        self.0 = rest;
        Ok(*taken)
    }
}
