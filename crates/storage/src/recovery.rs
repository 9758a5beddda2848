//! Opening a log: what is in its directory, and how far that can be trusted.
//!
//! After a clean stop everything can. After another one, everything below the recovery point: batches there are not
//! checked, and the index entries that point below it are kept. From there on each batch is checked; the log ends
//! before the first that is not whole, not the next one, or of an earlier leader. A batch below the recovery point that
//! is not a batch is damage, which is reported and left alone.
//!
//! If only the process died, everything that it wrote is there. Then the last batch alone is checked, which may be cut,
//! and the indexes are completed from their last entries on.

mod check;
mod files;

use std::sync::Arc;

use model::{LeaderEpoch, Millis, Offset};

use crate::checkpoint::{TextFileError, load_text};
use crate::epoch_cache::{LEADER_EPOCH_CHECKPOINT, LeaderEpochCache};
use crate::fs::File;
use crate::log::place::Place;
use crate::log::producers::{load_snapshot, remove_snapshots, replay};
use crate::log::{LogConfig, OpenHint, StorageError, Stored};
use crate::producer_state::ProducerState;
use crate::segment::Segment;
use check::{Check, Window};
use files::Files;

/// What opening a log took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecoveryReport {
    pub segments: usize,
    /// Batches behind the recovery point that were checked.
    pub batches_checked: u64,
    pub bytes_checked: u64,
    /// Behind the log's end: torn batches and space that was made ready.
    pub bytes_cut: u64,
    /// Segments behind the log's end that were removed.
    pub segments_removed: usize,
    /// Where the log ends.
    pub log_end_offset: Offset,
}

/// What of a log is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// All of it: it was closed.
    Closed,
    /// All but what was being written when the process died.
    Written,
    /// What is below the recovery point.
    Flushed,
}

/// A log as it was found.
pub(crate) struct Loaded {
    pub(crate) log_start_offset: Offset,
    pub(crate) log_end_offset: Offset,
    pub(crate) recovery_point: Offset,
    pub(crate) epochs: LeaderEpochCache,
    pub(crate) producers: ProducerState,
    pub(crate) stored: Option<Box<Stored>>,
    pub(crate) report: RecoveryReport,
}

/// Reads what is in the directory of `place`.
pub(crate) fn load(
    place: &Arc<Place>,
    config: &LogConfig,
    (hint, trust): (OpenHint, Trust),
    now: Millis,
) -> Result<Loaded, StorageError> {
    let files = Files::list(place)?;
    let mut segments = files.segments(place, now)?;
    if trust == Trust::Flushed && lost_its_beginning(&segments, hint) {
        remove_all(place, &mut segments, &files)?;
    }
    if segments.is_empty() {
        return Ok(Loaded::empty(hint, RecoveryReport::default()));
    }
    let mut recovery = Recovery {
        now,
        producer_id_expiration_ms: config.producer_id_expiration_ms,
        gaps: config.cleanup_policy.compact,
        interval_bytes: config.index_interval_bytes,
        trusted_below: if trust == Trust::Flushed { hint.recovery_point } else { Offset(i64::MAX) },
        trust,
        hint,
        report: RecoveryReport::default(),
        stored_epochs: LeaderEpochCache::default(),
        walked: Vec::new(),
        scanned: Vec::new(),
        rewritten_from: Offset(i64::MAX),
    };
    let mut epochs = load_epochs(place)?;
    if let Some(epochs) = &mut epochs {
        recovery.stored_epochs = epochs.clone();
        epochs.truncate_from_end(recovery.trusted_below);
    }
    let log_end_offset = recovery.walk_all(&mut segments, &files, epochs.as_mut())?;
    recovery.report.segments = segments.len();
    recovery.report.log_end_offset = log_end_offset;
    if hint.log_start_offset > log_end_offset {
        // Records that were deleted must not come again under the same offsets.
        remove_all(place, &mut segments, &files)?;
        return Ok(Loaded::empty(hint, recovery.report));
    }
    let epochs = match epochs {
        Some(epochs) => epochs,
        None => epochs_of_batches(&segments)?,
    };
    recovery.finish(place, segments, &files, epochs)
}

