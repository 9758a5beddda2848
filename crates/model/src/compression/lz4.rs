//! One LZ4 frame of blocks that do not refer to each other: Kafka's consumers read no second frame, no skippable one and
//! no linked blocks, so neither may a broker take them. The frame is taken apart here, because a stream decoder takes
//! the end of the input for the end of a frame and memory for the block size that a frame names.
//!
//! ```text
//! 04 22 4d 18 | flags | block size code << 4 | content size u64 if flagged | dictionary id u32 if flagged
//!             | second byte of the XXH32 of the descriptor
//! { length u32, top bit: not compressed | block | XXH32 of the block if flagged }…
//! 00 00 00 00 | XXH32 of the content if flagged
//! ```
//! Numbers are little-endian.

use std::io::Write;

use lz4_flex::block::{DecompressError, decompress_into};
use lz4_flex::frame::{BlockMode, BlockSize, FrameEncoder, FrameInfo};
use twox_hash::XxHash32;

use super::output::Output;
use super::{Compression, CompressionError};

const MAGIC: u32 = 0x184d_2204;
/// A byte of a block writes at most this many.
const RATIO_MAX: usize = 255;

pub(super) fn decompress(input: &[u8], output: &mut Output<'_>) -> Result<(), CompressionError> {
    let mut input = Input { rest: input };
    decompress_frame(&mut input, output)?;
    if input.rest.is_empty() { Ok(()) } else { Err(output.corrupt("bytes are left behind the frame")) }
}

fn decompress_frame(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), CompressionError> {
    let cut_short = output.corrupt("the frame is cut short");
    let magic = input.take_u32().ok_or_else(|| cut_short.clone())?;
    if magic != MAGIC {
        return Err(output.corrupt("no frame begins here"));
    }
    let descriptor = Descriptor::take(input).map_err(|reason| output.corrupt(reason))?;
    loop {
        let word = input.take_u32().ok_or_else(|| cut_short.clone())?;
        if word == 0 {
            break;
        }
        let length = (word & 0x7fff_ffff) as usize;
        if length > descriptor.block_bytes_max {
            return Err(output.corrupt("a block is larger than the frame allows"));
        }
        let block = input.take(length).ok_or_else(|| cut_short.clone())?;
        if descriptor.has_block_checksums && input.take_u32() != Some(XxHash32::oneshot(0, block)) {
            return Err(output.corrupt("the checksum of a block is wrong"));
        }
        if word >> 31 == 0 {
            decompress_block(block, descriptor.block_bytes_max, output)?;
        } else {
            output.extend(block)?;
        }
    }
    let content = &*output.bytes;
    if descriptor.content_bytes.is_some_and(|bytes| bytes != content.len() as u64) {
        return Err(output.corrupt("the content has another size than the frame names"));
    }
    if descriptor.has_content_checksum && input.take_u32() != Some(XxHash32::oneshot(0, content)) {
        return Err(output.corrupt("the checksum of the content is wrong"));
    }
    Ok(())
}

/// Writes one block behind what there is.
fn decompress_block(
    block: &[u8],
    block_bytes_max: usize,
    output: &mut Output<'_>,
) -> Result<(), CompressionError> {
    let filled = output.bytes.len();
    let size_max = block_bytes_max.min(block.len() * RATIO_MAX);
    let room = output.room();
    output.bytes.resize(filled + size_max.min(room), 0);
    let written = decompress_into(block, &mut output.bytes[filled..]);
    match written {
        Ok(written) => output.bytes.truncate(filled + written),
        Err(DecompressError::OutputTooSmall { .. }) if room < size_max => return Err(output.too_large()),
        Err(error) => return Err(output.corrupt(&error)),
    }
    Ok(())
}

/// What a frame says of itself.
struct Descriptor {
    block_bytes_max: usize,
    has_block_checksums: bool,
    has_content_checksum: bool,
    content_bytes: Option<u64>,
}

impl Descriptor {
    fn take(input: &mut Input<'_>) -> Result<Self, &'static str> {
        const CUT_SHORT: &str = "the frame is cut short";
        let start = input.rest;
        let &[flags, block_size] = input.take(2).and_then(|bytes| bytes.first_chunk()).ok_or(CUT_SHORT)?;
        if flags >> 6 != 1 || flags & 0b10 != 0 || block_size & 0x8f != 0 {
            return Err("the version or a reserved bit is unknown");
        }
        if flags & 0b1 != 0 {
            return Err("dictionaries are not supported");
        }
        if flags & 0b10_0000 == 0 {
            return Err("linked blocks are not supported");
        }
        let block_bytes_max = match block_size >> 4 {
            code @ 4..=7 => 1 << (8 + 2 * code),
            _ => return Err("the block size is unknown"),
        };
        let content_bytes = match flags & 0b1000 {
            0 => None,
            _ => Some(u64::from_le_bytes(*input.take(8).and_then(|b| b.first_chunk()).ok_or(CUT_SHORT)?)),
        };
        let descriptor = &start[..start.len() - input.rest.len()];
        let [checksum] = input.take(1).and_then(|bytes| bytes.first_chunk()).ok_or(CUT_SHORT)?;
        if *checksum != (XxHash32::oneshot(0, descriptor) >> 8) as u8 {
            return Err("the checksum of the frame's descriptor is wrong");
        }
        Ok(Self {
            block_bytes_max,
            has_block_checksums: flags & 0b1_0000 != 0,
            has_content_checksum: flags & 0b100 != 0,
            content_bytes,
        })
    }
}

struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn take_u32(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }
}

/// 64 KiB blocks that do not refer to each other, without checksums: the batch has its own.
pub(super) fn compress(input: &[u8]) -> Result<Vec<u8>, CompressionError> {
    let info = FrameInfo::new().block_size(BlockSize::Max64KB).block_mode(BlockMode::Independent);
    let mut encoder = FrameEncoder::with_frame_info(info, Vec::with_capacity(input.len() / 2));
    let failed = |reason: String| CompressionError::Failed { codec: Compression::Lz4, reason };
    encoder.write_all(input).map_err(|error| failed(error.to_string()))?;
    encoder.finish().map_err(|error| failed(error.to_string()))
}
