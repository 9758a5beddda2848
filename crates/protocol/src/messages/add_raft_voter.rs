//! AddRaftVoter, API key 80: versions 0 to 1, flexible from 0.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 80, versions = "0-1", flexible = "0+")]
pub struct AddRaftVoterRequest {
    /// The cluster id.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub cluster_id: Option<Str>,
    /// The maximum time to wait for the request to complete before returning.
    #[kafka(versions = "0+")]
    pub timeout_ms: i32,
    /// The replica id of the voter getting added to the topic partition.
    #[kafka(versions = "0+")]
    pub voter_id: i32,
    /// The directory id of the voter getting added to the topic partition.
    #[kafka(versions = "0+")]
    pub voter_directory_id: Uuid,
    /// The endpoints that can be used to communicate with the voter.
    #[kafka(versions = "0+")]
    pub listeners: Vec<Listener>,
    /// When true, return a response after the new voter set is committed. Otherwise, return after the leader
    /// writes the changes locally.
    #[kafka(versions = "1+", default = true)]
    pub ack_when_committed: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Listener {
    /// The name of the endpoint.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The hostname.
    #[kafka(versions = "0+")]
    pub host: Str,
    /// The port.
    #[kafka(versions = "0+")]
    pub port: u16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 80, versions = "0-1", flexible = "0+")]
pub struct AddRaftVoterResponse {
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
