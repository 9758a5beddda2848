//! RegisterControllerRecord, a record schema of Apache Kafka (API key 27).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 27, versions = "0", flexible = "0+")]
pub struct RegisterControllerRecord {
    /// The controller id.
    #[kafka(versions = "0+")]
    pub controller_id: i32,
    /// The incarnation ID of the controller process
    #[kafka(versions = "0+")]
    pub incarnation_id: Uuid,
    /// Set if the required configurations for ZK migration are present.
    #[kafka(versions = "0+")]
    pub zk_migration_ready: bool,
    /// The endpoints that can be used to communicate with this controller.
    #[kafka(versions = "0+")]
    pub end_points: Vec<ControllerEndpoint>,
    /// The features on this controller
    #[kafka(versions = "0+")]
    pub features: Vec<ControllerFeature>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ControllerEndpoint {
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
pub struct ControllerFeature {
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
