//! Zstandard (RFC 8878): frames, one behind the other; skippable ones are skipped.

use ::zstd::stream::read::Decoder;

use super::output::Output;
use super::{Compression, CompressionError};

/// The largest window that a Java producer can ask for, at level 22, and that Java consumers accept. The decoder takes
/// address space for the window that a frame names, but memory only for what it writes there.
const WINDOW_LOG_MAX: u32 = 27;

pub(super) fn decompress(input: &[u8], output: &mut Output<'_>) -> Result<(), CompressionError> {
    let decoder = Decoder::with_buffer(input).and_then(|mut decoder| {
        decoder.window_log_max(WINDOW_LOG_MAX)?;
        Ok(decoder)
    });
    match decoder {
        Ok(decoder) => output.read_all(decoder),
        Err(error) => Err(output.corrupt(&error)),
    }
}

/// 0 is the default, 3.
pub(super) fn has_level(level: i32) -> bool {
    ::zstd::compression_level_range().contains(&level)
}

pub(super) fn compress(level: Option<i32>, input: &[u8]) -> Result<Vec<u8>, CompressionError> {
    ::zstd::bulk::compress(input, level.unwrap_or(::zstd::DEFAULT_COMPRESSION_LEVEL))
        .map_err(|error| CompressionError::Failed { codec: Compression::Zstd, reason: error.to_string() })
}
