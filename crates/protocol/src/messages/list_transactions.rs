//! ListTransactions, API key 66: versions 0 to 2, flexible from 0.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 66, versions = "0-2", flexible = "0+")]
pub struct ListTransactionsRequest {
    /// The transaction states to filter by: if empty, all transactions are returned; if non-empty, then only
    /// transactions matching one of the filtered states will be returned.
    #[kafka(versions = "0+")]
    pub state_filters: Vec<Str>,
    /// The producerIds to filter by: if empty, all transactions will be returned; if non-empty, only
    /// transactions which match one of the filtered producerIds will be returned.
    #[kafka(versions = "0+")]
    pub producer_id_filters: Vec<i64>,
    /// Duration (in millis) to filter by: if \< 0, all transactions will be returned; otherwise, only
    /// transactions running longer than this duration will be returned.
    #[kafka(versions = "1+", default = -1)]
    pub duration_filter: i64,
    /// The transactional ID regular expression pattern to filter by: if it is empty or null, all transactions
    /// are returned; Otherwise then only the transactions matching the given regular expression will be
    /// returned.
    #[kafka(versions = "2+", nullable = "2+")]
    pub transactional_id_pattern: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 66, versions = "0-2", flexible = "0+")]
pub struct ListTransactionsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// Set of state filters provided in the request which were unknown to the transaction coordinator.
    #[kafka(versions = "0+")]
    pub unknown_state_filters: Vec<Str>,
    /// The current state of the transaction for the transactional id.
    #[kafka(versions = "0+")]
    pub transaction_states: Vec<TransactionState>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct TransactionState {
    /// The transactional id.
    #[kafka(versions = "0+")]
    pub transactional_id: Str,
    /// The producer id.
    #[kafka(versions = "0+")]
    pub producer_id: i64,
    /// The current transaction state of the producer.
    #[kafka(versions = "0+")]
    pub transaction_state: Str,
    pub unknown_tags: UnknownTags,
}
