//! A file system in memory that forgets and fails, to test storage against.
//!
//! It knows of every file and directory entry what is durable and what is only written. `crash` yields another
//! file system that holds what a power cut could have left: any of the unsynced sectors, any of the unsynced
//! directory entries. The image depends on the seed alone.

mod sim_disk;
mod sim_inode;

use std::fmt;
use std::io::{self, IoSlice};
use std::os::fd::BorrowedFd;
use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;
use rustix::io::Errno;

use crate::fs::{File, FileCache, Fs, Mapping, Open};
pub use sim_disk::Counts;
use sim_disk::{Fault, NodeId, Operation, SimDisk};
use sim_inode::Dice;

type Observer = Arc<dyn Fn(&SimFs) + Send + Sync>;

/// The file system; clones share it. Paths are taken from the root.
#[derive(Clone)]
pub struct SimFs {
    disk: Arc<Mutex<SimDisk>>,
    observer: Arc<Mutex<Option<Observer>>>,
    cache: Arc<FileCache>,
}

/// Few, so that closing and opening anew is tested too.
const FILES_MAX: usize = 16;

impl SimFs {
    #[must_use]
    pub fn new() -> Self {
        Self::over(SimDisk::new())
    }

    fn over(disk: SimDisk) -> Self {
        Self {
            disk: Arc::new(Mutex::new(disk)),
            observer: Arc::default(),
            cache: Arc::new(FileCache::new(FILES_MAX)),
        }
    }

    /// What a power cut could leave now. This file system goes on as if nothing had happened.
    #[must_use]
    pub fn crash(&self, seed: u64) -> Self {
        Self::over(self.disk.lock().crash(Dice(seed)))
    }

    /// What is there when the process dies and the system does not: everything that was written.
    #[must_use]
    pub fn crash_of_process(&self) -> Self {
        Self::over(self.disk.lock().clone())
    }

    /// Makes everything durable, as a test's starting point.
    pub fn sync_all(&self) {
        self.disk.lock().sync_all();
    }

    /// The `after`th change of the disk from now fails (0: the next one).
    pub fn fail_operation(&self, after: u64, errno: Errno) {
        self.fail(Operation::Any, after, errno);
    }

    /// The `after`th write from now fails; half of it is done.
    pub fn fail_write(&self, after: u64, errno: Errno) {
        self.fail(Operation::Write, after, errno);
    }

    /// The `after`th sync of a file or directory from now fails. What a file's sync should have written is lost,
    /// and later syncs of the file lie.
    pub fn fail_sync(&self, after: u64, errno: Errno) {
        self.fail(Operation::Sync, after, errno);
    }

    fn fail(&self, on: Operation, after: u64, errno: Errno) {
        self.disk.lock().faults.push(Fault { on, after, errno });
    }

    /// How many bytes all files may have together; `None`: no limit.
    pub fn set_capacity(&self, bytes: Option<u64>) {
        self.disk.lock().capacity_bytes = bytes;
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        self.disk.lock().counts
    }

    /// Calls `observer` after every change of the disk, at the points where power could fail.
    pub fn observe(&self, observer: impl Fn(&Self) + Send + Sync + 'static) {
        *self.observer.lock() = Some(Arc::new(observer));
    }

    fn change<T>(
        &self,
        operation: Operation,
        change: impl FnOnce(&mut SimDisk) -> io::Result<T>,
    ) -> io::Result<T> {
        let result = {
            let mut disk = self.disk.lock();
            disk.begin(operation).and_then(|()| change(&mut disk))
        };
        let observer = self.observer.lock().clone();
        if let Some(observer) = observer {
            observer(self);
        }
        result
    }
}

impl Default for SimFs {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SimFs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimFs").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

impl Fs for SimFs {
    fn open(&self, path: &Path, how: Open) -> io::Result<Arc<dyn File>> {
        self.disk.lock().counts.opens += 1;
        let node = match how {
            Open::CreateNew => self.change(Operation::Entry, |disk| disk.create_file(path))?,
            Open::Read | Open::Write => {
                let disk = self.disk.lock();
                let node = disk.lookup(path)?;
                disk.file(node)?;
                node
            }
        };
        Ok(Arc::new(SimFile { fs: self.clone(), node }))
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<String>> {
        self.disk.lock().names(path)
    }

    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.change(Operation::Entry, |disk| disk.create_dir_all(path))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.change(Operation::Entry, |disk| disk.remove_file(path))
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.change(Operation::Entry, |disk| disk.remove_dir_all(path))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change(Operation::Entry, |disk| disk.rename(from, to))
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.change(Operation::Sync, |disk| disk.sync_dir(path))
    }

    fn exists(&self, path: &Path) -> bool {
        self.disk.lock().lookup(path).is_ok()
    }

    fn file_len(&self, path: &Path) -> io::Result<u64> {
        let disk = self.disk.lock();
        Ok(disk.file(disk.lookup(path)?)?.contents().len() as u64)
    }

    fn file_cache(&self) -> &FileCache {
        &self.cache
    }
}

/// An open file: stays readable when its name is gone.
struct SimFile {
    fs: SimFs,
    node: NodeId,
}

impl fmt::Debug for SimFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimFile").field("node", &self.node).finish_non_exhaustive()
    }
}

impl SimFile {
    fn grow(&self, end: u64) -> io::Result<()> {
        let disk = self.fs.disk.lock();
        let len = disk.file(self.node)?.contents().len() as u64;
        if end > len { disk.reserve(self.node, end) } else { Ok(()) }
    }
}

impl File for SimFile {
    fn write_at(&self, parts: &[IoSlice<'_>], at: u64) -> io::Result<()> {
        let mut bytes: Vec<u8> = parts.iter().flat_map(|part| part.iter().copied()).collect();
        self.grow(at + bytes.len() as u64)?;
        let result = self.fs.change(Operation::Write, |disk| {
            disk.file_mut(self.node)?.write(at, bytes.clone());
            Ok(())
        });
        if result.is_err() {
            bytes.truncate(bytes.len() / 2);
            self.fs.disk.lock().file_mut(self.node)?.write(at, bytes);
        }
        result
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let mut disk = self.fs.disk.lock();
        disk.counts.reads += 1;
        let contents = disk.file(self.node)?.contents();
        let rest = usize::try_from(at).ok().and_then(|at| contents.get(at..)).unwrap_or_default();
        let read = rest.len().min(buffer.len());
        buffer[..read].copy_from_slice(&rest[..read]);
        Ok(read)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.fs.disk.lock().file(self.node)?.contents().len() as u64)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.grow(len)?;
        self.fs.change(Operation::Write, |disk| {
            disk.file_mut(self.node)?.resize(len);
            Ok(())
        })
    }

    fn allocate_zeroed(&self, from: u64, to: u64) -> io::Result<()> {
        self.grow(to)?;
        self.fs.change(Operation::Write, |disk| {
            disk.file_mut(self.node)?.zero(from, to);
            Ok(())
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        let result = self.fs.change(Operation::Sync, |disk| {
            disk.file_mut(self.node)?.sync();
            Ok(())
        });
        if result.is_err() {
            self.fs.disk.lock().file_mut(self.node)?.fail_sync();
        }
        result
    }

    fn as_fd(&self) -> Option<BorrowedFd<'_>> {
        None
    }

    fn map(&self, len: usize) -> io::Result<Mapping> {
        let disk = self.fs.disk.lock();
        let contents = disk.file(self.node)?.contents();
        let bytes = contents.get(..len).ok_or(Errno::INVAL)?;
        Ok(Mapping::from(bytes.to_vec()))
    }
}
