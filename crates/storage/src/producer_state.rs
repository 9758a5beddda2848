//! What a partition knows of the producers that wrote to it: enough to refuse a batch that was sent twice, came out of
//! order, or is from an older incarnation. Pure.
//!
//! ```text
//! no entry ──batch──▶ (epoch, last five batches) ──higher epoch, sequence 0──▶ (new epoch, one batch)
//!                        │ nothing written for producer.id.expiration.ms ──▶ no entry
//! ```
//!
//! On disk it is a snapshot beside each segment (version 1), of which the newest is read at a start and the batches
//! behind it are replayed:
//!
//! ```text
//! version i16 = 1 · CRC-32C u32 of all that follows · count i32 · count times 46 bytes:
//! producer id i64 · epoch i16 · last sequence i32 · last offset i64 · offset delta i32 · timestamp i64
//! · coordinator epoch i32 · first offset of the open transaction i64 (−1: none)
//! ```

use std::collections::{BTreeMap, HashMap, VecDeque};

use model::batch::crc;
use model::{BatchHeader, ErrorCode, Millis, Offset, ProducerEpoch, ProducerId};

/// So many batches are remembered to tell a repeated one from a wrong one: as many as a producer has in flight.
pub const BATCHES_MAX: usize = 5;
const NO_SEQUENCE: i32 = -1;
const SNAPSHOT_VERSION: i16 = 1;
const SNAPSHOT_HEADER_LEN: usize = 10;
const SNAPSHOT_ENTRY_LEN: usize = 46;

/// A batch that a producer wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchMetadata {
    pub last_sequence: i32,
    pub last_offset: Offset,
    /// Offsets between the first and the last record.
    pub offset_delta: i32,
    pub timestamp: i64,
}

impl BatchMetadata {
    #[must_use]
    pub fn first_offset(&self) -> Offset {
        Offset(self.last_offset.0 - i64::from(self.offset_delta))
    }

    #[must_use]
    pub fn first_sequence(&self) -> i32 {
        let first = i64::from(self.last_sequence) - i64::from(self.offset_delta);
        i32::try_from(first.rem_euclid(1 << 31)).unwrap_or(0)
    }
}

/// What is known of one producer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProducerEntry {
    pub producer_id: ProducerId,
    pub producer_epoch: ProducerEpoch,
    /// Of the current epoch, oldest first, at most [`BATCHES_MAX`].
    pub batches: VecDeque<BatchMetadata>,
    pub last_timestamp: i64,
    pub coordinator_epoch: i32,
    pub current_txn_first_offset: Option<Offset>,
}

impl ProducerEntry {
    fn new(producer_id: ProducerId) -> Self {
        Self {
            producer_id,
            producer_epoch: ProducerEpoch::NONE,
            batches: VecDeque::new(),
            last_timestamp: -1,
            coordinator_epoch: -1,
            current_txn_first_offset: None,
        }
    }

    /// −1 if no batch of the current epoch is remembered.
    #[must_use]
    pub fn last_sequence(&self) -> i32 {
        self.batches.back().map_or(NO_SEQUENCE, |batch| batch.last_sequence)
    }

    fn set_epoch(&mut self, epoch: ProducerEpoch) {
        if epoch != self.producer_epoch {
            self.producer_epoch = epoch;
            self.batches.clear();
        }
    }
}

/// Why a producer's batch is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProducerError {
    #[error(
        "Out of order sequence number for producer {producer_id}: {found} (incoming seq. number), {last} (current end sequence number)"
    )]
    OutOfOrderSequence { producer_id: ProducerId, found: i32, last: i32 },
    #[error(
        "Epoch of producer {producer_id} is {found}, which is smaller than the last seen epoch {current}"
    )]
    InvalidProducerEpoch { producer_id: ProducerId, found: ProducerEpoch, current: ProducerEpoch },
    #[error("Expected transactional write from producer {producer_id}, which has an open transaction")]
    NotTransactional { producer_id: ProducerId },
}

impl ProducerError {
    #[must_use]
    pub fn error_code(&self) -> ErrorCode {
        match self {
            Self::OutOfOrderSequence { .. } => ErrorCode::OutOfOrderSequenceNumber,
            Self::InvalidProducerEpoch { .. } => ErrorCode::InvalidProducerEpoch,
            Self::NotTransactional { .. } => ErrorCode::InvalidTxnState,
        }
    }
}

/// What a batch is to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    New,
    /// It was written before, as this.
    Duplicate(BatchMetadata),
}

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

