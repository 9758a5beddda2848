//! FindCoordinator, API key 10: versions 0 to 6, flexible from 3.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 10, versions = "0-6", flexible = "3+")]
pub struct FindCoordinatorRequest {
    /// The coordinator key.
    #[kafka(versions = "0-3")]
    pub key: Str,
    /// The coordinator key type. (group, transaction, share).
    #[kafka(versions = "1+")]
    pub key_type: i8,
    /// The coordinator keys.
    #[kafka(versions = "4+")]
    pub coordinator_keys: Vec<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 10, versions = "0-6", flexible = "3+")]
pub struct FindCoordinatorResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "1+", ignorable)]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0-3")]
    pub error_code: i16,
    /// The error message, or null if there was no error.
    #[kafka(versions = "1-3", nullable = "1-3", default = Some(Default::default()), ignorable)]
    pub error_message: Option<Str>,
    /// The node id.
    #[kafka(versions = "0-3")]
    pub node_id: i32,
    /// The host name.
    #[kafka(versions = "0-3")]
    pub host: Str,
    /// The port.
    #[kafka(versions = "0-3")]
    pub port: i32,
    /// Each coordinator result in the response.
    #[kafka(versions = "4+")]
    pub coordinators: Vec<Coordinator>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Coordinator {
    /// The coordinator key.
    #[kafka(versions = "4+")]
    pub key: Str,
    /// The node id.
    #[kafka(versions = "4+")]
    pub node_id: i32,
    /// The host name.
    #[kafka(versions = "4+")]
    pub host: Str,
    /// The port.
    #[kafka(versions = "4+")]
    pub port: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "4+")]
    pub error_code: i16,
    /// The error message, or null if there was no error.
    #[kafka(versions = "4+", nullable = "4+", default = Some(Default::default()), ignorable)]
    pub error_message: Option<Str>,
    pub unknown_tags: UnknownTags,
}
