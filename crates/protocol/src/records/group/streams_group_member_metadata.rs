//! StreamsGroupMemberMetadata, a record schema of Apache Kafka (API key 19).

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 19, versions = "0")]
pub struct StreamsGroupMemberMetadataKey {
    /// The group ID.
    #[kafka(versions = "0")]
    pub group_id: Str,
    /// The member ID.
    #[kafka(versions = "0")]
    pub member_id: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 19, versions = "0", flexible = "0+")]
pub struct StreamsGroupMemberMetadataValue {
    /// The (optional) instance ID for static membership.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub instance_id: Option<Str>,
    /// The (optional) rack ID.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub rack_id: Option<Str>,
    /// The client ID.
    #[kafka(versions = "0+")]
    pub client_id: Str,
    /// The client host.
    #[kafka(versions = "0+")]
    pub client_host: Str,
    /// The rebalance timeout.
    #[kafka(versions = "0+", default = -1)]
    pub rebalance_timeout_ms: i32,
    /// The epoch of the topology.
    #[kafka(versions = "0+")]
    pub topology_epoch: i32,
    /// Identity of the streams instance that may have multiple consumers.
    #[kafka(versions = "0+")]
    pub process_id: Str,
    /// User-defined endpoint for running interactive queries on this instance.
    #[kafka(versions = "0+", nullable = "0+")]
    pub user_endpoint: Option<Box<Endpoint>>,
    /// Used for rack-aware assignment algorithm.
    #[kafka(versions = "0+")]
    pub client_tags: Vec<KeyValue>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Endpoint {
    /// The host of the endpoint.
    #[kafka(versions = "0+")]
    pub host: Str,
    /// The port of the endpoint.
    #[kafka(versions = "0+")]
    pub port: u16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct KeyValue {
    /// The key of the config.
    #[kafka(versions = "0+")]
    pub key: Str,
    /// the value of the config.
    #[kafka(versions = "0+")]
    pub value: Str,
    pub unknown_tags: UnknownTags,
}
