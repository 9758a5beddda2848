//! What a leader checks of a produced batch.

use bytes::Bytes;
use model::Millis;
use model::batch::BatchHeader;
use model::compression::Compression;

/// `compression.type` of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicCompression {
    /// Batches stay as the producer sent them.
    Producer,
    Codec {
        codec: Compression,
        level: Option<i32>,
    },
}

/// A batch that passed: bytes with the final layout apart from offset and leader epoch.
#[derive(Clone, Debug)]
pub struct ValidBatch {
    pub header: BatchHeader,
    pub bytes: Bytes,
    pub log_append_time: Option<Millis>,
}
