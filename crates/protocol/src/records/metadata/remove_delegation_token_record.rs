//! RemoveDelegationTokenRecord, a record schema of Apache Kafka (API key 26).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 26, versions = "0", flexible = "0+")]
pub struct RemoveDelegationTokenRecord {
    /// The tokenID to remove.
    #[kafka(versions = "0+")]
    pub token_id: Str,
    pub unknown_tags: UnknownTags,
}
