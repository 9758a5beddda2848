//! ShareSnapshot, a record schema of Apache Kafka (API key 0).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 0, versions = "0")]
pub struct ShareSnapshotKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group_id: Str,
    /// The topic id.
    #[kafka(versions = "0")]
    pub topic_id: Uuid,
    /// The partition index.
    #[kafka(versions = "0")]
    pub partition: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 0, versions = "0", flexible = "0+")]
pub struct ShareSnapshotValue {
    /// The snapshot epoch.
    #[kafka(versions = "0+")]
    pub snapshot_epoch: i32,
    /// The state epoch for this share-partition.
    #[kafka(versions = "0+")]
    pub state_epoch: i32,
    /// The leader epoch of the share-partition.
    #[kafka(versions = "0+")]
    pub leader_epoch: i32,
    /// The share-partition start offset.
    #[kafka(versions = "0+")]
    pub start_offset: i64,
    /// The number of offsets greater than or equal to share-partition start offset for which delivery has been
    /// completed.
    #[kafka(versions = "0+", tagged = "0+", tag = 0, default = -1)]
    pub delivery_complete_count: i32,
    /// The time at which the state was created.
    #[kafka(versions = "0+")]
    pub create_timestamp: i64,
    /// The time at which the state was written or rewritten.
    #[kafka(versions = "0+")]
    pub write_timestamp: i64,
    /// The state batches.
    #[kafka(versions = "0+")]
    pub state_batches: Vec<StateBatch>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct StateBatch {
    /// The first offset of this state batch.
    #[kafka(versions = "0+")]
    pub first_offset: i64,
    /// The last offset of this state batch.
    #[kafka(versions = "0+")]
    pub last_offset: i64,
    /// The delivery state - 0:Available,2:Acked,4:Archived.
    #[kafka(versions = "0+")]
    pub delivery_state: i8,
    /// The delivery count.
    #[kafka(versions = "0+")]
    pub delivery_count: i16,
    pub unknown_tags: UnknownTags,
}
