//! The simplest log that keeps its promises, and ways to break them: the harness must find each.

use std::io::IoSlice;
use std::path::Path;
use std::sync::Arc;

use storage::fs::{File, Fs, Open};
use storage::sim_fs::SimFs;

use crate::harness::{Subject, base_offset, batch_size, next_offset};

pub(crate) const CORRECT: u8 = 0;
pub(crate) const NO_FILE_SYNC: u8 = 1;
pub(crate) const NO_DIRECTORY_SYNC: u8 = 2;
pub(crate) const NO_CHECKSUM: u8 = 3;
pub(crate) const NO_OFFSET_CHECK: u8 = 4;

/// One file, never rolled. `BUG` is one of the constants above.
pub(crate) struct NaiveLog<const BUG: u8> {
    fs: SimFs,
    file: Arc<dyn File>,
    batches: Vec<Vec<u8>>,
}

const FILE: &str = "/data/log";

impl<const BUG: u8> NaiveLog<BUG> {
    fn bytes(&self) -> u64 {
        self.batches.iter().map(|batch| batch.len() as u64).sum()
    }
}

impl<const BUG: u8> Subject for NaiveLog<BUG> {
    fn open(fs: &SimFs) -> Result<Self, String> {
        let text = |error: std::io::Error| error.to_string();
        let file = if fs.exists(Path::new(FILE)) {
            fs.open(Path::new(FILE), Open::Write).map_err(text)?
        } else {
            fs.create_dir_all(Path::new("/data")).map_err(text)?;
            fs.open(Path::new(FILE), Open::CreateNew).map_err(text)?
        };
        let mut bytes = vec![0; file.len().map_err(text)? as usize];
        file.read_at(&mut bytes, 0).map_err(text)?;
        let mut log = Self { fs: fs.clone(), file, batches: Vec::new() };
        let mut rest = &bytes[..];
        while let Some(size) = batch_size(rest).filter(|size| *size <= rest.len()) {
            let (batch, behind) = rest.split_at(size);
            let crc = u32::from_be_bytes(batch[17..21].try_into().unwrap());
            if BUG != NO_CHECKSUM && crc != crc32c::crc32c(&batch[21..]) {
                break;
            }
            if BUG != NO_OFFSET_CHECK && base_offset(batch) != log.end() {
                break;
            }
            log.batches.push(batch.to_vec());
            rest = behind;
        }
        log.file.set_len(log.bytes()).map_err(text)?;
        Ok(log)
    }

    fn append(&mut self, batch: &[u8]) -> Result<(), String> {
        self.file.write_at(&[IoSlice::new(batch)], self.bytes()).map_err(|error| error.to_string())?;
        self.batches.push(batch.to_vec());
        Ok(())
    }

    fn flush(&mut self) -> Result<i64, String> {
        let text = |error: std::io::Error| error.to_string();
        if BUG != NO_FILE_SYNC {
            self.file.sync_data().map_err(text)?;
        }
        if BUG != NO_DIRECTORY_SYNC {
            self.fs.sync_dir(Path::new("/data")).map_err(text)?;
            self.fs.sync_dir(Path::new("/")).map_err(text)?;
        }
        Ok(self.end())
    }

    fn truncate_to(&mut self, offset: i64) -> Result<(), String> {
        self.batches.retain(|batch| base_offset(batch) < offset);
        self.file.set_len(self.bytes()).map_err(|error| error.to_string())
    }

    fn end(&self) -> i64 {
        self.batches.last().map_or(0, |batch| next_offset(batch))
    }

    fn contents(&self) -> Result<Vec<u8>, String> {
        Ok(self.batches.concat())
    }
}
