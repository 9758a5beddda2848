//! gzip (RFC 1952): one member or several, one behind the other.

use std::io::Write;

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::output::Output;
use super::{Compression, CompressionError};

pub(super) fn decompress(input: &[u8], output: &mut Output<'_>) -> Result<(), CompressionError> {
    output.read_all(MultiGzDecoder::new(input))
}

/// −1 asks for the default, as in Kafka.
pub(super) fn has_level(level: i32) -> bool {
    level == -1 || (1..=9).contains(&level)
}

pub(super) fn compress(level: Option<i32>, input: &[u8]) -> Result<Vec<u8>, CompressionError> {
    let level = level
        .and_then(|level| u32::try_from(level).ok())
        .map_or_else(flate2::Compression::default, flate2::Compression::new);
    let mut encoder = GzEncoder::new(Vec::with_capacity(input.len() / 2), level);
    let finished = encoder.write_all(input).and_then(|()| encoder.finish());
    finished.map_err(|error| CompressionError::Failed { codec: Compression::Gzip, reason: error.to_string() })
}
