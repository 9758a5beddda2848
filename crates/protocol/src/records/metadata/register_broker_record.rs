//! RegisterBrokerRecord, a record schema of Apache Kafka (API key 0).

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 0, versions = "0-4", flexible = "0+")]
pub struct RegisterBrokerRecord {
    /// The broker id.
    #[kafka(versions = "0+")]
    pub broker_id: i32,
    /// True if the broker is a ZK broker in migration mode. Otherwise, false
    #[kafka(versions = "2+")]
    pub is_migrating_zk_broker: bool,
    /// The incarnation ID of the broker process
    #[kafka(versions = "0+")]
    pub incarnation_id: Uuid,
    /// The broker epoch assigned by the controller.
    #[kafka(versions = "0+")]
    pub broker_epoch: i64,
    /// The endpoints that can be used to communicate with this broker.
    #[kafka(versions = "0+")]
    pub end_points: Vec<BrokerEndpoint>,
    /// The features on this broker
    #[kafka(versions = "0+")]
    pub features: Vec<BrokerFeature>,
    /// The broker rack.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub rack: Option<Str>,
    /// True if the broker is fenced.
    #[kafka(versions = "0+", default = true)]
    pub fenced: bool,
    /// True if the broker is in controlled shutdown.
    #[kafka(versions = "1+")]
    pub in_controlled_shutdown: bool,
    /// Log directories configured in this broker which are available.
    #[kafka(versions = "3+", tagged = "3+", tag = 0)]
    pub log_dirs: Vec<Uuid>,
    /// Log directories that are cordoned. This is initially null before the broker starts sending the value via
    /// its heartbeats.
    #[kafka(versions = "4+", nullable = "4+", tagged = "4+", tag = 1)]
    pub cordoned_log_dirs: Option<Vec<Uuid>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct BrokerEndpoint {
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
pub struct BrokerFeature {
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
