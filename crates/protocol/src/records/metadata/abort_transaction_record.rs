//! AbortTransactionRecord, a record schema of Apache Kafka (API key 25).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 25, versions = "0", flexible = "0+")]
pub struct AbortTransactionRecord {
    /// An optional textual description of why the transaction was aborted.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 0)]
    pub reason: Option<Str>,
    pub unknown_tags: UnknownTags,
}
