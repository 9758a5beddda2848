//! BeginTransactionRecord, a record schema of Apache Kafka (API key 23).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 23, versions = "0", flexible = "0+")]
pub struct BeginTransactionRecord {
    /// An optional textual description of this transaction.
    #[kafka(versions = "0+", nullable = "0+", tagged = "0+", tag = 0)]
    pub name: Option<Str>,
    pub unknown_tags: UnknownTags,
}
