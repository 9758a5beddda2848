//! The file system of the operating system.

use std::fs;
use std::io::{self, IoSlice};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{File, FileCache, Fs, Mapping, Open};

/// How many zeros are written at once.
const ZEROS_BYTES: usize = 64 << 10;
static ZEROS: [u8; ZEROS_BYTES] = [0; ZEROS_BYTES];
/// How many parts the system takes at once (`IOV_MAX`).
const PARTS_MAX: usize = 1024;

/// The file system of the operating system.
#[derive(Clone, Debug)]
pub struct RealFs {
    cache: Arc<FileCache>,
    observer: Option<Arc<dyn FlushObserver>>,
}

/// Measures rounds of flushes.
pub trait FlushObserver: Send + Sync + std::fmt::Debug {
    /// Runs `flush`, once.
    ///
    /// # Errors
    /// Those of `flush`.
    fn observe(&self, flush: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()>;
}

impl Default for RealFs {
    fn default() -> Self {
        Self { cache: Arc::new(FileCache::for_this_process()), observer: None }
    }
}

impl RealFs {
    #[must_use]
    pub fn observed(observer: Arc<dyn FlushObserver>) -> Self {
        Self { observer: Some(observer), ..Self::default() }
    }
}

impl Fs for RealFs {
    fn open(&self, path: &Path, how: Open) -> io::Result<Arc<dyn File>> {
        let mut options = fs::OpenOptions::new();
        options.read(true);
        match how {
            Open::Read => &mut options,
            Open::Write => options.write(true),
            Open::CreateNew => options.write(true).create_new(true),
        };
        let file = options.open(path)?;
        Ok(Arc::new(RealFile { file, was_cut: AtomicBool::new(false) }))
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<String>> {
        let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
        fs::read_dir(path)?.map(name).collect()
    }

    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        fs::File::open(path)?.sync_all()
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn file_len(&self, path: &Path) -> io::Result<u64> {
        Ok(fs::metadata(path)?.len())
    }

    fn observe_flush(&self, flush: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        match &self.observer {
            Some(observer) => observer.observe(flush),
            None => flush(),
        }
    }

    fn file_cache(&self) -> &FileCache {
        &self.cache
    }
}

#[derive(Debug)]
struct RealFile {
    file: fs::File,
    /// The file was made shorter: whether `fdatasync` makes that durable is left to the file system, so the next
    /// sync is an `fsync`.
    was_cut: AtomicBool,
}

impl File for RealFile {
    fn write_at(&self, parts: &[IoSlice<'_>], mut at: u64) -> io::Result<()> {
        let bytes: usize = parts.iter().map(|part| part.len()).sum();
        // Nearly always all is written at once.
        let done = match parts.len() {
            0..=PARTS_MAX => rustix::io::pwritev(&self.file, parts, at).unwrap_or(0),
            _ => 0,
        };
        if done == bytes {
            return Ok(());
        }
        at += done as u64;
        let mut parts = parts.to_vec();
        let mut rest = &mut parts[..];
        IoSlice::advance_slices(&mut rest, done);
        while !rest.is_empty() {
            let group = rest.get(..PARTS_MAX).unwrap_or(rest);
            let written = match rustix::io::pwritev(&self.file, group, at) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => written,
                Err(rustix::io::Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
            };
            at += written as u64;
            IoSlice::advance_slices(&mut rest, written);
        }
        Ok(())
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.file.read_at(rest, at + filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.was_cut.store(true, Ordering::Release);
        self.file.set_len(len)
    }

    fn allocate_zeroed(&self, from: u64, to: u64) -> io::Result<()> {
        let mut at = from;
        while at < to {
            let count = usize::try_from(to - at).unwrap_or(usize::MAX).min(ZEROS_BYTES);
            let zeros = ZEROS.get(..count).unwrap_or(&ZEROS);
            self.file.write_all_at(zeros, at)?;
            at += count as u64;
        }
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        if self.was_cut.swap(false, Ordering::AcqRel) { self.file.sync_all() } else { self.file.sync_data() }
    }

    fn as_fd(&self) -> Option<BorrowedFd<'_>> {
        Some(self.file.as_fd())
    }

    fn map(&self, len: usize) -> io::Result<Mapping> {
        Mapping::of_file(&self.file, len)
    }
}

#[cfg(test)]
mod tests {
    use std::io::IoSlice;

    use super::RealFs;
    use crate::fs::{Fs, Open};

    #[test]
    fn parts_are_written_one_behind_the_other_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let fs = RealFs::default();
        let file = fs.open(&dir.path().join("a"), Open::CreateNew).unwrap();
        file.allocate_zeroed(0, 200_000).unwrap();
        let parts: Vec<Vec<u8>> = (0..3000usize).map(|i| vec![i as u8; i % 7]).collect();
        let slices: Vec<IoSlice<'_>> = parts.iter().map(|part| IoSlice::new(part)).collect();
        file.write_at(&slices, 10).unwrap();
        let expected = parts.concat();
        let mapped = file.map(20 + expected.len()).unwrap();
        assert_eq!(mapped[10..10 + expected.len()], expected);
        assert_eq!(mapped[10 + expected.len()..], [0; 10]);
        file.set_len(15).unwrap();
        file.sync_data().unwrap();
        let mut buffer = [9; 20];
        assert_eq!(file.read_at(&mut buffer, 5).unwrap(), 10);
        assert_eq!(buffer[10..], [9; 10]);
        assert!(file.map(16).is_err(), "behind the end there would be a SIGBUS");
        assert_eq!(
            fs.open(&dir.path().join("a"), Open::CreateNew).unwrap_err().kind(),
            std::io::ErrorKind::AlreadyExists
        );
        assert_eq!(fs.read_dir(dir.path()).unwrap(), ["a"]);
    }
}