/// Nothing of the log was flushed, and its first segment is not there, though later ones are: a power cut can take
/// the names of files away in any order. (Segments of old records are removed only when the checkpoint knows.)
fn lost_its_beginning(segments: &[Segment], hint: OpenHint) -> bool {
    let nothing_flushed = hint.recovery_point <= hint.log_start_offset;
    nothing_flushed && segments.first().is_some_and(|first| first.base_offset > hint.log_start_offset)
}

fn remove_all(place: &Place, segments: &mut Vec<Segment>, files: &Files) -> Result<(), StorageError> {
    // The last first: a crash in between leaves no gap.
    while let Some(last) = segments.pop() {
        last.remove()?;
    }
    remove_snapshots(place, &files.snapshots).map_err(|error| StorageError::io(&place.dir, error))
}

/// A checkpoint that cannot be understood is one that is not there: batches say it too.
fn load_epochs(place: &Place) -> Result<Option<LeaderEpochCache>, StorageError> {
    let path = place.dir.join(LEADER_EPOCH_CHECKPOINT);
    let text = load_text(&*place.fs, &path);
    match text.and_then(|text| text.map(|text| LeaderEpochCache::decode(&path, &text)).transpose()) {
        Ok(epochs) => Ok(epochs),
        Err(error @ TextFileError::Io { .. }) => Err(error.into()),
        Err(error) => {
            tracing::warn!(%error, "leader epochs are read from the batches");
            Ok(None)
        }
    }
}

fn epochs_of_batches(segments: &[Segment]) -> Result<LeaderEpochCache, StorageError> {
    let mut epochs = LeaderEpochCache::default();
    for segment in segments {
        let (file, path) = (segment.file()?, segment.path());
        let mut scan = segment.scan(&*file, &path, 0, segment.size);
        while let Some((_, header)) = scan.next()? {
            note_epoch(&mut epochs, header.partition_leader_epoch, header.base_offset);
        }
    }
    Ok(epochs)
}

fn note_epoch(epochs: &mut LeaderEpochCache, epoch: LeaderEpoch, offset: Offset) {
    if epochs.latest() < Some(epoch) {
        epochs.assign(epoch, offset);
    }
}

impl Loaded {
    fn empty(hint: OpenHint, report: RecoveryReport) -> Self {
        let start = hint.log_start_offset.max(Offset(0));
        Self {
            log_start_offset: start,
            log_end_offset: start,
            recovery_point: start,
            epochs: LeaderEpochCache::default(),
            producers: ProducerState::default(),
            stored: None,
            report: RecoveryReport { log_end_offset: start, ..report },
        }
    }
}

struct Recovery {
    now: Millis,
    producer_id_expiration_ms: i64,
    hint: OpenHint,
    trust: Trust,
    trusted_below: Offset,
    gaps: bool,
    interval_bytes: i32,
    report: RecoveryReport,
    /// As the checkpoint has them.
    stored_epochs: LeaderEpochCache,
    /// Base offsets of the segments that were walked through.
    walked: Vec<Offset>,
    /// Files that may have unsynced bytes.
    scanned: Vec<Arc<dyn File>>,
    /// Transaction indexes have no entries of transactions that ended at or behind this offset.
    rewritten_from: Offset,
}

impl Recovery {
    /// Walks through all segments whose bytes or indexes cannot be trusted, and through the active one. Returns where
    /// the log ends; segments behind are removed.
    fn walk_all(
        &mut self,
        segments: &mut Vec<Segment>,
        files: &Files,
        mut epochs: Option<&mut LeaderEpochCache>,
    ) -> Result<Offset, StorageError> {
        let mut end = segments.first().map_or(Offset(0), |first| first.base_offset);
        let mut index = 0;
        while let Some(segment) = segments.get(index) {
            // A gap before a segment: compaction leaves them, and a log whose end was lost.
            let is_gap = segment.base_offset > end && segment.base_offset >= self.trusted_below && !self.gaps;
            if segment.base_offset < end || is_gap {
                self.remove_from(segments, index)?;
                break;
            }
            let next = segments.get(index + 1);
            let next_base = next.map(|next| next.base_offset);
            // The process may have died when it had begun to roll.
            let is_sealed = self.trust != Trust::Written || next.is_some_and(|next| next.size > 0);
            let has_indexes = files.has_indexes(segment);
            index += 1;
            match next_base.filter(|next| *next < self.trusted_below && has_indexes && is_sealed) {
                Some(next_base) => end = next_base,
                None => {
                    let Some(segment) = segments.get_mut(index - 1) else { break };
                    let file_len = segment.size;
                    end = self.walk(segment, end, has_indexes, epochs.as_deref_mut())?;
                    let is_trusted = next_base.is_some_and(|next| next < self.trusted_below);
                    if is_trusted {
                        // Compaction may have taken the last batches.
                        end = end.max(next_base.unwrap_or(end));
                    } else if segment.size < file_len && next_base.is_some() && next_base != Some(end) {
                        self.remove_from(segments, index)?;
                    }
                }
            }
        }
        Ok(end)
    }

