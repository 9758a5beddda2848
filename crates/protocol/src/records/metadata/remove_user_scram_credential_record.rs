//! RemoveUserScramCredentialRecord, a record schema of Apache Kafka (API key 22).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 22, versions = "0", flexible = "0+")]
pub struct RemoveUserScramCredentialRecord {
    /// The user name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The SCRAM mechanism.
    #[kafka(versions = "0+")]
    pub mechanism: i8,
    pub unknown_tags: UnknownTags,
}
