//! Where the files of a log are, and what they are called.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::Offset;

use crate::fs::{File, FileSlot, Fs, Open};

pub(crate) const LOG_SUFFIX: &str = ".log";
pub(crate) const INDEX_SUFFIX: &str = ".index";
pub(crate) const TIME_INDEX_SUFFIX: &str = ".timeindex";
pub(crate) const TXN_INDEX_SUFFIX: &str = ".txnindex";
pub(crate) const SNAPSHOT_SUFFIX: &str = ".snapshot";

/// A partition's directory.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) fs: Arc<dyn Fs>,
    pub(crate) dir: PathBuf,
}

impl Place {
    pub(crate) fn path(&self, offset: Offset, suffix: &str) -> PathBuf {
        self.dir.join(format!("{:020}{suffix}", offset.0))
    }

    /// The file of `slot`, opened if need be.
    pub(crate) fn open(&self, slot: &FileSlot, offset: Offset, suffix: &str) -> io::Result<Arc<dyn File>> {
        self.fs.file_cache().get(slot, || self.fs.open(&self.path(offset, suffix), Open::Write))
    }

    /// As `open`, and a file that does not exist is made.
    pub(crate) fn create(&self, slot: &FileSlot, offset: Offset, suffix: &str) -> io::Result<Arc<dyn File>> {
        let path = self.path(offset, suffix);
        self.fs.file_cache().get(slot, || match self.fs.open(&path, Open::CreateNew) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.fs.open(&path, Open::Write),
            opened => opened,
        })
    }

    /// Removes the file if it exists.
    pub(crate) fn remove(&self, slot: &FileSlot, offset: Offset, suffix: &str) -> io::Result<()> {
        self.fs.file_cache().close(slot);
        remove_if_exists(&*self.fs, &self.path(offset, suffix))
    }
}

pub(crate) fn remove_if_exists(fs: &dyn Fs, path: &Path) -> io::Result<()> {
    match fs.remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The offset and the suffix in the name of a segment's file: 20 digits and one of the suffixes.
pub(crate) fn parse_file_name(name: &str) -> Option<(Offset, &str)> {
    let (digits, suffix) = name.split_at_checked(20)?;
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    let offset = digits.parse().ok().filter(|_| all_digits)?;
    Some((Offset(offset), suffix))
}
