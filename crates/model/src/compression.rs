//! Compression codecs of record batches: one block in, one block out, within a limit that the caller sets.

mod gzip;
mod lz4;
mod output;
mod snappy;
mod zstd;

use output::Output;

/// Why a block cannot be compressed or decompressed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompressionError {
    /// The rest was not decompressed, so how large it is stays unknown.
    #[error("the records are larger than {limit_bytes} bytes when decompressed")]
    TooLarge { limit_bytes: usize },
    #[error("{codec} cannot decompress the records: {reason}")]
    Corrupt { codec: Compression, reason: String },
    #[error("{codec} has no compression level {level}")]
    Level { codec: Compression, level: i32 },
    #[error("{codec} failed to compress: {reason}")]
    Failed { codec: Compression, reason: String },
}

/// Replaces what is in `out` by the decompressed `input`. Not more than `limit_bytes` are written, and memory is taken
/// as output appears, whatever sizes the input claims. After an error `out` holds a part.
///
/// # Errors
/// The input is not complete and valid, or its output is larger than the limit.
pub fn decompress(
    codec: Compression,
    input: &[u8],
    limit_bytes: usize,
    out: &mut Vec<u8>,
) -> Result<(), CompressionError> {
    out.clear();
    let mut output = Output::new(codec, limit_bytes, out);
    match codec {
        Compression::None => output.extend(input),
        // A decompressor of streams would take nothing for zero of them.
        _ if input.is_empty() => Err(output.corrupt("no bytes")),
        Compression::Gzip => gzip::decompress(input, &mut output),
        Compression::Snappy => snappy::decompress(input, &mut output),
        Compression::Lz4 => lz4::decompress(input, &mut output),
        Compression::Zstd => zstd::decompress(input, &mut output),
    }
}

/// Compresses a block of records. `level` is that of `compression.gzip.level`, `compression.lz4.level` or
/// `compression.zstd.level`; `None` is the codec's default.
///
/// # Errors
/// The codec has no such level.
pub fn compress(codec: Compression, level: Option<i32>, input: &[u8]) -> Result<Vec<u8>, CompressionError> {
    if let Some(level) = level.filter(|level| !codec.has_level(*level)) {
        return Err(CompressionError::Level { codec, level });
    }
    match codec {
        Compression::None => Ok(input.to_vec()),
        Compression::Gzip => gzip::compress(level, input),
        Compression::Snappy => snappy::compress(input),
        Compression::Lz4 => lz4::compress(input),
        Compression::Zstd => zstd::compress(level, input),
    }
}

/// How the records of a batch are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Compression {
    #[default]
    None = 0,
    Gzip = 1,
    Snappy = 2,
    Lz4 = 3,
    Zstd = 4,
}

impl Compression {
    pub const ALL: [Self; 5] = [Self::None, Self::Gzip, Self::Snappy, Self::Lz4, Self::Zstd];

    /// The codec bits of a batch's attributes.
    #[must_use]
    pub fn id(self) -> u8 {
        self as u8
    }

    #[must_use]
    pub fn from_id(id: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|codec| codec.id() == id)
    }

    /// Kafka's name in configurations.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Snappy => "snappy",
            Self::Lz4 => "lz4",
            Self::Zstd => "zstd",
        }
    }

    /// Whether [`compress`] takes this level. All the same, lz4 is written in one way only, snappy and none have no levels.
    #[must_use]
    pub fn has_level(self, level: i32) -> bool {
        match self {
            Self::None | Self::Snappy => false,
            Self::Gzip => gzip::has_level(level),
            Self::Lz4 => (1..=17).contains(&level),
            Self::Zstd => zstd::has_level(level),
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|codec| codec.name() == name)
    }
}

impl std::fmt::Display for Compression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests;
