//! DelegationTokenRecord, a record schema of Apache Kafka (API key 10).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 10, versions = "0", flexible = "0+")]
pub struct DelegationTokenRecord {
    /// The delegation token owner.
    #[kafka(versions = "0+")]
    pub owner: Str,
    /// The delegation token requester.
    #[kafka(versions = "0+")]
    pub requester: Str,
    /// The principals which can renew this token.
    #[kafka(versions = "0+")]
    pub renewers: Vec<Str>,
    /// The time at which this timestamp was issued.
    #[kafka(versions = "0+")]
    pub issue_timestamp: i64,
    /// The time at which this token cannot be renewed any more.
    #[kafka(versions = "0+")]
    pub max_timestamp: i64,
    /// The next time at which this token must be renewed.
    #[kafka(versions = "0+")]
    pub expiration_timestamp: i64,
    /// The token id.
    #[kafka(versions = "0+")]
    pub token_id: Str,
    pub unknown_tags: UnknownTags,
}
