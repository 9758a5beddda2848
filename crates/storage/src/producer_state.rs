//! What a partition knows of the producers that wrote to it: enough to refuse a batch that was sent twice, came out of
//! order, or is from an older incarnation. Pure.
//!
//! ```text
//! no entry ──batch──▶ (epoch, last five batches) ──higher epoch, sequence 0──▶ (new epoch, one batch)
//!                        │ nothing written for producer.id.expiration.ms ──▶ no entry
//!
//! transactional batch ──▶ open ──marker──▶ decided ──high watermark passes the marker──▶ forgotten
//! ```
//!
//! `testdata/producers.txt` holds conversations of producers with Apache Kafka, and `tests.rs` has them here.

mod error;
mod snapshot;

use std::collections::{BTreeMap, HashMap, VecDeque};

use model::{BatchHeader, Millis, Offset, ProducerEpoch, ProducerId};

pub use error::ProducerError;
pub use snapshot::SnapshotError;

/// So many batches are remembered to tell a repeated one from a wrong one: as many as a producer has in flight.
pub const BATCHES_MAX: usize = 5;
const NO_SEQUENCE: i32 = -1;

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
        Offset(self.last_offset.0.saturating_sub(i64::from(self.offset_delta)))
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

    fn find_duplicate(&self, batch: &BatchHeader) -> Option<&BatchMetadata> {
        let range = (batch.base_sequence, batch.last_sequence());
        let is_same = |known: &&BatchMetadata| (known.first_sequence(), known.last_sequence) == range;
        let may_be = batch.producer_epoch == self.producer_epoch && batch.base_sequence != NO_SEQUENCE;
        self.batches.iter().filter(|_| may_be).find(is_same)
    }

    /// A new epoch begins at 0, unless none was known.
    fn check_sequence(&self, batch: &BatchHeader) -> Result<(), ProducerError> {
        let is_same_epoch = batch.producer_epoch == self.producer_epoch;
        let last = if is_same_epoch { self.last_sequence() } else { NO_SEQUENCE };
        if follows(last, batch.base_sequence) || self.producer_epoch == ProducerEpoch::NONE {
            return Ok(());
        }
        Err(ProducerError::OutOfOrderSequence {
            producer_id: self.producer_id,
            found: batch.base_sequence,
            last: self.last_sequence(),
        })
    }

    fn set_epoch(&mut self, epoch: ProducerEpoch) {
        if epoch != self.producer_epoch {
            self.producer_epoch = epoch;
            self.batches.clear();
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

/// The producers of one partition. Bounded by `producer.id.expiration.ms`.
#[derive(Clone, Debug, Default)]
pub struct ProducerState {
    producers: HashMap<ProducerId, ProducerEntry>,
    /// First offset of each open transaction.
    open_transactions: BTreeMap<Offset, ProducerId>,
    /// First offset of each transaction that has ended, and the offset of its marker, as long as the marker may still be
    /// lost with this leader: readers of committed records must not see what another leader may decide otherwise.
    decided_transactions: BTreeMap<Offset, Offset>,
}

impl ProducerState {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.producers.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.producers.len()
    }

    /// # Panics
    /// The entries and the transactions contradict each other.
    pub fn check_invariants(&self) {
        let mut open = 0;
        for (id, entry) in &self.producers {
            assert!(*id == entry.producer_id && entry.batches.len() <= BATCHES_MAX, "{entry:?}");
            if let Some(first) = entry.current_txn_first_offset {
                assert_eq!(self.open_transactions.get(&first), Some(id), "{entry:?}");
                open += 1;
            }
        }
        assert_eq!(self.open_transactions.len(), open, "{:?}", self.open_transactions);
    }

    /// In no order.
    pub fn entries(&self) -> impl Iterator<Item = &ProducerEntry> {
        self.producers.values()
    }

    /// Whether a leader may append a data batch. One without a producer id always may; one without a sequence number, as
    /// only a coordinator writes it, if its epoch is not an older one.
    ///
    /// # Errors
    /// An older epoch, a sequence number that is not the next one, or a batch outside the open transaction.
    pub fn check(&self, batch: &BatchHeader) -> Result<Verdict, ProducerError> {
        if !batch.has_producer_id() {
            return Ok(Verdict::New);
        }
        let producer_id = batch.producer_id;
        let Some(entry) = self.producers.get(&producer_id) else {
            // Nothing is known of it: it expired, or its records were deleted. Any sequence may begin.
            check_epoch(batch, ProducerEpoch::NONE)?;
            return Ok(Verdict::New);
        };
        if let Some(duplicate) = entry.find_duplicate(batch) {
            return Ok(Verdict::Duplicate(*duplicate));
        }
        check_epoch(batch, entry.producer_epoch)?;
        if batch.base_sequence != NO_SEQUENCE {
            entry.check_sequence(batch)?;
        }
        if entry.current_txn_first_offset.is_some() && !batch.attributes.is_transactional() {
            return Err(ProducerError::NotTransactional { producer_id });
        }
        Ok(Verdict::New)
    }

    /// Whether a leader may append the marker that a coordinator sent. Until transaction version 2 it has the epoch of
    /// the transaction's batches; from then on a later one, so that no late marker ends the next transaction.
    ///
    /// # Errors
    /// An older epoch of the producer or the coordinator.
    pub fn check_marker(
        &self,
        marker: &BatchHeader,
        coordinator_epoch: i32,
        transaction_version: i16,
    ) -> Result<(), ProducerError> {
        let Some(entry) = self.producers.get(&marker.producer_id) else {
            return check_epoch(marker, ProducerEpoch::NONE);
        };
        let (producer_id, current) = (marker.producer_id, entry.producer_epoch);
        check_epoch(marker, current)?;
        // With no transaction open it is the same marker once more, which does no harm.
        let is_late = marker.producer_epoch == current && entry.current_txn_first_offset.is_some();
        if transaction_version >= 2 && is_late {
            return Err(ProducerError::InvalidProducerEpoch { producer_id, found: current, current });
        }
        if coordinator_epoch < entry.coordinator_epoch {
            let (found, current) = (coordinator_epoch, entry.coordinator_epoch);
            return Err(ProducerError::CoordinatorFenced { producer_id, found, current });
        }
        Ok(())
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
        self.decided_transactions.insert(first_offset, marker.last_offset());
        Some(first_offset)
    }

    /// Whether the producer has a transaction open in this epoch.
    #[must_use]
    pub fn has_open_transaction(&self, producer_id: ProducerId, epoch: ProducerEpoch) -> bool {
        let entry = self.producers.get(&producer_id);
        entry.is_some_and(|entry| entry.producer_epoch == epoch && entry.current_txn_first_offset.is_some())
    }

    /// Where the oldest open transaction begins.
    #[must_use]
    pub fn first_undecided_offset(&self) -> Option<Offset> {
        self.open_transactions.first_key_value().map(|(offset, _)| *offset)
    }

    /// Where the oldest transaction begins that is open or whose marker is not below the high watermark. Those below
    /// are forgotten: a high watermark does not go back on the same leader.
    pub fn first_unstable_offset(&mut self, high_watermark: Offset) -> Option<Offset> {
        self.decided_transactions.retain(|_, marker| *marker >= high_watermark);
        let decided = self.decided_transactions.first_key_value().map(|(offset, _)| *offset);
        self.first_undecided_offset().into_iter().chain(decided).min()
    }

    /// Forgets producers that wrote nothing for `expiration_ms` and have no open transaction.
    pub fn remove_expired(&mut self, now: Millis, expiration_ms: i64) {
        self.producers.retain(|_, entry| {
            entry.current_txn_first_offset.is_some()
                || now.0.saturating_sub(entry.last_timestamp) < expiration_ms
        });
    }
}

fn check_epoch(batch: &BatchHeader, current: ProducerEpoch) -> Result<(), ProducerError> {
    let (producer_id, found) = (batch.producer_id, batch.producer_epoch);
    if found >= current {
        return Ok(());
    }
    Err(ProducerError::InvalidProducerEpoch { producer_id, found, current })
}

fn follows(last: i32, next: i32) -> bool {
    last.checked_add(1).unwrap_or(0) == next
}

#[cfg(test)]
mod tests;
