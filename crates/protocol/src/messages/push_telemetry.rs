//! PushTelemetry, API key 72: versions 0, flexible from 0.

use bytes::Bytes;
use model::Uuid;
use protocol_derive::Wire;

use crate::wire::UnknownTags;

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 72, versions = "0", flexible = "0+")]
pub struct PushTelemetryRequest {
    /// Unique id for this client instance.
    #[kafka(versions = "0+")]
    pub client_instance_id: Uuid,
    /// Unique identifier for the current subscription.
    #[kafka(versions = "0+")]
    pub subscription_id: i32,
    /// Client is terminating the connection.
    #[kafka(versions = "0+")]
    pub terminating: bool,
    /// Compression codec used to compress the metrics.
    #[kafka(versions = "0+")]
    pub compression_type: i8,
    /// Metrics encoded in OpenTelemetry MetricsData v1 protobuf format.
    #[kafka(versions = "0+")]
    pub metrics: Bytes,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 72, versions = "0", flexible = "0+")]
pub struct PushTelemetryResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    pub unknown_tags: UnknownTags,
}
