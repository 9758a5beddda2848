//! From offset to position: `<base offset>.index`.
//!
//! An entry names the last offset of a batch and the position where the batch begins, so the batch that holds an
//! offset is found by scanning from the last entry at or below the offset.

use std::io;
use std::sync::Arc;

use model::Offset;

use crate::fs::File;
use crate::index_file::{Entry, IndexFile};
use crate::log::place::{INDEX_SUFFIX, Place};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct OffsetEntry {
    relative_offset: u32,
    position: u32,
}

impl Entry for OffsetEntry {
    const BYTES: usize = 8;
    const SUFFIX: &'static str = INDEX_SUFFIX;

    fn encode(self, into: &mut Vec<u8>) {
        into.extend(self.relative_offset.to_be_bytes());
        into.extend(self.position.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (relative_offset, position) = bytes.split_first_chunk()?;
        Some(Self {
            relative_offset: u32::from_be_bytes(*relative_offset),
            position: u32::from_be_bytes(position.try_into().ok()?),
        })
    }
}

/// The offset index of one segment.
#[derive(Debug)]
pub(crate) struct OffsetIndex {
    base_offset: Offset,
    entries: IndexFile<OffsetEntry>,
}

impl OffsetIndex {
    pub(crate) fn new(place: Arc<Place>, base_offset: Offset) -> Self {
        Self { base_offset, entries: IndexFile::new(place, base_offset) }
    }

    pub(crate) fn existing(place: Arc<Place>, base_offset: Offset) -> Self {
        Self { base_offset, entries: IndexFile::existing(place, base_offset) }
    }

    /// A position at or before the batch that holds `offset`.
    pub(crate) fn position_before(&self, offset: Offset) -> io::Result<u64> {
        let relative = offset.0 - self.base_offset.0;
        let found = self.entries.last_below(|entry| i64::from(entry.relative_offset) <= relative)?;
        Ok(found.map_or(0, |(_, entry)| u64::from(entry.position)))
    }

    /// The last known start of a batch at or before `position`.
    pub(crate) fn batch_before(&self, position: u64) -> io::Result<u64> {
        let found = self.entries.last_below(|entry| u64::from(entry.position) <= position)?;
        Ok(found.map_or(0, |(_, entry)| u64::from(entry.position)))
    }

    pub(crate) fn len(&self) -> io::Result<u32> {
        self.entries.len()
    }

    /// `last_offset` is that of the batch at `position`; both ascend from call to call. The log rolls before either
    /// no longer fits.
    pub(crate) fn push(&mut self, last_offset: Offset, position: u64) {
        let relative_offset = u32::try_from(last_offset.0 - self.base_offset.0);
        if let (Ok(relative_offset), Ok(position)) = (relative_offset, u32::try_from(position)) {
            self.entries.push(OffsetEntry { relative_offset, position });
        }
    }

    pub(crate) fn is_tail_long(&self) -> bool {
        self.entries.is_tail_long()
    }

    /// Not durable when it returns.
    pub(crate) fn write_out(&mut self) -> io::Result<Arc<dyn File>> {
        self.entries.write_out()
    }

    /// The last entry's position, after all entries at or behind `offset` were forgotten.
    pub(crate) fn keep_before(&mut self, offset: Offset) -> io::Result<u64> {
        let relative = offset.0 - self.base_offset.0;
        let found = self.entries.last_below(|entry| i64::from(entry.relative_offset) < relative)?;
        self.entries.truncate(found.map_or(0, |(index, _)| index + 1))?;
        Ok(found.map_or(0, |(_, entry)| u64::from(entry.position)))
    }

    /// Forgets batches at or behind `position`.
    pub(crate) fn truncate_to_position(&mut self, position: u64) -> io::Result<()> {
        let found = self.entries.last_below(|entry| u64::from(entry.position) < position)?;
        self.entries.truncate(found.map_or(0, |(index, _)| index + 1))
    }

    pub(crate) fn seal(&mut self) -> io::Result<Arc<dyn File>> {
        self.entries.seal()
    }

    /// Whether the entries ascend and point into a file of `bytes` bytes. Reads the index whole.
    pub(crate) fn is_sane(&self, bytes: u64) -> bool {
        let Ok(entries) = self.entries.load() else { return false };
        let ascends = |a: &OffsetEntry, b: &OffsetEntry| {
            a.relative_offset < b.relative_offset && a.position < b.position
        };
        entries.is_sorted_by(ascends) && entries.last().is_none_or(|last| u64::from(last.position) < bytes)
    }

    pub(crate) fn remove(&self) -> io::Result<()> {
        self.entries.remove()
    }
}
