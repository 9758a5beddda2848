//! ProducerSnapshot, a record schema of Apache Kafka.

use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "1")]
pub struct ProducerSnapshot {
    /// CRC of the snapshot data
    #[kafka(versions = "1")]
    pub crc: u32,
    /// The entries in the producer table
    #[kafka(versions = "1")]
    pub producer_entries: Vec<ProducerEntry>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ProducerEntry {
    /// The producer ID
    #[kafka(versions = "1")]
    pub producer_id: i64,
    /// Current epoch of the producer
    #[kafka(versions = "1")]
    pub epoch: i16,
    /// Last written sequence of the producer
    #[kafka(versions = "1")]
    pub last_sequence: i32,
    /// Last written offset of the producer
    #[kafka(versions = "1")]
    pub last_offset: i64,
    /// The difference of the last sequence and first sequence in the last written batch
    #[kafka(versions = "1")]
    pub offset_delta: i32,
    /// Max timestamp from the last written entry
    #[kafka(versions = "1")]
    pub timestamp: i64,
    /// The epoch of the last transaction coordinator to send an end transaction marker
    #[kafka(versions = "1")]
    pub coordinator_epoch: i32,
    /// The first offset of the on-going transaction (-1 if there is none)
    #[kafka(versions = "1")]
    pub current_txn_first_offset: i64,
    pub unknown_tags: UnknownTags,
}
