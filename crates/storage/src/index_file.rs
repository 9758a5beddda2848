//! Entries of one size in ascending order: what offset index and time index have in common.
//!
//! New entries wait in memory and go to the file many at a time, so that an append writes to one file only. All are
//! in the file once the segment is sealed. The log can always be scanned to make them anew, so no entry is worth a
//! sync of its own.

use std::io::{self, IoSlice};
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use model::Offset;

use crate::fs::{File, FileSlot, read_exact_at};
use crate::log::place::Place;

/// So many entries wait in memory at most.
const TAIL_ENTRIES_MAX: usize = 512;
/// The largest entry there is.
const ENTRY_BYTES_MAX: usize = 16;
/// So many entries are read at once when one is looked for.
const BLOCK_ENTRIES: u32 = 256;
/// `stored` before the file was looked at.
const UNKNOWN: u32 = u32::MAX;

/// An entry as it is in the file.
pub(crate) trait Entry: Copy {
    const BYTES: usize;
    const SUFFIX: &'static str;
    fn encode(self, into: &mut Vec<u8>);
    /// From `BYTES` bytes.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

/// The entries of one segment.
#[derive(Debug)]
pub(crate) struct IndexFile<E> {
    place: Arc<Place>,
    base_offset: Offset,
    slot: FileSlot,
    /// Entries in the file; all others are in `tail`.
    stored: AtomicU32,
    /// Encoded, since they are written as they are.
    tail: Vec<u8>,
    /// Where the last search in the file ended; only a guess where the next one begins.
    last_found: AtomicU32,
    entry: PhantomData<E>,
}

impl<E: Entry> IndexFile<E> {
    /// The index of a new segment. A file that is there is of no use.
    pub(crate) fn new(place: Arc<Place>, base_offset: Offset) -> Self {
        Self::with(place, base_offset, 0)
    }

    /// The index of a segment that exists; looked at when it is used first.
    pub(crate) fn existing(place: Arc<Place>, base_offset: Offset) -> Self {
        Self::with(place, base_offset, UNKNOWN)
    }

    fn with(place: Arc<Place>, base_offset: Offset, stored: u32) -> Self {
        Self {
            place,
            base_offset,
            slot: FileSlot::default(),
            stored: AtomicU32::new(stored),
            tail: Vec::new(),
            last_found: AtomicU32::new(0),
            entry: PhantomData,
        }
    }

    fn stored(&self) -> io::Result<u32> {
        let stored = self.stored.load(Ordering::Relaxed);
        if stored != UNKNOWN {
            return Ok(stored);
        }
        let bytes = match self.place.fs.file_len(&self.place.path(self.base_offset, E::SUFFIX)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            len => len?,
        };
        let stored = u32::try_from(bytes / E::BYTES as u64).map_err(|_| io::ErrorKind::InvalidData)?;
        self.stored.store(stored, Ordering::Relaxed);
        Ok(stored)
    }

    pub(crate) fn len(&self) -> io::Result<u32> {
        Ok(self.stored()? + (self.tail.len() / E::BYTES) as u32)
    }

    pub(crate) fn last(&self) -> io::Result<Option<E>> {
        match self.len()? {
            0 => Ok(None),
            len => self.get(len - 1).map(Some),
        }
    }

    pub(crate) fn get(&self, index: u32) -> io::Result<E> {
        let stored = self.stored()?;
        let invalid = || io::Error::from(io::ErrorKind::InvalidData);
        if let Some(in_tail) = index.checked_sub(stored) {
            let at = in_tail as usize * E::BYTES;
            return self.tail.get(at..at + E::BYTES).and_then(E::decode).ok_or_else(invalid);
        }
        let mut buffer = [0; ENTRY_BYTES_MAX];
        let bytes = buffer.get_mut(..E::BYTES).ok_or_else(invalid)?;
        let file = self.place.open(&self.slot, self.base_offset, E::SUFFIX)?;
        read_exact_at(&*file, bytes, u64::from(index) * E::BYTES as u64)?;
        E::decode(bytes).ok_or_else(invalid)
    }

    /// The last entry that is `below`, which holds for the first entries and none behind them; its number too.
    ///
    /// Readers go through a log step by step, so one read around where the last search ended mostly finds it.
    pub(crate) fn last_below(&self, below: impl Fn(&E) -> bool) -> io::Result<Option<(u32, E)>> {
        let stored = self.stored()?;
        if let Some((in_tail, entry)) = last_below_in::<E>(&self.tail, &below) {
            return Ok(Some((stored + in_tail, entry)));
        }
        // Entry `low` is below unless it is the first one; none is from `high` on.
        let (mut low, mut high) = (0, stored);
        let from = self.last_found.load(Ordering::Relaxed).saturating_sub(BLOCK_ENTRIES / 8);
        let from = from.min(stored.saturating_sub(BLOCK_ENTRIES));
        let to = stored.min(from + BLOCK_ENTRIES);
        match self.last_below_between(from, to, &below)? {
            Some((index, entry)) if index + 1 < to || to == stored => return Ok(Some((index, entry))),
            Some((index, _)) => low = index,
            None => high = from,
        }
        while high - low > BLOCK_ENTRIES {
            let middle = low + (high - low) / 2;
            if below(&self.get(middle)?) {
                low = middle;
            } else {
                high = middle;
            }
        }
        self.last_below_between(low, high, &below)
    }

