//! The producers of a log: their state in memory, its snapshots, and the transactions that they abort.

use std::io::{self, IoSlice};
use std::path::Path;
use std::sync::Arc;

use model::batch::BatchHeader;
use model::{EndTxnMarker, Millis, Offset, TransactionMarker};

use super::place::{Place, SNAPSHOT_SUFFIX, parse_file_name, remove_if_exists};
use super::stored::Stored;
use super::{AppendInfo, Log, StorageError};
use crate::fs::{File, Open, read_exact_at};
use crate::producer_state::{ProducerEntry, ProducerError, ProducerState, Verdict};
use crate::segment::Segment;
use crate::txn_index::AbortedTxn;

/// A snapshot is worth this many bytes of log.
const SNAPSHOT_BYTES: u64 = 64 << 20;
/// Of so many the state is stored within an append.
const PRODUCERS_FEW: usize = 1_000;

impl Log {
    /// Where the first transaction begins that is neither committed nor aborted below the high watermark.
    pub fn first_unstable_offset(&mut self, high_watermark: Offset) -> Option<Offset> {
        let first = self.producers.first_unstable_offset(high_watermark);
        first.map(|first| first.max(self.log_start_offset))
    }

    /// What is known of the producers: whether a marker may be appended, which transactions are open.
    #[must_use]
    pub fn producer_state(&self) -> &ProducerState {
        &self.producers
    }

    /// The producers that are known, in no order.
    #[must_use]
    pub fn producers(&self) -> Vec<ProducerEntry> {
        self.producers.entries().cloned().collect()
    }

    /// Forgets producers that wrote nothing for long, by the timestamps of what they wrote last. To be called now and then,
    /// and not with every change of the log: a producer of records with old timestamps needs its state as long as it
    /// sends.
    pub fn remove_expired_producers(&mut self, now: Millis) {
        self.producers.remove_expired(now, self.config.producer_id_expiration_ms);
    }

    /// Whether a leader may append the batch; `Some` if it has been appended before.
    pub(super) fn check_producer(&self, header: &BatchHeader) -> Result<Option<AppendInfo>, ProducerError> {
        if header.attributes.is_control() {
            return Ok(None);
        }
        match self.producers.check(header)? {
            Verdict::New => Ok(None),
            Verdict::Duplicate(batch) => Ok(Some(AppendInfo {
                base_offset: batch.first_offset(),
                last_offset: batch.last_offset,
                log_append_time: Some(Millis(batch.timestamp)),
                log_start_offset: self.log_start_offset,
                is_duplicate: true,
            })),
        }
    }

    /// Takes note of a batch that was appended.
    pub(super) fn note_producer(&mut self, header: &BatchHeader, batch: &[u8]) -> Result<(), StorageError> {
        if !header.has_producer_id() {
            return Ok(());
        }
        let Some(aborted) = note(&mut self.producers, header, || Ok(marker(header, batch)))? else {
            return Ok(());
        };
        let Some(stored) = &mut self.stored else { return Ok(()) };
        match stored.active().txn_index.push(aborted) {
            Ok(file) => {
                stored.unsynced.file(header.base_offset, file);
                stored.unsynced.dir(header.base_offset);
                Ok(())
            }
            Err(error) => {
                // Readers of committed records would be given aborted ones.
                self.failed = true;
                Err(StorageError::io(&stored.active().path(), error))
            }
        }
    }

    /// Stores the state at `offset`, the log's end. Not durable when it returns.
    pub(super) fn store_snapshot(&mut self, offset: Offset) -> Result<(), StorageError> {
        let file = self.write_snapshot(offset)?;
        if let (Some(stored), Some(file)) = (&mut self.stored, file) {
            stored.unsynced.file(offset, file);
            stored.unsynced.dir(offset);
        }
        Ok(())
    }

    /// `None` if there is such a snapshot already.
    fn write_snapshot(&mut self, offset: Offset) -> Result<Option<Arc<dyn File>>, StorageError> {
        let Some(stored) = self.stored.as_mut().filter(|stored| stored.snapshot_offset != offset) else {
            return Ok(None);
        };
        let (fs, path) = (&*self.place.fs, self.place.path(offset, SNAPSHOT_SUFFIX));
        let written = (|| {
            remove_if_exists(fs, &path)?;
            let file = fs.open(&path, Open::CreateNew)?;
            file.write_at(&[IoSlice::new(&self.producers.encode())], 0)?;
            Ok(file)
        })();
        // If it fails, the next attempt is as far away as if it had not.
        stored.bytes_since_snapshot = 0;
        let file = written.map_err(|error| StorageError::io(&path, error))?;
        stored.snapshot_offset = offset;
        Ok(Some(file))
    }

    /// As [`Self::maybe_store_snapshot`] if that takes no time.
    pub(super) fn maybe_store_small_snapshot(&mut self) {
        let is_due = |stored: &Stored| stored.bytes_since_snapshot > SNAPSHOT_BYTES;
        if self.stored.as_deref().is_none_or(|stored| !is_due(stored)) || self.producers.len() > PRODUCERS_FEW
        {
            return;
        }
        if let Err(error) = self.maybe_store_snapshot() {
            tracing::warn!(partition = %self.partition, %error, "an older snapshot of the producers has to do");
        }
    }

    /// Stores the state now and then, so that a start need not read the whole active segment. Never made durable: what a
    /// power cut leaves of it is found out by its checksum, and then the snapshot of the segment counts.
    ///
    /// # Errors
    /// `Io`: an older snapshot has to do.
    pub fn maybe_store_snapshot(&mut self) -> Result<(), StorageError> {
        let Some(stored) = self.stored.as_ref().filter(|stored| stored.bytes_since_snapshot > SNAPSHOT_BYTES)
        else {
            return Ok(());
        };
        let previous = stored.snapshot_offset;
        let is_of_segment = stored.segments.iter().any(|segment| segment.base_offset == previous);
        self.write_snapshot(self.log_end_offset)?;
        if is_of_segment {
            return Ok(());
        }
        remove_snapshots(&self.place, &[previous]).map_err(|error| StorageError::io(&self.place.dir, error))
    }

