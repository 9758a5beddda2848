//! From timestamp to offset: `<base offset>.timeindex`.
//!
//! An entry says: up to this offset, the largest timestamp is this one. Both ascend, so the first batch with a
//! larger timestamp lies behind the last entry whose timestamp is not larger.

use std::io;
use std::sync::Arc;

use model::Offset;

use crate::fs::File;
use crate::index_file::{Entry, IndexFile};
use crate::log::place::{Place, TIME_INDEX_SUFFIX};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TimeEntry {
    timestamp: i64,
    relative_offset: u32,
}

impl Entry for TimeEntry {
    const BYTES: usize = 12;
    const SUFFIX: &'static str = TIME_INDEX_SUFFIX;

    fn encode(self, into: &mut Vec<u8>) {
        into.extend(self.timestamp.to_be_bytes());
        into.extend(self.relative_offset.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (timestamp, relative_offset) = bytes.split_first_chunk()?;
        Some(Self {
            timestamp: i64::from_be_bytes(*timestamp),
            relative_offset: u32::from_be_bytes(relative_offset.try_into().ok()?),
        })
    }
}

/// The largest timestamp of a segment so far, and the last offset of the first batch that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MaxTimestamp {
    pub(crate) timestamp: i64,
    pub(crate) offset: Offset,
}

/// The time index of one segment.
#[derive(Debug)]
pub(crate) struct TimeIndex {
    base_offset: Offset,
    entries: IndexFile<TimeEntry>,
    /// The timestamp of the last entry; `None` until it is asked for.
    last_timestamp: Option<i64>,
}

impl TimeIndex {
    pub(crate) fn new(place: Arc<Place>, base_offset: Offset) -> Self {
        Self { base_offset, entries: IndexFile::new(place, base_offset), last_timestamp: Some(-1) }
    }

    pub(crate) fn existing(place: Arc<Place>, base_offset: Offset) -> Self {
        Self { base_offset, entries: IndexFile::existing(place, base_offset), last_timestamp: None }
    }

    pub(crate) fn last(&self) -> io::Result<Option<MaxTimestamp>> {
        Ok(self.entries.last()?.map(|entry| self.absolute(entry)))
    }

    fn absolute(&self, entry: TimeEntry) -> MaxTimestamp {
        let offset = Offset(self.base_offset.0 + i64::from(entry.relative_offset));
        MaxTimestamp { timestamp: entry.timestamp, offset }
    }

    /// An offset at or before the first batch that has a timestamp of at least `timestamp`.
    pub(crate) fn offset_before(&self, timestamp: i64) -> io::Result<Offset> {
        let found = self.entries.last_below(|entry| entry.timestamp <= timestamp)?;
        Ok(found.map_or(self.base_offset, |(_, entry)| self.absolute(entry).offset))
    }

    pub(crate) fn len(&self) -> io::Result<u32> {
        self.entries.len()
    }

    /// Adds an entry if the timestamp is larger than that of the last one.
    pub(crate) fn maybe_push(&mut self, max: MaxTimestamp) -> io::Result<()> {
        let last_timestamp = match self.last_timestamp {
            Some(known) => known,
            None => self.entries.last()?.map_or(-1, |entry| entry.timestamp),
        };
        self.last_timestamp = Some(last_timestamp);
        if let Ok(relative_offset) = u32::try_from(max.offset.0 - self.base_offset.0)
            && max.timestamp > last_timestamp
        {
            self.entries.push(TimeEntry { timestamp: max.timestamp, relative_offset });
            self.last_timestamp = Some(max.timestamp);
        }
        Ok(())
    }

    pub(crate) fn is_tail_long(&self) -> bool {
        self.entries.is_tail_long()
    }

    /// Not durable when it returns.
    pub(crate) fn write_out(&mut self) -> io::Result<Arc<dyn File>> {
        self.entries.write_out()
    }

    /// Forgets offsets at or behind `offset`.
    pub(crate) fn truncate_to(&mut self, offset: Offset) -> io::Result<()> {
        let relative = offset.0 - self.base_offset.0;
        let found = self.entries.last_below(|entry| i64::from(entry.relative_offset) < relative)?;
        self.last_timestamp = None;
        self.entries.truncate(found.map_or(0, |(index, _)| index + 1))
    }

    pub(crate) fn seal(&mut self) -> io::Result<Arc<dyn File>> {
        self.entries.seal()
    }

    /// Whether the entries ascend. Reads the index whole.
    pub(crate) fn is_sane(&self) -> bool {
        let Ok(entries) = self.entries.load() else { return false };
        let ascends = |a: &TimeEntry, b: &TimeEntry| {
            a.timestamp < b.timestamp && a.relative_offset <= b.relative_offset
        };
        entries.is_sorted_by(ascends)
    }

    pub(crate) fn remove(&self) -> io::Result<()> {
        self.entries.remove()
    }
}
