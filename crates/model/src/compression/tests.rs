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
