//! Opening a log: what is in its directory, and how far that can be trusted.
//!
//! After a clean stop everything can. After another one, everything below the recovery point: batches there are not
//! read, and the index entries that point below it are kept. From there on each batch is checked; the log ends before
//! the first that is not whole, not the next one, or not of the same or a later leader. A batch below the recovery
//! point that is not a batch is damage, which is reported and left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

use model::batch::{BATCH_HEADER_LEN, BatchHeader, check_crc};
use model::{LeaderEpoch, Millis, Offset};

use crate::checkpoint::load_text;
use crate::epoch_cache::{LEADER_EPOCH_CHECKPOINT, LeaderEpochCache};
use crate::fs::{File, Fs};
use crate::log::place::{
    INDEX_SUFFIX, LOG_SUFFIX, Place, TIME_INDEX_SUFFIX, parse_file_name, remove_if_exists,
};
use crate::log::{LogConfig, OpenHint, StorageError, Stored};
use crate::producer_state::ProducerState;
use crate::segment::Segment;

/// What opening a log took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecoveryReport {
    pub segments: usize,
    /// Batches that were checked.
    pub batches_checked: u64,
    pub bytes_checked: u64,
    /// Behind the log's end: torn batches and space that was made ready.
    pub bytes_cut: u64,
    /// Segments behind the log's end that were removed.
    pub segments_removed: usize,
    /// Where the log ends.
    pub log_end_offset: Offset,
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
    hint: OpenHint,
    now: Millis,
) -> Result<Loaded, StorageError> {
    let names = match place.fs.read_dir(&place.dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        names => names.map_err(|error| StorageError::io(&place.dir, error))?,
    };
    let files = Files::tidy(place, names)?;
    let mut segments = files.segments(place, now)?;
    if lost_its_beginning(&segments, hint) {
        segments.iter().rev().try_for_each(Segment::remove)?;
        segments.clear();
    }
    if segments.is_empty() {
        return Ok(Loaded::empty(hint));
    }
    let mut recovery = Recovery {
        place,
        config,
        hint,
        epochs: load_epochs(place)?,
        report: RecoveryReport { segments: segments.len(), ..RecoveryReport::default() },
        scanned: Vec::new(),
        file_len: 0,
    };
    let log_end_offset = recovery.run(&mut segments, &files)?;
    recovery.finish(segments, log_end_offset, now)
}

/// Nothing of the log was flushed, and its first segment is not there, though later ones are: a power cut can take
/// the names of files away in any order. (Segments of old records are removed only when the checkpoint knows.)
fn lost_its_beginning(segments: &[Segment], hint: OpenHint) -> bool {
    let nothing_flushed = !hint.clean_shutdown && hint.recovery_point <= hint.log_start_offset;
    nothing_flushed && segments.first().is_some_and(|first| first.base_offset > hint.log_start_offset)
}

impl Loaded {
    fn empty(hint: OpenHint) -> Self {
        let start = if hint.log_start_offset > Offset(0) { hint.log_start_offset } else { Offset(0) };
        Self {
            log_start_offset: start,
            log_end_offset: start,
            recovery_point: start,
            epochs: LeaderEpochCache::default(),
            producers: ProducerState::default(),
            stored: None,
            report: RecoveryReport { log_end_offset: start, ..RecoveryReport::default() },
        }
    }
}

/// The segment files of a partition directory, by base offset.
struct Files {
    logs: BTreeSet<Offset>,
    /// Segments that have both indexes.
    indexed: BTreeSet<Offset>,
}

impl Files {
    /// Lists the files; finishes or throws away what compaction and deletion were at when the process ended.
    fn tidy(place: &Place, names: Vec<String>) -> Result<Self, StorageError> {
        let mut suffixes: BTreeMap<Offset, Vec<String>> = BTreeMap::new();
        for name in names {
            let unfinished = [".cleaned", ".deleted", ".tmp"].iter().any(|suffix| name.ends_with(suffix));
            if unfinished && parse_file_name(&name).is_some() {
                let path = place.dir.join(&name);
                remove_if_exists(&*place.fs, &path).map_err(|error| StorageError::io(&path, error))?;
            } else if let Some((offset, suffix)) = parse_file_name(&name) {
                suffixes.entry(offset).or_default().push(suffix.to_owned());
            }
        }
        let has = |list: &Vec<String>, suffix: &str| list.iter().any(|other| other == suffix);
        let logs =
            suffixes.iter().filter(|(_, list)| has(list, LOG_SUFFIX)).map(|(offset, _)| *offset).collect();
        let indexed = suffixes
            .iter()
            .filter(|(_, list)| has(list, INDEX_SUFFIX) && has(list, TIME_INDEX_SUFFIX))
            .map(|(offset, _)| *offset)
            .collect();
        Ok(Self { logs, indexed })
    }