    /// The same among some of the entries in the file, at most [`BLOCK_ENTRIES`].
    fn last_below_between(
        &self,
        from: u32,
        to: u32,
        below: &impl Fn(&E) -> bool,
    ) -> io::Result<Option<(u32, E)>> {
        if from == to {
            return Ok(None);
        }
        let mut block = [0; BLOCK_ENTRIES as usize * ENTRY_BYTES_MAX];
        let bytes = block.get_mut(..(to - from) as usize * E::BYTES).ok_or(io::ErrorKind::InvalidData)?;
        let file = self.place.open(&self.slot, self.base_offset, E::SUFFIX)?;
        read_exact_at(&*file, bytes, u64::from(from) * E::BYTES as u64)?;
        let found = last_below_in::<E>(bytes, below).map(|(in_block, entry)| (from + in_block, entry));
        if let Some((index, _)) = found {
            self.last_found.store(index, Ordering::Relaxed);
        }
        Ok(found)
    }

    /// Adds an entry behind all others. Written later.
    pub(crate) fn push(&mut self, entry: E) {
        entry.encode(&mut self.tail);
    }

    /// Whether it is time for `write_out`.
    pub(crate) fn is_tail_long(&self) -> bool {
        self.tail.len() >= TAIL_ENTRIES_MAX * E::BYTES
    }

    /// Writes what waits. Not durable when it returns.
    pub(crate) fn write_out(&mut self) -> io::Result<Arc<dyn File>> {
        let stored = self.stored()?;
        let file = self.place.create(&self.slot, self.base_offset, E::SUFFIX)?;
        if !self.tail.is_empty() {
            file.write_at(&[IoSlice::new(&self.tail)], u64::from(stored) * E::BYTES as u64)?;
            self.stored.store(stored + (self.tail.len() / E::BYTES) as u32, Ordering::Relaxed);
            self.tail.clear();
        }
        Ok(file)
    }

    /// Writes everything, cuts off what is behind, and lets the memory go. Not durable when it returns.
    pub(crate) fn seal(&mut self) -> io::Result<Arc<dyn File>> {
        let file = self.write_out()?;
        let bytes = u64::from(self.stored()?) * E::BYTES as u64;
        if file.len()? != bytes {
            file.set_len(bytes)?;
        }
        self.tail = Vec::new();
        Ok(file)
    }

    /// Keeps the first `len` entries.
    pub(crate) fn truncate(&mut self, len: u32) -> io::Result<()> {
        let stored = self.stored()?;
        if let Some(in_tail) = len.checked_sub(stored) {
            self.tail.truncate(in_tail as usize * E::BYTES);
            return Ok(());
        }
        self.tail.clear();
        let file = self.place.create(&self.slot, self.base_offset, E::SUFFIX)?;
        file.set_len(u64::from(len) * E::BYTES as u64)?;
        self.stored.store(len, Ordering::Relaxed);
        Ok(())
    }

    /// All entries in the file, if it holds whole entries and nothing else.
    pub(crate) fn load(&self) -> io::Result<Vec<E>> {
        let file = self.place.open(&self.slot, self.base_offset, E::SUFFIX)?;
        let len = usize::try_from(file.len()?).map_err(|_| io::ErrorKind::InvalidData)?;
        let mut bytes = vec![0; len];
        read_exact_at(&*file, &mut bytes, 0)?;
        let chunks = bytes.chunks_exact(E::BYTES);
        let is_whole = chunks.remainder().is_empty();
        chunks
            .map(E::decode)
            .collect::<Option<_>>()
            .filter(|_| is_whole)
            .ok_or(io::ErrorKind::InvalidData.into())
    }

    pub(crate) fn remove(&self) -> io::Result<()> {
        self.place.remove(&self.slot, self.base_offset, E::SUFFIX)
    }
}

/// The last of the encoded entries that is `below`, and its number.
fn last_below_in<E: Entry>(entries: &[u8], below: &impl Fn(&E) -> bool) -> Option<(u32, E)> {
    let entry = |index: usize| entries.get(index * E::BYTES..(index + 1) * E::BYTES).and_then(E::decode);
    let (mut low, mut high) = (0, entries.len() / E::BYTES);
    while low < high {
        let middle = low + (high - low) / 2;
        if entry(middle).is_some_and(|entry| below(&entry)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let last = low.checked_sub(1)?;
    Some((u32::try_from(last).ok()?, entry(last)?))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use model::Offset;

    use super::{BLOCK_ENTRIES, Entry, IndexFile};
    use crate::log::place::Place;
    use crate::sim_fs::SimFs;

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Number(u64);

    impl Entry for Number {
        const BYTES: usize = 8;
        const SUFFIX: &'static str = "numbers";

        fn encode(self, into: &mut Vec<u8>) {
            into.extend(self.0.to_be_bytes());
        }

        fn decode(bytes: &[u8]) -> Option<Self> {
            bytes.try_into().ok().map(u64::from_be_bytes).map(Self)
        }
    }

    #[test]
    fn the_last_entry_below_is_found_wherever_the_search_before_ended() {
        for (stored, in_tail) in [(0, 0), (0, 3), (1, 0), (BLOCK_ENTRIES, 1), (3 * BLOCK_ENTRIES + 7, 40)] {
            let fs = SimFs::new();
            let place = Arc::new(Place { fs: Arc::new(fs), dir: PathBuf::from("/") });
            let mut index = IndexFile::new(place, Offset(0));
            (0..stored).for_each(|i| index.push(Number(u64::from(i) * 10)));
            index.write_out().unwrap();
            (stored..stored + in_tail).for_each(|i| index.push(Number(u64::from(i) * 10)));
            let len = u64::from(stored + in_tail);
            // Ever larger steps, which wrap around.
            let mut bound = 0;
            for step in 0..2_000 {
                bound = (bound + step) % (len * 10 + 10);
                let expected = (0..len).take_while(|i| i * 10 < bound).last();
                let expected = expected.map(|i| (i as u32, Number(i * 10)));
                assert_eq!(index.last_below(|entry| entry.0 < bound).unwrap(), expected, "{bound} of {len}");
            }
        }
    }
}
