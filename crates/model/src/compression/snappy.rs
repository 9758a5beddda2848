//! Snappy, framed as xerial's Java library does, which Kafka's clients write, or as one raw block, which librdkafka writes.
//!
//! ```text
//! 82 'SNAPPY' 00 | version i32 = 1 | compatible version i32 = 1 | { block length i32 | raw snappy block }…
//! ```
//! What is appended to a stream repeats the header in the place of a block.

use super::output::Output;
use super::{Compression, CompressionError};

const MAGIC: [u8; 8] = *b"\x82SNAPPY\0";
const HEADER: [u8; 16] = *b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01";
/// Uncompressed bytes per block that are written.
const BLOCK_BYTES: usize = 32 * 1024;
/// A block cannot decompress to more than this many times its size: 3 bytes copy at most 64.
const RATIO_MAX: usize = 22;

pub(super) fn decompress(input: &[u8], output: &mut Output<'_>) -> Result<(), CompressionError> {
    if !input.starts_with(&MAGIC) {
        return decompress_block(input, output);
    }
    let mut rest = input;
    while !rest.is_empty() {
        // No raw block begins like this: its length, taken for one, would be negative.
        if rest.starts_with(&MAGIC) {
            rest = rest.get(HEADER.len()..).ok_or_else(|| output.corrupt("the header is cut short"))?;
            continue;
        }
        let (length, blocks) = rest.split_first_chunk().ok_or_else(|| output.corrupt("bytes left"))?;
        let length = usize::try_from(i32::from_be_bytes(*length))
            .map_err(|_| output.corrupt("the length of a block is negative"))?;
        let block = blocks.get(..length).ok_or_else(|| output.corrupt("a block is cut short"))?;
        decompress_block(block, output)?;
        rest = &blocks[length..];
    }
    Ok(())
}

fn decompress_block(block: &[u8], output: &mut Output<'_>) -> Result<(), CompressionError> {
    let claimed = snap::raw::decompress_len(block).map_err(|error| output.corrupt(&error))?;
    if claimed > block.len().saturating_mul(RATIO_MAX) {
        return Err(output.corrupt("a block claims more than it can hold"));
    }
    if claimed > output.room() {
        return Err(output.too_large());
    }
    let filled = output.bytes.len();
    output.bytes.resize(filled + claimed, 0);
    let decompressed = snap::raw::Decoder::new().decompress(block, &mut output.bytes[filled..]);
    decompressed.map(|_| ()).map_err(|error| output.corrupt(&error))
}

pub(super) fn compress(input: &[u8]) -> Result<Vec<u8>, CompressionError> {
    let mut encoder = snap::raw::Encoder::new();
    let mut out = HEADER.to_vec();
    for block in input.chunks(BLOCK_BYTES) {
        let length_at = out.len();
        let block_at = length_at + 4;
        out.resize(block_at + snap::raw::max_compress_len(block.len()), 0);
        let length = encoder.compress(block, &mut out[block_at..]).map_err(|error| {
            CompressionError::Failed { codec: Compression::Snappy, reason: error.to_string() }
        })?;
        out.truncate(block_at + length);
        // At most 38 KiB, by the size of a block.
        out[length_at..block_at].copy_from_slice(&(length as i32).to_be_bytes());
    }
    Ok(out)
}
