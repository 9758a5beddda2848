//! The part of a log that exists once it has files.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use model::Offset;

use super::ahead::Floor;
use crate::fs::File;
use crate::segment::Segment;

/// Segments and what is known of their files.
#[derive(Debug)]
pub(crate) struct Stored {
    /// By base offset; never empty. The last one is the active segment.
    pub(crate) segments: Vec<Segment>,
    /// The active segment's file, kept open while it has unsynced bytes that are to be synced: an error that the
    /// system has seen since it was opened is reported by its sync.
    pub(crate) held: Option<Arc<dyn File>>,
    /// Of the active segment's file: its batches and the zeros behind them.
    pub(crate) file_len: u64,
    /// What is being zeroed behind, from where to where.
    pub(super) preparing: Option<(Arc<Floor>, u64, u64)>,
    pub(super) step_bytes: u64,
    pub(super) flushes: u32,
    pub(super) last_flush_bytes: u64,
    pub(crate) recent: RecentBatches,
    pub(crate) unsynced: Unsynced,
    /// The epochs in memory are not those in the file.
    pub(crate) epochs_changed: bool,
    /// Written since the last flush.
    pub(crate) unflushed_bytes: u64,
    pub(crate) bytes_since_snapshot: u64,
    /// Where the last snapshot of the producers was taken.
    pub(crate) snapshot_offset: Offset,
}

impl Stored {
    pub(crate) fn new(segments: Vec<Segment>, file_len: u64) -> Self {
        Self {
            segments,
            held: None,
            file_len,
            preparing: None,
            step_bytes: 0,
            flushes: 0,
            last_flush_bytes: 0,
            recent: RecentBatches::default(),
            unsynced: Unsynced::default(),
            epochs_changed: false,
            unflushed_bytes: 0,
            bytes_since_snapshot: 0,
            snapshot_offset: Offset::NONE,
        }
    }

    /// The last segment.
    pub(crate) fn active(&self) -> &Segment {
        self.segments.last().unwrap_or_else(|| unreachable!("there is always a segment"))
    }

    pub(crate) fn active_mut(&mut self) -> &mut Segment {
        self.segments.last_mut().unwrap_or_else(|| unreachable!("there is always a segment"))
    }

    /// The number of the segment that holds `offset`, or of the last one before.
    pub(crate) fn segment_of(&self, offset: Offset) -> usize {
        self.segments.partition_point(|segment| segment.base_offset <= offset).saturating_sub(1)
    }

    /// Where the segment ends: at the next one, or at the log's end.
    pub(crate) fn end_of(&self, index: usize, log_end_offset: Offset) -> Offset {
        self.segments.get(index + 1).map_or(log_end_offset, |next| next.base_offset)
    }

    pub(crate) fn check(&self, log_end_offset: Offset) {
        let bases: Vec<Offset> = self.segments.iter().map(|segment| segment.base_offset).collect();
        assert!(!bases.is_empty() && bases.is_sorted_by(|a, b| a < b), "segments {bases:?}");
        assert!(bases.last() <= Some(&log_end_offset), "segments {bases:?}, end {log_end_offset}");
        assert!(self.active().size <= self.file_len, "{} of {}", self.active().size, self.file_len);
    }
}

/// Base offsets and positions of the last batches of the active segment, so that whoever reads at the log's end
/// need not look into files.
#[derive(Debug, Default)]
pub(crate) struct RecentBatches(VecDeque<(Offset, u64)>);

const RECENT_MAX: usize = 64;

impl RecentBatches {
    pub(crate) fn push(&mut self, base_offset: Offset, position: u64) {
        if self.0.len() == RECENT_MAX {
            self.0.pop_front();
        }
        self.0.push_back((base_offset, position));
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The batch that holds `offset`; `None` if it is not one of these.
    pub(crate) fn holding(&self, offset: Offset) -> Option<(Offset, u64)> {
        let behind = self.0.partition_point(|(base_offset, _)| *base_offset <= offset);
        self.0.get(behind.checked_sub(1)?).copied()
    }

    /// The last batch that begins at or before `position`.
    pub(crate) fn before(&self, position: u64) -> Option<(Offset, u64)> {
        let behind = self.0.partition_point(|(_, start)| *start <= position);
        self.0.get(behind.checked_sub(1)?).copied()
    }

    /// The first batch behind the one at `position`.
    pub(crate) fn after(&self, position: u64) -> Option<(Offset, u64)> {
        self.0.get(self.0.partition_point(|(_, start)| *start <= position)).copied()
    }
}

/// Files and directories that a flush must sync beside the active segment's file.
///
/// Each is marked with the offset of the first record that needs it. A flush up to an offset behind that one began
/// after that record was appended, and so after the file was written; hence it covers the file.
#[derive(Debug, Default)]
pub(crate) struct Unsynced {
    files: Vec<(Offset, Arc<dyn File>)>,
    dir: Option<Offset>,
    /// The directory that holds the partition's.
    parent: Option<Offset>,
}

impl Unsynced {
    pub(crate) fn file(&mut self, needed_from: Offset, file: Arc<dyn File>) {
        self.files.retain(|(_, other)| !Arc::ptr_eq(other, &file));
        self.files.push((needed_from, file));
    }

    pub(crate) fn dir(&mut self, needed_from: Offset) {
        self.dir = self.dir.max(Some(needed_from));
    }

    pub(crate) fn parent(&mut self, needed_from: Offset) {
        self.parent = self.parent.max(Some(needed_from));
    }

    /// Records at or behind `offset` are gone; what was needed for them is needed for what comes in their place.
    pub(crate) fn truncate_to(&mut self, offset: Offset) {
        self.files.iter_mut().for_each(|(needed_from, _)| *needed_from = (*needed_from).min(offset));
        self.dir = self.dir.map(|needed_from| needed_from.min(offset));
        self.parent = self.parent.map(|needed_from| needed_from.min(offset));
    }

    pub(crate) fn flushed(&mut self, up_to: Offset) {
        self.files.retain(|(needed_from, _)| *needed_from >= up_to);
        self.dir = self.dir.filter(|needed_from| *needed_from >= up_to);
        self.parent = self.parent.filter(|needed_from| *needed_from >= up_to);
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &Arc<dyn File>> {
        self.files.iter().map(|(_, file)| file)
    }

    /// The directories to sync; `dir` is the partition's.
    pub(crate) fn dirs(&self, dir: &std::path::Path) -> Vec<PathBuf> {
        let own = self.dir.map(|_| dir.to_owned());
        let parent = self.parent.and_then(|_| dir.parent()).map(std::path::Path::to_owned);
        own.into_iter().chain(parent).collect()
    }
}