    fn remove_from(&mut self, segments: &mut Vec<Segment>, index: usize) -> Result<(), StorageError> {
        // The last first: a crash in between leaves no gap.
        while segments.len() > index.max(1) {
            let Some(last) = segments.pop() else { break };
            self.report.bytes_cut += last.size;
            self.report.segments_removed += 1;
            last.remove()?;
        }
        Ok(())
    }

    /// Walks through a segment: over headers where it can be trusted, over whole batches behind. What follows the
    /// last good batch is cut off. Returns where the segment ends.
    fn walk(
        &mut self,
        segment: &mut Segment,
        start: Offset,
        has_indexes: bool,
        mut epochs: Option<&mut LeaderEpochCache>,
    ) -> Result<Offset, StorageError> {
        let (file, path) = (segment.file()?, segment.path());
        let file_len = segment.size;
        let position = self.prepare_indexes(segment, has_indexes)?;
        segment.size = position;
        let mut end = start.max(segment.base_offset);
        let mut check = Check {
            file: &*file,
            path: &path,
            file_len,
            trusted_below: self.trusted_below,
            flushed_below: self.hint.recovery_point,
            trust: self.trust,
            // Behind an index entry the first batch says where we are.
            expected: (position == 0).then_some(end),
            gaps: self.gaps || segment.base_offset < self.trusted_below,
            epoch: LeaderEpoch::NONE,
            window: Window::default(),
        };
        while let Some(header) = check.next(segment.size)? {
            if let Some(epochs) = epochs.as_deref_mut() {
                let start = self.epoch_start(header.partition_leader_epoch, end, header.base_offset);
                note_epoch(epochs, header.partition_leader_epoch, start);
            }
            check.gaps = self.gaps || header.next_offset() < self.trusted_below;
            segment.add(&header, self.interval_bytes);
            end = header.next_offset();
            if end > self.trusted_below {
                self.report.batches_checked += 1;
                self.report.bytes_checked += header.size() as u64;
            }
        }
        self.walked.push(segment.base_offset);
        if segment.size < file_len {
            let mut cut = file.set_len(segment.size);
            if self.trust == Trust::Flushed {
                cut = cut.and_then(|()| file.sync_data());
            }
            cut.map_err(|error| StorageError::io(&path, error))?;
            self.report.bytes_cut += file_len - segment.size;
        }
        Ok(end)
    }

    /// Where an epoch begins whose first batch is at `base_offset`, behind one that ends at `end`: compaction may have
    /// taken what came between, and then the checkpoint knows.
    fn epoch_start(&self, epoch: LeaderEpoch, end: Offset, base_offset: Offset) -> Offset {
        let entries = self.stored_epochs.entries().iter();
        let stored = entries.filter(|entry| entry.epoch == epoch).map(|entry| entry.start_offset).next();
        stored.filter(|start| *start >= end && *start <= base_offset).unwrap_or(base_offset)
    }

    /// Keeps the index entries that can be trusted; returns where the last one points.
    fn prepare_indexes(&mut self, segment: &mut Segment, has_indexes: bool) -> Result<u64, StorageError> {
        if has_indexes && segment.has_sane_indexes() {
            self.rewritten_from = self.rewritten_from.min(self.trusted_below);
            return segment.keep_below(self.trusted_below);
        }
        self.rewritten_from = self.rewritten_from.min(segment.base_offset);
        segment.reset_indexes()?;
        Ok(0)
    }