    /// The state at the log's end, after it was truncated.
    pub(super) fn restore_producers(&mut self) -> Result<(), StorageError> {
        let Some(stored) = &mut self.stored else { return Ok(()) };
        let end = self.log_end_offset;
        let failed = |error| StorageError::io(&self.place.dir, error);
        let names = self.place.fs.read_dir(&self.place.dir).map_err(failed)?;
        let (behind, usable): (Vec<Offset>, Vec<Offset>) =
            snapshots(&names).into_iter().partition(|offset| *offset > end);
        remove_snapshots(&self.place, &behind).map_err(failed)?;
        let (from, mut producers) = load_snapshot(&self.place, &usable).map_err(failed)?;
        stored.snapshot_offset = from;
        replay(&stored.segments, from.max(self.log_start_offset), end, &mut producers)?;
        self.producers = producers;
        Ok(())
    }

    pub(super) fn clear_producers(&mut self) -> Result<(), StorageError> {
        self.producers = ProducerState::default();
        let failed = |error| StorageError::io(&self.place.dir, error);
        match self.place.fs.read_dir(&self.place.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            names => {
                let names = names.map_err(failed)?;
                remove_snapshots(&self.place, &snapshots(&names)).map_err(failed)
            }
        }
    }
}

/// The marker in a control batch; `None` if it has another record.
fn marker(header: &BatchHeader, batch: &[u8]) -> Option<EndTxnMarker> {
    EndTxnMarker::of_batch(header, batch).ok().flatten()
}

/// Brings a batch that is in the log into the state. `read_marker` reads the batch's only record. Returns the transaction
/// that it aborts.
fn note(
    producers: &mut ProducerState,
    header: &BatchHeader,
    read_marker: impl FnOnce() -> Result<Option<EndTxnMarker>, StorageError>,
) -> Result<Option<AbortedTxn>, StorageError> {
    if !header.attributes.is_control() {
        producers.update(header);
        return Ok(None);
    }
    // Other control records are of the metadata log, and have no producer.
    let Some(marker) = read_marker()? else { return Ok(None) };
    let first_offset = producers.end_transaction(header, marker.coordinator_epoch);
    let last_stable_offset = producers.first_undecided_offset().unwrap_or_else(|| header.next_offset());
    Ok(first_offset.filter(|_| marker.marker == TransactionMarker::Abort).map(|first_offset| AbortedTxn {
        producer_id: header.producer_id,
        first_offset,
        last_offset: header.last_offset(),
        last_stable_offset,
    }))
}

/// The offsets of all snapshots, ascending.
pub(crate) fn snapshots(names: &[String]) -> Vec<Offset> {
    let parsed = names.iter().filter_map(|name| parse_file_name(name));
    let mut offsets: Vec<Offset> =
        parsed.filter(|(_, suffix)| *suffix == SNAPSHOT_SUFFIX).map(|(offset, _)| offset).collect();
    offsets.sort();
    offsets
}

pub(crate) fn remove_snapshots(place: &Place, offsets: &[Offset]) -> io::Result<()> {
    offsets.iter().try_for_each(|offset| remove_if_exists(&*place.fs, &place.path(*offset, SNAPSHOT_SUFFIX)))
}

/// The newest of the snapshots that can be read, and its offset; the empty state at offset -1 if there is none.
pub(crate) fn load_snapshot(place: &Place, offsets: &[Offset]) -> io::Result<(Offset, ProducerState)> {
    for offset in offsets.iter().rev() {
        let path = place.path(*offset, SNAPSHOT_SUFFIX);
        match ProducerState::decode(&read_file(place, &path)?) {
            Ok(producers) => return Ok((*offset, producers)),
            Err(error) => tracing::warn!(path = %path.display(), %error, "older snapshot taken"),
        }
    }
    Ok((Offset::NONE, ProducerState::default()))
}

fn read_file(place: &Place, path: &Path) -> io::Result<Vec<u8>> {
    let file = place.fs.open(path, Open::Read)?;
    let mut bytes = vec![0; usize::try_from(file.len()?).map_err(|_| io::ErrorKind::InvalidData)?];
    read_exact_at(&*file, &mut bytes, 0)?;
    Ok(bytes)
}

/// Brings the batches between two offsets into the state. Returns the transactions that they abort.
pub(crate) fn replay(
    segments: &[Segment],
    from: Offset,
    to: Offset,
    producers: &mut ProducerState,
) -> Result<Vec<AbortedTxn>, StorageError> {
    let mut aborted = Vec::new();
    let first = segments.partition_point(|segment| segment.base_offset <= from).saturating_sub(1);
    for segment in segments.get(first..).unwrap_or_default() {
        if segment.base_offset >= to || from >= to {
            break;
        }
        let Some(start) = segment.find(from)? else { continue };
        let (file, path) = (segment.file()?, segment.path());
        let mut scan = segment.scan(&*file, &path, start.position, segment.size);
        while let Some((position, header)) = scan.next()? {
            if header.base_offset >= to {
                break;
            }
            if !header.has_producer_id() {
                continue;
            }
            let read_marker = || {
                let mut batch = vec![0; header.size()];
                read_exact_at(&*file, &mut batch, position).map_err(|e| StorageError::io(&path, e))?;
                Ok(marker(&header, &batch))
            };
            aborted.extend(note(producers, &header, read_marker)?);
        }
    }
    Ok(aborted)
}