/// The producers of one partition. Bounded by `producer.id.expiration.ms`.
#[derive(Clone, Debug, Default)]
pub struct ProducerState {
    producers: HashMap<ProducerId, ProducerEntry>,
    /// First offset of each open transaction.
    open_transactions: BTreeMap<Offset, ProducerId>,
}

impl ProducerState {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.producers.is_empty()
    }

    /// In no order.
    pub fn entries(&self) -> impl Iterator<Item = &ProducerEntry> {
        self.producers.values()
    }

    /// Whether a leader may append a batch of a client. Batches without a producer id always may.
    ///
    /// # Errors
    /// An older epoch, or a sequence number that is not the next one.
    pub fn check(&self, batch: &BatchHeader) -> Result<Verdict, ProducerError> {
        let producer_id = batch.producer_id;
        let Some(entry) = self.producers.get(&producer_id).filter(|_| batch.has_producer_id()) else {
            // Nothing is known of it: it expired, or its records were deleted. Any sequence may begin.
            return Ok(Verdict::New);
        };
        let (found, current) = (batch.producer_epoch, entry.producer_epoch);
        if found == current {
            let range = (batch.base_sequence, batch.last_sequence());
            let known = |known: &&BatchMetadata| (known.first_sequence(), known.last_sequence) == range;
            if let Some(duplicate) = entry.batches.iter().find(known) {
                return Ok(Verdict::Duplicate(*duplicate));
            }
        }
        if found < current {
            return Err(ProducerError::InvalidProducerEpoch { producer_id, found, current });
        }
        let last = if found == current { entry.last_sequence() } else { NO_SEQUENCE };
        if !follows(last, batch.base_sequence) && current != ProducerEpoch::NONE {
            return Err(ProducerError::OutOfOrderSequence {
                producer_id,
                found: batch.base_sequence,
                last: entry.last_sequence(),
            });
        }
        if entry.current_txn_first_offset.is_some() && !batch.attributes.is_transactional() {
            return Err(ProducerError::NotTransactional { producer_id });
        }
        Ok(Verdict::New)
    }

    /// Notes a data batch that is in the log at `batch.base_offset`, from a client, a leader or a recovery.
    pub fn update(&mut self, batch: &BatchHeader) {
        if !batch.has_producer_id() {
            return;
        }
        let entry =
            self.producers.entry(batch.producer_id).or_insert_with(|| ProducerEntry::new(batch.producer_id));
        entry.set_epoch(batch.producer_epoch);
        if entry.batches.len() == BATCHES_MAX {
            entry.batches.pop_front();
        }
        entry.batches.push_back(BatchMetadata {
            last_sequence: batch.last_sequence(),
            last_offset: batch.last_offset(),
            offset_delta: batch.last_offset_delta,
            timestamp: batch.max_timestamp,
        });
        entry.last_timestamp = batch.max_timestamp;
        if batch.attributes.is_transactional() && entry.current_txn_first_offset.is_none() {
            entry.current_txn_first_offset = Some(batch.base_offset);
            self.open_transactions.insert(batch.base_offset, batch.producer_id);
        }
    }

    /// Notes a transaction marker that is in the log. Gives the first offset of the transaction that it ends.
    pub fn end_transaction(&mut self, marker: &BatchHeader, coordinator_epoch: i32) -> Option<Offset> {
        let entry = self
            .producers
            .entry(marker.producer_id)
            .or_insert_with(|| ProducerEntry::new(marker.producer_id));
        entry.set_epoch(marker.producer_epoch);
        entry.coordinator_epoch = coordinator_epoch;
        entry.last_timestamp = marker.max_timestamp;
        let first_offset = entry.current_txn_first_offset.take()?;
        self.open_transactions.remove(&first_offset);
        Some(first_offset)
    }

    /// Where the oldest open transaction begins.
    #[must_use]
    pub fn first_unstable_offset(&self) -> Option<Offset> {
        self.open_transactions.first_key_value().map(|(offset, _)| *offset)
    }

    /// Forgets producers that wrote nothing for `expiration_ms` and have no open transaction.
    pub fn remove_expired(&mut self, now: Millis, expiration_ms: i64) {
        self.producers.retain(|_, entry| {
            entry.current_txn_first_offset.is_some()
                || now.0.saturating_sub(entry.last_timestamp) < expiration_ms
        });
    }

    /// The snapshot's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut entries: Vec<&ProducerEntry> = self.producers.values().collect();
        entries.sort_by_key(|entry| entry.producer_id);
        let mut out = Vec::with_capacity(SNAPSHOT_HEADER_LEN + entries.len() * SNAPSHOT_ENTRY_LEN);
        out.extend(SNAPSHOT_VERSION.to_be_bytes());
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
        if version != SNAPSHOT_VERSION {
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

fn follows(last: i32, next: i32) -> bool {
    last.checked_add(1).unwrap_or(0) == next
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

#[cfg(test)]
mod tests {
    use model::{Attributes, LeaderEpoch};
    use proptest::prelude::{any, proptest};

    use super::*;

    fn batch(epoch: i16, base_sequence: i32, count: i32, base_offset: i64) -> BatchHeader {
        BatchHeader {
            base_offset: Offset(base_offset),
            batch_length: 49,
            partition_leader_epoch: LeaderEpoch(0),
            magic: 2,
            crc: 0,
            attributes: Attributes(0),
            last_offset_delta: count - 1,
            base_timestamp: 100,
            max_timestamp: 100,
            producer_id: ProducerId(7),
            producer_epoch: ProducerEpoch(epoch),
            base_sequence,
            records_count: count,
        }
    }

    fn after(batches: &[BatchHeader]) -> ProducerState {
        let mut state = ProducerState::default();
        for batch in batches {
            assert_eq!(state.check(batch), Ok(Verdict::New));
            state.update(batch);
        }
        state
    }

    #[test]
    fn any_of_the_last_five_batches_is_recognised_when_it_comes_again() {
        let batches: Vec<_> = (0..6).map(|i| batch(0, i * 2, 2, i64::from(i) * 2)).collect();
        let state = after(&batches);
        for again in &batches[1..] {
            let Ok(Verdict::Duplicate(known)) = state.check(again) else { panic!("{again:?}") };
            assert_eq!(known.first_offset(), again.base_offset);
        }
        let forgotten = state.check(&batches[0]);
        assert!(matches!(forgotten, Err(ProducerError::OutOfOrderSequence { found: 0, last: 11, .. })));
    }

    #[test]
    fn a_gap_is_refused_and_the_sequence_wraps_to_zero() {
        let state = after(&[batch(0, i32::MAX - 1, 2, 0)]);
        assert!(state.check(&batch(0, 1, 1, 2)).is_err());
        assert_eq!(state.check(&batch(0, 0, 1, 2)), Ok(Verdict::New));
    }

    #[test]
    fn a_new_epoch_begins_at_zero_and_fences_the_old_one() {
        let mut state = after(&[batch(3, 0, 5, 0)]);
        assert!(matches!(state.check(&batch(4, 5, 1, 5)), Err(ProducerError::OutOfOrderSequence { .. })));
        assert_eq!(state.check(&batch(4, 0, 1, 5)), Ok(Verdict::New));
        state.update(&batch(4, 0, 1, 5));
        assert!(matches!(state.check(&batch(3, 5, 1, 6)), Err(ProducerError::InvalidProducerEpoch { .. })));
    }

    #[test]
    fn a_producer_expires_unless_its_transaction_is_open() {
        let mut state = after(&[batch(0, 0, 1, 0)]);
        state.remove_expired(Millis(1_099), 1_000);
        assert!(!state.is_empty());
        state.remove_expired(Millis(1_100), 1_000);
        assert!(state.is_empty());
        let open = BatchHeader { attributes: Attributes(0).with_transactional(true), ..batch(0, 0, 1, 9) };
        let mut state = after(&[open]);
        state.remove_expired(Millis(i64::MAX), 1_000);
        assert_eq!(state.first_unstable_offset(), Some(Offset(9)));
        assert!(matches!(state.check(&batch(0, 1, 1, 10)), Err(ProducerError::NotTransactional { .. })));
        assert_eq!(state.end_transaction(&open, 1), Some(Offset(9)));
        assert_eq!(state.first_unstable_offset(), None);
    }

    #[test]
    fn a_snapshot_keeps_the_last_batch_of_each_producer() {
        let state = after(&[batch(0, 0, 2, 0), batch(0, 2, 3, 2)]);
        let read = ProducerState::decode(&state.encode()).unwrap();
        assert!(matches!(read.check(&batch(0, 2, 3, 9)), Ok(Verdict::Duplicate(_))));
        assert!(read.check(&batch(0, 0, 2, 9)).is_err());
        assert_eq!(read.check(&batch(0, 5, 1, 9)), Ok(Verdict::New));
        assert_eq!(state.encode(), read.encode());
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_a_snapshot_panic(bytes: Vec<u8>, count in any::<i32>()) {
            drop(ProducerState::decode(&bytes));
            let mut framed = vec![0, 1, 0, 0, 0, 0];
            let mut rest = count.to_be_bytes().to_vec();
            rest.extend(bytes);
            framed[2..6].copy_from_slice(&crc(&rest).to_be_bytes());
            framed.extend(rest);
            drop(ProducerState::decode(&framed));
        }
    }
}
