//! TransactionLog, a record schema of Apache Kafka (API key 0).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 0, versions = "0")]
pub struct TransactionLogKey {
    /// The transactional id of the transaction.
    #[kafka(versions = "0")]
    pub transactional_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 0, versions = "0-1", flexible = "1+")]
pub struct TransactionLogValue {
    /// Producer id in use by the transactional id.
    #[kafka(versions = "0+")]
    pub producer_id: i64,
    /// Producer id used by the last committed transaction.
    #[kafka(versions = "1+", tagged = "1+", tag = 0, default = -1)]
    pub previous_producer_id: i64,
    /// Latest producer ID sent to the producer for the given transactional id.
    #[kafka(versions = "1+", tagged = "1+", tag = 1, default = -1)]
    pub next_producer_id: i64,
    /// Epoch associated with the producer id.
    #[kafka(versions = "0+")]
    pub producer_epoch: i16,
    /// Producer epoch associated with the NextProducerId
    #[kafka(versions = "1+", tagged = "1+", tag = 3, default = -1)]
    pub next_producer_epoch: i16,
    /// Transaction timeout in milliseconds.
    #[kafka(versions = "0+")]
    pub transaction_timeout_ms: i32,
    /// TransactionState the transaction is in.
    #[kafka(versions = "0+")]
    pub transaction_status: i8,
    /// Partitions involved in the transaction.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub transaction_partitions: Option<Vec<PartitionsSchema>>,
    /// Time the transaction was last updated.
    #[kafka(versions = "0+")]
    pub transaction_last_update_timestamp_ms: i64,
    /// Time the transaction was started.
    #[kafka(versions = "0+")]
    pub transaction_start_timestamp_ms: i64,
    /// The transaction version used by the client.
    #[kafka(versions = "1+", tagged = "1+", tag = 2)]
    pub client_transaction_version: i16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct PartitionsSchema {
    /// Topic involved in the transaction.
    #[kafka(versions = "0+")]
    pub topic: Str,
    /// Partition ids involved in the transaction.
    #[kafka(versions = "0+")]
    pub partition_ids: Vec<i32>,
    pub unknown_tags: UnknownTags,
}
