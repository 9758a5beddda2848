//! Reading: walking the headers of a segment's batches, and what a read hands out.

use std::io;
use std::os::fd::BorrowedFd;
use std::path::Path;
use std::sync::Arc;

use model::Offset;
use model::batch::{BATCH_HEADER_LEN, BatchHeader};

use crate::fs::{File, read_exact_at};
use crate::log::StorageError;

/// A part of a segment's file: bytes of record batches, not read yet. Stays readable when the segment is deleted.
#[derive(Clone, Debug)]
pub struct LogSlice {
    file: Arc<dyn File>,
    position: u64,
    len: usize,
}

/// What a read found.
#[derive(Clone, Debug)]
pub struct LogRead {
    /// Whole batches, the first one being that of the offset asked for; `None` if there are none below the bound.
    pub slice: Option<LogSlice>,
    /// Where to go on: the offset behind the last batch of the slice.
    pub next_offset: Offset,
}

impl LogSlice {
    pub(crate) fn new(file: Arc<dyn File>, position: u64, len: usize) -> Self {
        Self { file, position, len }
    }

    /// For `sendfile`.
    ///
    /// # Panics
    /// The file is one of the simulated file system's: see `descriptor`.
    #[must_use]
    #[expect(clippy::panic, reason = "only tests have files without a descriptor")]
    pub fn file(&self) -> BorrowedFd<'_> {
        self.descriptor().unwrap_or_else(|| panic!("a simulated file has no descriptor"))
    }

    /// `None` if the file is one of the simulated file system's.
    #[must_use]
    pub fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.file.as_fd()
    }

    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends the bytes to `out`.
    ///
    /// # Errors
    /// The file cannot be read, or was cut meanwhile; `out` is as before then.
    pub fn read_to(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let start = out.len();
        out.resize(start + self.len, 0);
        let read = read_exact_at(&*self.file, out.get_mut(start..).unwrap_or_default(), self.position);
        if read.is_err() {
            out.truncate(start);
        }
        read
    }
}

/// How much is read at once. Several small batches are in it, and of a large one little more than the header.
const CHUNK_BYTES: usize = 2048;
/// How much is read at once where small batches follow each other for long.
const LONG_CHUNK_BYTES: usize = 64 << 10;
/// So many chunks one behind the other are a long way.
const CHUNKS_IN_A_ROW: u32 = 4;

/// Walks the headers of the batches between two positions.
pub(crate) struct HeaderScan<'a> {
    file: &'a dyn File,
    path: &'a Path,
    position: u64,
    end: u64,
    chunk: [u8; CHUNK_BYTES],
    /// In place of `chunk`, unless it is empty.
    long_chunk: Vec<u8>,
    chunk_position: u64,
    chunk_len: usize,
    /// Chunks that were read each right behind the one before.
    in_a_row: u32,
}

impl<'a> HeaderScan<'a> {
    /// A batch must begin at `position`; one ends at `end`.
    pub(crate) fn new(file: &'a dyn File, path: &'a Path, position: u64, end: u64) -> Self {
        let (chunk, long_chunk) = ([0; CHUNK_BYTES], Vec::new());
        Self { file, path, position, end, chunk, long_chunk, chunk_position: 0, chunk_len: 0, in_a_row: 0 }
    }

    /// The next batch and its position.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, BatchHeader)>, StorageError> {
        if self.position >= self.end {
            return Ok(None);
        }
        let position = self.position;
        let header = BatchHeader::parse(self.header_bytes()?).map_err(|e| self.corrupt(e.to_string()))?;
        let next = position + header.size() as u64;
        if next > self.end {
            return Err(self.corrupt(format!("a batch of {} bytes reaches behind the end", header.size())));
        }
        self.position = next;
        Ok(Some((position, header)))
    }

    fn header_bytes(&mut self) -> Result<&[u8], StorageError> {
        let skip = self.position.checked_sub(self.chunk_position).and_then(|skip| usize::try_from(skip).ok());
        let start = match skip {
            Some(start) if start + BATCH_HEADER_LEN <= self.chunk_len => start,
            _ => {
                let is_next = skip.is_some_and(|skip| skip <= self.chunk_len) && self.chunk_len > 0;
                self.in_a_row = if is_next { self.in_a_row + 1 } else { 0 };
                self.read_chunk()?;
                0
            }
        };
        let chunk = if self.long_chunk.is_empty() { &self.chunk[..] } else { &self.long_chunk };
        Ok(chunk.get(start..self.chunk_len).unwrap_or_default())
    }

    fn read_chunk(&mut self) -> Result<(), StorageError> {
        self.long_chunk.resize(if self.in_a_row < CHUNKS_IN_A_ROW { 0 } else { LONG_CHUNK_BYTES }, 0);
        let chunk = if self.long_chunk.is_empty() { &mut self.chunk[..] } else { &mut self.long_chunk };
        let wanted = usize::try_from(self.end - self.position).unwrap_or(chunk.len()).min(chunk.len());
        let read = self.file.read_at(chunk.get_mut(..wanted).unwrap_or_default(), self.position);
        self.chunk_len = read.map_err(|error| StorageError::io(self.path, error))?;
        self.chunk_position = self.position;
        Ok(())
    }

    fn corrupt(&self, reason: String) -> StorageError {
        StorageError::Corrupt { path: self.path.to_owned(), position: self.position, reason }
    }
}