    fn segments(&self, place: &Arc<Place>, now: Millis) -> Result<Vec<Segment>, StorageError> {
        let of = |base_offset: &Offset| {
            let path = place.path(*base_offset, LOG_SUFFIX);
            let len = place.fs.file_len(&path).map_err(|error| StorageError::io(&path, error))?;
            Ok(Segment::existing(place, *base_offset, len, now))
        };
        self.logs.iter().map(of).collect()
    }
}

/// A checkpoint that cannot be understood is a hint that is not there: batches say it too.
fn load_epochs(place: &Place) -> Result<Option<LeaderEpochCache>, StorageError> {
    let path = place.dir.join(LEADER_EPOCH_CHECKPOINT);
    let text = load_text(&*place.fs, &path);
    match text.and_then(|text| text.map(|text| LeaderEpochCache::decode(&path, &text)).transpose()) {
        Ok(epochs) => Ok(epochs),
        Err(error @ crate::checkpoint::TextFileError::Io { .. }) => Err(error.into()),
        Err(error) => {
            tracing::warn!(%error, "leader epochs are read from the batches");
            Ok(None)
        }
    }
}

struct Recovery<'a> {
    place: &'a Arc<Place>,
    config: &'a LogConfig,
    hint: OpenHint,
    /// `None`: to be made from the batches.
    epochs: Option<LeaderEpochCache>,
    report: RecoveryReport,
    /// Files that may have unsynced bytes.
    scanned: Vec<Arc<dyn File>>,
    /// Of the active segment.
    file_len: u64,
}

/// How a walk through a segment ended.
struct Walked {
    end: Offset,
    /// The segment's bytes are not all of the file.
    cut: bool,
}

impl Recovery<'_> {
    /// Brings the segments in order, and returns where the log ends.
    fn run(&mut self, segments: &mut Vec<Segment>, files: &Files) -> Result<Offset, StorageError> {
        let trusted_below =
            if self.hint.clean_shutdown { Offset(i64::MAX) } else { self.hint.recovery_point };
        let mut rebuild_epochs = self.epochs.is_none();
        let mut epochs = self.epochs.take().unwrap_or_default();
        epochs.truncate_from_end(trusted_below);
        let mut end = segments.first().map_or(Offset(0), |first| first.base_offset);
        let mut index = 0;
        while index < segments.len() {
            let next_base = segments.get(index + 1).map(|next| next.base_offset);
            let Some(segment) = segments.get_mut(index) else { break };
            if segment.base_offset < end
                || (segment.base_offset > end && !self.may_begin(segment, end, trusted_below))
            {
                self.remove_from(segments, index)?;
                break;
            }
            let is_trusted = next_base.is_some_and(|next| next < trusted_below);
            let has_indexes = files.indexed.contains(&segment.base_offset);
            if is_trusted && has_indexes && !rebuild_epochs {
                end = next_base.unwrap_or(end);
                index += 1;
                continue;
            }
            let keep_indexes = has_indexes && !rebuild_epochs;
            let walked = self.walk(segment, end, trusted_below, keep_indexes, &mut epochs)?;
            end = walked.end;
            index += 1;
            if walked.cut && index < segments.len() {
                self.remove_from(segments, index)?;
            }
        }
        rebuild_epochs = false;
        let _ = rebuild_epochs;
        epochs.truncate_from_end(Offset(end.0 + 1));
        self.epochs = Some(epochs);
        Ok(end)
    }

    /// A gap before a segment: compaction and followers of a compacted log leave them, a torn log too.
    fn may_begin(&self, segment: &Segment, end: Offset, trusted_below: Offset) -> bool {
        segment.base_offset < trusted_below
            || self.config.cleanup_policy.compact && segment.base_offset >= end
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

    /// Walks through a segment: headers only below `trusted_below`, whole batches behind it.
    fn walk(
        &mut self,
        segment: &mut Segment,
        expected: Offset,
        trusted_below: Offset,
        keep_indexes: bool,
        epochs: &mut LeaderEpochCache,
    ) -> Result<Walked, StorageError> {
        let (file, path) = (segment.file()?, segment.path());
        let file_len = segment.size;
        let mut position = if keep_indexes { segment.keep_below(trusted_below)? } else { 0 };
        if position == 0 {
            segment.reset_indexes()?;
        }
        segment.size = position;
        let mut check = Check {
            file: &*file,
            path: &path,
            file_len,
            trusted_below,
            // Behind an index entry the first batch says where we are.
            expected: (position == 0).then_some(expected),
            gaps: self.config.cleanup_policy.compact,
            epoch: LeaderEpoch::NONE,
            buffer: Vec::new(),
        };
        let mut end = expected.max(segment.base_offset);
        while let Some(header) = check.next(position)? {
            if header.partition_leader_epoch > epochs.latest().unwrap_or(LeaderEpoch::NONE) {
                epochs.assign(header.partition_leader_epoch, header.base_offset);
            }
            segment.add(&header, self.config.index_interval_bytes);
            position += header.size() as u64;
            end = header.next_offset();
            if end > trusted_below {
                self.report.batches_checked += 1;
                self.report.bytes_checked += header.size() as u64;
            }
        }
        if position < file_len {
            file.set_len(position).and_then(|()| file.sync_data()).map_err(|e| StorageError::io(&path, e))?;
            self.report.bytes_cut += file_len - position;
        }
        self.file_len = position;
        self.scanned.push(file);
        Ok(Walked { end, cut: position < file_len })
    }

    fn finish(
        mut self,
        mut segments: Vec<Segment>,
        log_end_offset: Offset,
        _now: Millis,
    ) -> Result<Loaded, StorageError> {
        let first = segments.first().map_or(Offset(0), |first| first.base_offset);
        let log_start_offset = self.hint.log_start_offset.max(first).min(log_end_offset);
        let file_len = self.file_len;
        // Only the active one is appended to; the others' indexes are complete.
        let last = segments.len().saturating_sub(1);
        for segment in segments.iter_mut().take(last) {
            if segment.has_unwritten_entries() {
                self.scanned.extend(segment.seal()?);
            }
        }
        let mut stored = Stored::new(segments, file_len);
        let recovery_point = match self.hint.clean_shutdown {
            true => log_end_offset,
            false => self.hint.recovery_point.clamp(log_start_offset.min(log_end_offset), log_end_offset),
        };
        if !self.hint.clean_shutdown {
            let needed_from = Offset(log_end_offset.0 - 1);
            self.scanned.into_iter().for_each(|file| stored.unsynced.file(needed_from, file));
            stored.unsynced.dir(needed_from);
            stored.unsynced.parent(needed_from);
            stored.epochs_changed = true;
        }
        self.report.log_end_offset = log_end_offset;
        Ok(Loaded {
            log_start_offset,
            log_end_offset,
            recovery_point,
            epochs: self.epochs.unwrap_or_default(),
            producers: ProducerState::default(),
            stored: Some(Box::new(stored)),
            report: self.report,
        })
    }
}

