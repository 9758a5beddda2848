//! RemoveRaftVoter, API key 81: versions 0, flexible from 0.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 81, versions = "0", flexible = "0+")]
pub struct RemoveRaftVoterRequest {
    /// The cluster id of the request.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub cluster_id: Option<Str>,
    /// The replica id of the voter getting removed from the topic partition.
    #[kafka(versions = "0+")]
    pub voter_id: i32,
    /// The directory id of the voter getting removed from the topic partition.
    #[kafka(versions = "0+")]
    pub voter_directory_id: Uuid,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 81, versions = "0", flexible = "0+")]
pub struct RemoveRaftVoterResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The error message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()), ignorable)]
    pub error_message: Option<Str>,
    pub unknown_tags: UnknownTags,
}
