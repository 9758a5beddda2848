//! gzip (RFC 1952): one member or several, one behind the other.

use std::io::Write;

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::output::Output;
use super::{Compression, CompressionError};

pub(super) fn decompress(input: &[u8], output: &mut Output<'_>) -> Result<(), CompressionError> {
    output.read_all(MultiGzDecoder::new(input))
}

/// Levels are 1 to 9; −1 asks for the default, as in Kafka.
pub(super) fn compress(level: Option<i32>, input: &[u8]) -> Result<Vec<u8>, CompressionError> {
    const CODEC: Compression = Compression::Gzip;
    let level = match level {
        None | Some(-1) => flate2::Compression::default(),
        Some(level @ 1..=9) => flate2::Compression::new(level.unsigned_abs()),
        Some(level) => return Err(CompressionError::Level { codec: CODEC, level }),
    };
    let mut encoder = GzEncoder::new(Vec::with_capacity(input.len() / 2), level);
    let finished = encoder.write_all(input).and_then(|()| encoder.finish());
    finished.map_err(|error| CompressionError::Failed { codec: CODEC, reason: error.to_string() })
}
