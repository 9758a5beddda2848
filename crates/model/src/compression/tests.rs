use super::*;

fn round_trip(codec: Compression, input: &[u8]) {
    let compressed = compress(codec, None, input).unwrap();
    let mut out = Vec::new();
    decompress(codec, &compressed, input.len(), &mut out).unwrap();
    assert_eq!(out, input, "{codec}");
    if let Some(limit_bytes) = input.len().checked_sub(1) {
        let error = decompress(codec, &compressed, limit_bytes, &mut out);
        assert_eq!(error, Err(CompressionError::TooLarge { limit_bytes }), "{codec}");
        assert!(out.len() <= limit_bytes);
    }
}

/// Compresses to about a third.
fn text(bytes: usize) -> Vec<u8> {
    let mut state = 1u32;
    let words = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        format!("{{\"id\":{},\"name\":\"n{}\"}}", state >> 20, state >> 28)
    });
    words.flat_map(String::into_bytes).take(bytes).collect()
}

#[test]
fn every_codec_gives_back_what_it_took() {
    for codec in Compression::ALL {
        for bytes in [1, 100, 32 * 1024, 32 * 1024 + 1, 64 * 1024, 300_000] {
            round_trip(codec, &text(bytes));
            round_trip(codec, &vec![0; bytes]);
        }
        let empty = compress(codec, None, &[]).unwrap();
        let mut out = vec![1, 2, 3];
        decompress(codec, &empty, 0, &mut out).unwrap();
        assert_eq!(out, [], "{codec}");
    }
}

fn decompressed(codec: Compression, input: &[u8]) -> Result<Vec<u8>, CompressionError> {
    let mut out = Vec::new();
    decompress(codec, input, 1 << 20, &mut out).map(|()| out)
}

#[test]
fn gzip_members_and_zstd_frames_may_follow_each_other() {
    for codec in [Compression::Gzip, Compression::Zstd] {
        let parts = [text(70_000), Vec::new(), text(10)];
        let compressed: Vec<u8> =
            parts.iter().flat_map(|part| compress(codec, None, part).unwrap()).collect();
        assert_eq!(decompressed(codec, &compressed).unwrap(), parts.concat(), "{codec}");
    }
    let skippable = &[0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9][..];
    let frame = compress(Compression::Zstd, None, b"frame").unwrap();
    let compressed = [skippable, &frame, skippable].concat();
    assert_eq!(decompressed(Compression::Zstd, &compressed).unwrap(), b"frame");
}

#[test]
fn snappy_is_read_raw_framed_and_appended_to() {
    let input = text(100_000);
    let raw = snap::raw::Encoder::new().compress_vec(&input).unwrap();
    assert_eq!(decompressed(Compression::Snappy, &raw).unwrap(), input);
    let framed = compress(Compression::Snappy, None, &input).unwrap();
    assert_eq!(framed[..16], *b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01");
    let appended = [framed.clone(), framed].concat();
    assert_eq!(decompressed(Compression::Snappy, &appended).unwrap(), [input.clone(), input].concat());
}

#[test]
fn blocks_are_of_the_sizes_that_java_writes() {
    let input = text(100_000);
    let mut blocks = &compress(Compression::Snappy, None, &input).unwrap()[16..];
    let mut sizes = Vec::new();
    while let Some((length, rest)) = blocks.split_first_chunk() {
        let (block, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
        sizes.push(snap::raw::decompress_len(block).unwrap());
        blocks = rest;
    }
    assert_eq!(sizes, [32_768, 32_768, 32_768, 1_696]);
    // Version 1, blocks that do not refer to each other, no checksums and no content size; 64 KiB.
    let lz4 = compress(Compression::Lz4, None, &input).unwrap();
    assert_eq!(lz4[..7], [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
}

#[test]
fn a_bomb_is_stopped_at_the_limit() {
    let zeros = vec![0; 32 << 20];
    for codec in [Compression::Gzip, Compression::Snappy, Compression::Lz4, Compression::Zstd] {
        let bomb = compress(codec, None, &zeros).unwrap();
        let mut out = Vec::new();
        let limit_bytes = 100_000;
        let result = decompress(codec, &bomb, limit_bytes, &mut out);
        assert_eq!(result, Err(CompressionError::TooLarge { limit_bytes }), "{codec}");
        assert!(out.capacity() <= 2 * limit_bytes, "{codec}: memory of {}", out.capacity());
    }
}

#[test]
fn levels_are_those_of_kafkas_configurations() {
    let input = text(20_000);
    for (codec, level_min, level_max) in
        [(Compression::Gzip, 1, 9), (Compression::Lz4, 1, 17), (Compression::Zstd, -131_072, 22)]
    {
        for level in [level_min, level_max] {
            let compressed = compress(codec, Some(level), &input).unwrap();
            assert_eq!(decompressed(codec, &compressed).unwrap(), input, "{codec} {level}");
        }
        for level in [level_min - 1, level_max + 1] {
            assert_eq!(compress(codec, Some(level), &input), Err(CompressionError::Level { codec, level }));
        }
    }
    assert!(Compression::Gzip.has_level(-1));
}

/// At level 22 and of unknown size, as a Java producer writes, a frame asks for a window of 128 MiB.
#[test]
fn the_largest_window_of_a_java_producer_is_read() {
    let mut encoder = ::zstd::stream::write::Encoder::new(Vec::new(), 22).unwrap();
    std::io::Write::write_all(&mut encoder, b"small").unwrap();
    let compressed = encoder.finish().unwrap();
    assert_eq!(decompressed(Compression::Zstd, &compressed).unwrap(), b"small");
}
