//! ConsumerGroupRegularExpression, a record schema of Apache Kafka (API key 16).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 16, versions = "0")]
pub struct ConsumerGroupRegularExpressionKey {
    /// The group id.
    #[kafka(versions = "0")]
    pub group_id: Str,
    /// The regular expression.
    #[kafka(versions = "0")]
    pub regular_expression: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 16, versions = "0", flexible = "0+")]
pub struct ConsumerGroupRegularExpressionValue {
    #[kafka(versions = "0+")]
    pub topics: Vec<Str>,
    #[kafka(versions = "0+")]
    pub version: i64,
    #[kafka(versions = "0+")]
    pub timestamp: i64,
    pub unknown_tags: UnknownTags,
}