/// Decides of each batch whether it belongs to the log.
struct Check<'a> {
    file: &'a dyn File,
    path: &'a Path,
    file_len: u64,
    trusted_below: Offset,
    /// The offset that comes next; `None`: whatever comes first.
    expected: Option<Offset>,
    gaps: bool,
    epoch: LeaderEpoch,
    buffer: Vec<u8>,
}

impl Check<'_> {
    /// The batch at `position`, or `None` if the log ends there.
    fn next(&mut self, position: u64) -> Result<Option<BatchHeader>, StorageError> {
        match self.look(position)? {
            Ok(header) => {
                self.expected = Some(header.next_offset());
                self.epoch = header.partition_leader_epoch;
                Ok(Some(header))
            }
            Err(reason)
                if self.expected.is_none_or(|expected| expected < self.trusted_below)
                    && position < self.file_len
                    && self.trusted_below < Offset(i64::MAX) =>
            {
                Err(StorageError::Corrupt { path: self.path.to_owned(), position, reason })
            }
            Err(_) => Ok(None),
        }
    }

    fn look(&mut self, position: u64) -> Result<Result<BatchHeader, String>, StorageError> {
        let failed = |error| StorageError::io(self.path, error);
        let mut bytes = [0; BATCH_HEADER_LEN];
        let read = self.file.read_at(&mut bytes, position).map_err(failed)?;
        let header = match BatchHeader::parse(bytes.get(..read).unwrap_or_default()) {
            Ok(header) => header,
            Err(error) => return Ok(Err(error.to_string())),
        };
        if position + header.size() as u64 > self.file_len {
            return Ok(Err("the batch reaches behind the end of the file".into()));
        }
        let next = self.expected.unwrap_or(header.base_offset);
        if header.base_offset < next || (header.base_offset > next && !self.gaps) {
            return Ok(Err(format!("base offset {}, expected {next}", header.base_offset)));
        }
        if header.last_offset_delta < 0 || header.partition_leader_epoch < self.epoch {
            return Ok(Err("the last offset or the leader epoch is before the one before".into()));
        }
        if header.next_offset() > self.trusted_below {
            self.buffer.resize(header.size(), 0);
            let read = self.file.read_at(&mut self.buffer, position).map_err(failed)?;
            if read < self.buffer.len() {
                return Ok(Err("the file is shorter than it says".into()));
            }
            if let Err(error) = check_crc(&self.buffer) {
                return Ok(Err(error.to_string()));
            }
        }
        Ok(Ok(header))
    }
}
