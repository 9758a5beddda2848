//! DescribeTransactions, API key 65: versions 0, flexible from 0.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 65, versions = "0", flexible = "0+")]
pub struct DescribeTransactionsRequest {
    /// Array of transactionalIds to include in describe results. If empty, then no results will be returned.
    #[kafka(versions = "0+")]
    pub transactional_ids: Vec<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 65, versions = "0", flexible = "0+")]
pub struct DescribeTransactionsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The current state of the transaction.
    #[kafka(versions = "0+")]
    pub transaction_states: Vec<TransactionState>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TransactionState {
    /// The error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The transactional id.
    #[kafka(versions = "0+")]
    pub transactional_id: Str,
    /// The current transaction state of the producer.
    #[kafka(versions = "0+")]
    pub transaction_state: Str,
    /// The timeout in milliseconds for the transaction.
    #[kafka(versions = "0+")]
    pub transaction_timeout_ms: i32,
    /// The start time of the transaction in milliseconds.
    #[kafka(versions = "0+")]
    pub transaction_start_time_ms: i64,
    /// The current producer id associated with the transaction.
    #[kafka(versions = "0+")]
    pub producer_id: i64,
    /// The current epoch associated with the producer id.
    #[kafka(versions = "0+")]
    pub producer_epoch: i16,
    /// The set of partitions included in the current transaction (if active). When a transaction is preparing
    /// to commit or abort, this will include only partitions which do not have markers.
    #[kafka(versions = "0+")]
    pub topics: Vec<TopicData>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TopicData {
    /// The topic name.
    #[kafka(versions = "0+")]
    pub topic: Str,
    /// The partition ids included in the current transaction.
    #[kafka(versions = "0+")]
    pub partitions: Vec<i32>,
    pub unknown_tags: UnknownTags,
}
