//! Where decompressed bytes go: a vector that grows with them, up to a limit.

use std::io::Read;

use super::{Compression, CompressionError};

/// The output grows by at least this much at a time when nothing is known of what follows.
const STEP_BYTES: usize = 32 * 1024;

pub(super) struct Output<'a> {
    codec: Compression,
    limit_bytes: usize,
    /// Never longer than the limit.
    pub(super) bytes: &'a mut Vec<u8>,
}

impl<'a> Output<'a> {
    pub(super) fn new(codec: Compression, limit_bytes: usize, bytes: &'a mut Vec<u8>) -> Self {
        Self { codec, limit_bytes, bytes }
    }

    /// Bytes that may still be written.
    pub(super) fn room(&self) -> usize {
        self.limit_bytes - self.bytes.len()
    }

    pub(super) fn extend(&mut self, bytes: &[u8]) -> Result<(), CompressionError> {
        if bytes.len() > self.room() {
            return Err(self.too_large());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// Reads to the end of a stream that decompresses.
    pub(super) fn read_all(&mut self, mut stream: impl Read) -> Result<(), CompressionError> {
        while self.room() > 0 {
            // Doubles what is there, so that the number of copies stays logarithmic.
            let step = self.bytes.len().max(STEP_BYTES).min(self.room());
            let filled = self.bytes.len();
            self.bytes.resize(filled + step, 0);
            let read = fill(&mut stream, &mut self.bytes[filled..]);
            self.bytes.truncate(filled + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(bytes) if bytes < step => return Ok(()),
                Ok(_) => {}
                Err(error) => return Err(self.corrupt(&error)),
            }
        }
        // The limit is reached; that is well if the stream ends here too.
        match fill(&mut stream, &mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(self.too_large()),
            Err(error) => Err(self.corrupt(&error)),
        }
    }

    pub(super) fn too_large(&self) -> CompressionError {
        CompressionError::TooLarge { limit_bytes: self.limit_bytes }
    }

    pub(super) fn corrupt(&self, reason: &(impl ToString + ?Sized)) -> CompressionError {
        CompressionError::Corrupt { codec: self.codec, reason: reason.to_string() }
    }
}

/// Reads until `buffer` is full or the stream ends. Says how much was read.
fn fill(stream: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match stream.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}
