//! Bytes of a file in memory. The one place of this crate with `unsafe` code.
#![allow(unsafe_code)]

use std::fs;
use std::io;
use std::ops::Deref;

use memmap2::{Mmap, MmapOptions};

/// A read-only view of the beginning of a file.
#[derive(Debug)]
pub struct Mapping(Source);

#[derive(Debug)]
enum Source {
    Mapped(Mmap),
    Copied(Vec<u8>),
}

impl Mapping {
    /// Maps the first `len` bytes, none of which may lie behind the file's end.
    pub(super) fn of_file(file: &fs::File, len: usize) -> io::Result<Self> {
        if len == 0 {
            return Ok(Self(Source::Copied(Vec::new())));
        }
        if file.metadata()?.len() < len as u64 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // SAFETY: the map is read-only and within the file. The files of a log directory belong to this process
        // alone (its lock file is held), which cuts a file only when no map of it is in use: only sealed segments
        // and recovery, which has the log to itself, are mapped.
        let mapped = unsafe { MmapOptions::new().len(len).map(file)? };
        Ok(Self(Source::Mapped(mapped)))
    }
}

impl From<Vec<u8>> for Mapping {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Source::Copied(bytes))
    }
}

impl Deref for Mapping {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Source::Mapped(mapped) => mapped,
            Source::Copied(bytes) => bytes,
        }
    }
}