    fn finish(
        mut self,
        place: &Place,
        mut segments: Vec<Segment>,
        files: &Files,
        mut epochs: LeaderEpochCache,
    ) -> Result<Loaded, StorageError> {
        let log_end_offset = self.report.log_end_offset;
        let first = segments.first().map_or(Offset(0), |first| first.base_offset);
        let log_start_offset = self.hint.log_start_offset.max(first);
        let (snapshot_offset, producers) = self.load_producers(place, &segments, files, log_start_offset)?;
        // Only the active segment is appended to; the others' indexes are complete.
        let sealed = segments.len().saturating_sub(1);
        let bases = segments.iter().map(|segment| segment.base_offset);
        let ends: Vec<Offset> = bases.skip(1).chain([log_end_offset]).collect();
        for (index, segment) in (0..).zip(&mut segments) {
            let is_unflushed = ends.get(index).is_some_and(|end| *end >= self.hint.recovery_point);
            let is_walked = self.walked.contains(&segment.base_offset);
            if index < sealed && (is_walked || is_unflushed) {
                self.scanned.extend(segment.seal()?);
            }
            if is_walked || is_unflushed {
                self.scanned.push(segment.file()?);
            }
        }
        // Otherwise no file was lost, and the walk, which began at the last index entry, has seen what the time index
        // does not know.
        if let Some(active) = segments.last_mut().filter(|_| self.trust == Trust::Flushed) {
            self.scanned.extend(active.complete_time_index()?);
        }
        let file_len = segments.last().map_or(0, |active| active.size);
        let mut stored = Stored::new(segments, file_len);
        stored.snapshot_offset = snapshot_offset;
        let mut recovery_point = log_end_offset;
        let cut_at_start = epochs.truncate_from_start(log_start_offset);
        epochs.truncate_from_end(Offset(log_end_offset.0 + 1));
        stored.epochs_changed = cut_at_start;
        if self.trust != Trust::Closed {
            recovery_point = self.hint.recovery_point.min(log_end_offset);
            // Of the last record: it is there, so the next flush covers all of it.
            let needed_from = Offset(log_end_offset.0 - 1);
            self.scanned.into_iter().for_each(|file| stored.unsynced.file(needed_from, file));
            stored.unsynced.dir(needed_from);
            stored.unsynced.parent(needed_from);
            stored.epochs_changed = true;
        }
        let stored = Some(Box::new(stored));
        let report = self.report;
        Ok(Loaded { log_start_offset, log_end_offset, recovery_point, epochs, producers, stored, report })
    }

    /// From the last snapshot that can be trusted and the batches behind it. Fills the transaction indexes too.
    fn load_producers(
        &mut self,
        place: &Place,
        segments: &[Segment],
        files: &Files,
        log_start_offset: Offset,
    ) -> Result<(Offset, ProducerState), StorageError> {
        let failed = |error| StorageError::io(&place.dir, error);
        let end = self.report.log_end_offset;
        let trusted = self.trusted_below.min(self.rewritten_from).min(end);
        let (usable, stale): (Vec<Offset>, Vec<Offset>) =
            files.snapshots.iter().partition(|offset| **offset <= trusted);
        remove_snapshots(place, &stale).map_err(failed)?;
        let (from, mut producers) = load_snapshot(place, &usable).map_err(failed)?;
        // Those that wrote later live until the next look, as Kafka has it.
        producers.remove_expired(self.now, self.producer_id_expiration_ms);
        let aborted = replay(segments, from.max(log_start_offset), end, &mut producers)?;
        // A process can die between a marker and its entry.
        let from_here = if self.trust == Trust::Written { Offset(0) } else { self.rewritten_from };
        let mut pushed = Vec::new();
        for entry in aborted.iter().filter(|entry| entry.last_offset >= from_here) {
            let holder = segments.iter().rev().find(|segment| segment.base_offset <= entry.last_offset);
            let Some(segment) = holder else { continue };
            if !segment.txn_index.load().map_err(failed)?.contains(entry) {
                pushed.push(segment.txn_index.push(*entry).map_err(failed)?);
            }
        }
        if self.rewritten_from < self.hint.recovery_point && !pushed.is_empty() {
            // The next recovery believes what it says of transactions below the recovery point, if there are offset and
            // time index: these are written later.
            pushed.iter().try_for_each(|file| file.sync_data()).map_err(failed)?;
            place.fs.sync_dir(&place.dir).map_err(failed)?;
        }
        self.scanned.append(&mut pushed);
        Ok((from, producers))
    }
}
