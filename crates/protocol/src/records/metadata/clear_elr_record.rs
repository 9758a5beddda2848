//! ClearElrRecord, a record schema of Apache Kafka (API key 28).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 28, versions = "0", flexible = "0+")]
pub struct ClearElrRecord {
    /// The name of the topic to clear ELRs for, or empty if all ELRs should be cleared.
    #[kafka(versions = "0+")]
    pub topic_name: Str,
    pub unknown_tags: UnknownTags,
}
