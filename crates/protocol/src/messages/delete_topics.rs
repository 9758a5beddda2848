//! DeleteTopics, API key 20: versions 1 to 6, flexible from 4.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 20, versions = "1-6", flexible = "4+")]
pub struct DeleteTopicsRequest {
    /// The name or topic ID of the topic.
    #[kafka(versions = "6+")]
    pub topics: Vec<DeleteTopicState>,
    /// The names of the topics to delete.
    #[kafka(versions = "0-5", ignorable)]
    pub topic_names: Vec<Str>,
    /// The length of time in milliseconds to wait for the deletions to complete.
    #[kafka(versions = "0+")]
    pub timeout_ms: i32,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DeleteTopicState {
    /// The topic name.
    #[kafka(versions = "6+", nullable = "6+")]
    pub name: Option<Str>,
    /// The unique topic ID.
    #[kafka(versions = "6+")]
    pub topic_id: Uuid,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 20, versions = "1-6", flexible = "4+")]
pub struct DeleteTopicsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "1+", ignorable)]
    pub throttle_time_ms: i32,
    /// The results for each topic we tried to delete.
    #[kafka(versions = "0+")]
    pub responses: Vec<DeletableTopicResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DeletableTopicResult {
    /// The topic name.
    #[kafka(versions = "0+", nullable = "6+", default = Some(Default::default()))]
    pub name: Option<Str>,
    /// The unique topic ID.
    #[kafka(versions = "6+", ignorable)]
    pub topic_id: Uuid,
    /// The deletion error, or 0 if the deletion succeeded.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The error message, or null if there was no error.
    #[kafka(versions = "5+", nullable = "5+", ignorable)]
    pub error_message: Option<Str>,
    pub unknown_tags: UnknownTags,
}
