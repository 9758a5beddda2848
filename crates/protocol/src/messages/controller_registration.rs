//! ControllerRegistration, API key 70: versions 0, flexible from 0.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 70, versions = "0", flexible = "0+")]
pub struct ControllerRegistrationRequest {
    /// The ID of the controller to register.
    #[kafka(versions = "0+")]
    pub controller_id: i32,
    /// The controller incarnation ID, which is unique to each process run.
    #[kafka(versions = "0+")]
    pub incarnation_id: Uuid,
    /// Set if the required configurations for ZK migration are present.
    #[kafka(versions = "0+")]
    pub zk_migration_ready: bool,
    /// The listeners of this controller.
    #[kafka(versions = "0+")]
    pub listeners: Vec<Listener>,
    /// The features on this controller.
    #[kafka(versions = "0+")]
    pub features: Vec<Feature>,
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
    /// The security protocol.
    #[kafka(versions = "0+")]
    pub security_protocol: i16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Feature {
    /// The feature name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The minimum supported feature level.
    #[kafka(versions = "0+")]
    pub min_supported_version: i16,
    /// The maximum supported feature level.
    #[kafka(versions = "0+")]
    pub max_supported_version: i16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 70, versions = "0", flexible = "0+")]
pub struct ControllerRegistrationResponse {
    /// Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the
    /// request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The response error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The response error message, or null if there was no error.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    pub unknown_tags: UnknownTags,
}
