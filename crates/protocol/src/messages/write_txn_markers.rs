//! WriteTxnMarkers, API key 27: versions 1 to 2, flexible from 1.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 27, versions = "1-2", flexible = "1+")]
pub struct WriteTxnMarkersRequest {
    /// The transaction markers to be written.
    #[kafka(versions = "0+")]
    pub markers: Vec<WritableTxnMarker>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct WritableTxnMarker {
    /// The current producer ID.
    #[kafka(versions = "0+")]
    pub producer_id: i64,
    /// The current epoch associated with the producer ID.
    #[kafka(versions = "0+")]
    pub producer_epoch: i16,
    /// The result of the transaction to write to the partitions (false = ABORT, true = COMMIT).
    #[kafka(versions = "0+")]
    pub transaction_result: bool,
    /// Each topic that we want to write transaction marker(s) for.
    #[kafka(versions = "0+")]
    pub topics: Vec<WritableTxnMarkerTopic>,
    /// Epoch associated with the transaction state partition hosted by this transaction coordinator.
    #[kafka(versions = "0+")]
    pub coordinator_epoch: i32,
    /// Transaction version of the marker. Ex: 0/1 = legacy (TV0/TV1), 2 = TV2 etc.
    #[kafka(versions = "2+", ignorable)]
    pub transaction_version: i8,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct WritableTxnMarkerTopic {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The indexes of the partitions to write transaction markers for.
    #[kafka(versions = "0+")]
    pub partition_indexes: Vec<i32>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 27, versions = "1-2", flexible = "1+")]
pub struct WriteTxnMarkersResponse {
    /// The results for writing makers.
    #[kafka(versions = "0+")]
    pub markers: Vec<WritableTxnMarkerResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct WritableTxnMarkerResult {
    /// The current producer ID in use by the transactional ID.
    #[kafka(versions = "0+")]
    pub producer_id: i64,
    /// The results by topic.
    #[kafka(versions = "0+")]
    pub topics: Vec<WritableTxnMarkerTopicResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct WritableTxnMarkerTopicResult {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The results by partition.
    #[kafka(versions = "0+")]
    pub partitions: Vec<WritableTxnMarkerPartitionResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct WritableTxnMarkerPartitionResult {
    /// The partition index.
    #[kafka(versions = "0+")]
    pub partition_index: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
