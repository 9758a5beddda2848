//! Which files are open: as many as the descriptor limit allows, the idle ones closed for others.
//!
//! A log names its files by [`FileSlot`]s. A slot holds no descriptor: it finds the open file if there is one, and
//! opens it anew if it was closed meanwhile. Whoever needs a file to stay open (unsynced bytes, a reply on its way)
//! keeps the `Arc` that it was given.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use super::File;

/// Never more than this many, whatever the system allows.
const FILES_MAX: usize = 4096;
/// What the system surely allows.
const FILES_MIN: usize = 64;
/// The share of the descriptors that files may take; connections need the rest.
const SHARE_OF_DESCRIPTORS: u64 = 4;

/// The open files of a file system. The clock algorithm: a file that was used since the hand came by last gets
/// another round; a file that is opened for one look goes first.
#[derive(Debug)]
pub struct FileCache {
    files_max: usize,
    clock: Mutex<Clock>,
}

#[derive(Debug, Default)]
struct Clock {
    entries: Vec<Arc<Entry>>,
    hand: usize,
}

#[derive(Debug)]
struct Entry {
    file: Arc<dyn File>,
    used: AtomicBool,
}

/// Where a file is found while it is open.
#[derive(Debug, Default)]
pub struct FileSlot(Mutex<Weak<Entry>>);

impl FileCache {
    #[must_use]
    pub fn new(files_max: usize) -> Self {
        Self { files_max: files_max.max(1), clock: Mutex::default() }
    }

    /// With a share of the descriptors that the process may have.
    #[must_use]
    pub fn for_this_process() -> Self {
        let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
        let share = limit.unwrap_or(u64::MAX) / SHARE_OF_DESCRIPTORS;
        Self::new(usize::try_from(share).unwrap_or(FILES_MAX).clamp(FILES_MIN, FILES_MAX))
    }

    /// The file of `slot`; calls `open` if it is not open.
    ///
    /// # Errors
    /// Those of `open`.
    pub fn get(
        &self,
        slot: &FileSlot,
        open: impl FnOnce() -> io::Result<Arc<dyn File>>,
    ) -> io::Result<Arc<dyn File>> {
        let mut weak = slot.0.lock();
        if let Some(entry) = weak.upgrade() {
            entry.used.store(true, Ordering::Relaxed);
            return Ok(Arc::clone(&entry.file));
        }
        let file = open()?;
        let entry = Arc::new(Entry { file: Arc::clone(&file), used: AtomicBool::new(false) });
        *weak = Arc::downgrade(&entry);
        // The descriptor that makes room is closed behind the lock.
        let evicted = self.clock.lock().insert(entry, self.files_max);
        drop(evicted);
        Ok(file)
    }

    /// Closes the file of `slot` unless somebody else holds it; to be called when the file is removed.
    pub fn close(&self, slot: &FileSlot) {
        let Some(entry) = std::mem::take(&mut *slot.0.lock()).upgrade() else { return };
        let mut clock = self.clock.lock();
        if let Some(index) = clock.entries.iter().position(|other| Arc::ptr_eq(other, &entry)) {
            clock.entries.swap_remove(index);
        }
    }

    /// How many files are open.
    #[must_use]
    pub fn open_files(&self) -> usize {
        self.clock.lock().entries.len()
    }
}

impl Clock {
    fn insert(&mut self, entry: Arc<Entry>, files_max: usize) -> Option<Arc<Entry>> {
        if self.entries.len() < files_max {
            self.entries.push(entry);
            return None;
        }
        // Two rounds at most: the first takes every second chance away.
        loop {
            self.hand = (self.hand + 1) % self.entries.len();
            let Some(candidate) = self.entries.get_mut(self.hand) else { continue };
            if !candidate.used.swap(false, Ordering::Relaxed) {
                return Some(std::mem::replace(candidate, entry));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::{FileCache, FileSlot};
    use crate::fs::{Fs, Open};
    use crate::sim_fs::SimFs;

    #[test]
    fn no_more_files_are_open_than_allowed_and_the_used_ones_stay() {
        let fs = SimFs::new();
        let slots: Vec<FileSlot> = (0..20).map(|_| FileSlot::default()).collect();
        let path = |index: usize| format!("/{index}");
        for index in 0..20 {
            fs.open(Path::new(&path(index)), Open::CreateNew).unwrap();
        }
        let cache = FileCache::new(8);
        let opens = || fs.counts().opens;
        for (index, slot) in slots.iter().enumerate() {
            let get = |index: usize, slot| {
                cache.get(slot, || fs.open(Path::new(&path(index)), Open::Read)).unwrap();
            };
            get(index, slot);
            let before = opens();
            get(0, &slots[0]);
            assert_eq!(opens(), before, "a file in use is not closed");
            assert!(cache.open_files() <= 8);
        }
        cache.close(&slots[0]);
        assert_eq!(cache.open_files(), 7);
        let held = cache.get(&slots[0], || fs.open(Path::new("/0"), Open::Read)).unwrap();
        assert_eq!(Arc::strong_count(&held), 2);
    }
}
