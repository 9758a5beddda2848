//! The file system as storage sees it: positioned writes and reads, and every way to make them durable.
//!
//! A trait, because tests replace it by a disk that forgets (`sim_fs`). What the trait says of durability is what
//! POSIX promises and no more: written bytes are durable after `sync_data` of the file, directory entries (new,
//! renamed, removed names) after `sync_dir` of their directory.

mod file_cache;
mod mapping;
mod real_fs;

use std::fmt::Debug;
use std::io::{self, IoSlice};
use std::os::fd::BorrowedFd;
use std::path::Path;
use std::sync::Arc;

pub use file_cache::{FileCache, FileSlot};
pub use mapping::Mapping;
pub use real_fs::{FlushObserver, RealFs};

/// How to open a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// An existing file, for reading.
    Read,
    /// An existing file, for reading and writing.
    Write,
    /// A new file, for reading and writing; an existing one is an error of kind `AlreadyExists`.
    CreateNew,
}

/// Files and directories by path.
pub trait Fs: Send + Sync + Debug {
    /// # Errors
    /// As the system says; `NotFound` and `AlreadyExists` are told apart.
    fn open(&self, path: &Path, how: Open) -> io::Result<Arc<dyn File>>;
    /// The names in a directory, in no order, without `.` and `..`.
    ///
    /// # Errors
    /// As the system says.
    fn read_dir(&self, path: &Path) -> io::Result<Vec<String>>;
    /// # Errors
    /// As the system says; an existing directory is none.
    fn create_dir_all(&self, path: &Path) -> io::Result<()>;
    /// # Errors
    /// As the system says. An open file stays readable.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// # Errors
    /// As the system says.
    fn remove_dir_all(&self, path: &Path) -> io::Result<()>;
    /// Replaces `to` if it exists, in one step.
    ///
    /// # Errors
    /// As the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes the entries of a directory durable, though not what is in the files.
    ///
    /// # Errors
    /// Nothing is known of the entries then; the call must not be repeated.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    fn exists(&self, path: &Path) -> bool;
    /// How long a file is, without opening it.
    ///
    /// # Errors
    /// As the system says.
    fn file_len(&self, path: &Path) -> io::Result<u64>;
    /// Runs a round of flushes. For whoever wants to know how long that takes: storage reads no clock.
    ///
    /// # Errors
    /// Those of `flush`, which is run once.
    fn observe_flush(&self, flush: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        flush()
    }
    /// The files that are kept open.
    fn file_cache(&self) -> &FileCache;
}

/// An open file. Closed when the last reference goes.
pub trait File: Send + Sync + Debug {
    /// Writes all parts, one behind the other, from `at`, extending the file if need be.
    ///
    /// # Errors
    /// Some of the bytes may have been written.
    fn write_at(&self, parts: &[IoSlice<'_>], at: u64) -> io::Result<()>;
    /// Fills `buffer` from `at` as far as the file reaches; returns how many bytes that are.
    ///
    /// # Errors
    /// As the system says.
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize>;
    /// # Errors
    /// As the system says.
    fn len(&self) -> io::Result<u64>;
    /// # Errors
    /// As the system says.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }
    /// Cuts the file or extends it by zeros.
    ///
    /// # Errors
    /// As the system says.
    fn set_len(&self, len: u64) -> io::Result<()>;
    /// Writes zeros from `from` to `to`, so that a later write there changes no metadata and its sync is short.
    ///
    /// # Errors
    /// As the system says, a full disk above all.
    fn allocate_zeroed(&self, from: u64, to: u64) -> io::Result<()>;
    /// Makes everything written, and the length, durable.
    ///
    /// # Errors
    /// What was written may be lost for good, and a second call would not tell: it must not be repeated.
    fn sync_data(&self) -> io::Result<()>;
    /// For `sendfile`; `None` in the double.
    fn as_fd(&self) -> Option<BorrowedFd<'_>>;
    /// The first `len` bytes, for reading.
    ///
    /// # Errors
    /// The file is shorter, or as the system says.
    fn map(&self, len: usize) -> io::Result<Mapping>;
}

/// Fills `buffer` from `at`.
///
/// # Errors
/// `UnexpectedEof` if the file ends before.
pub fn read_exact_at(file: &dyn File, buffer: &mut [u8], at: u64) -> io::Result<()> {
    match file.read_at(buffer, at)? {
        read if read == buffer.len() => Ok(()),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
