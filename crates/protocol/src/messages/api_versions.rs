//! ApiVersions, API key 18: versions 0 to 4, flexible from 3.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 18, versions = "0-4", flexible = "3+")]
pub struct ApiVersionsRequest {
    /// The name of the client.
    #[kafka(versions = "3+", ignorable)]
    pub client_software_name: Str,
    /// The version of the client.
    #[kafka(versions = "3+", ignorable)]
    pub client_software_version: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 18, versions = "0-4", flexible = "3+")]
pub struct ApiVersionsResponse {
    /// The top-level error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The APIs supported by the broker.
    #[kafka(versions = "0+")]
    pub api_keys: Vec<ApiVersion>,
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "1+", ignorable)]
    pub throttle_time_ms: i32,
    /// Features supported by the broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted.
    #[kafka(versions = "3+", tagged = "3+", tag = 0, ignorable)]
    pub supported_features: Vec<SupportedFeatureKey>,
    /// The monotonically increasing epoch for the finalized features information. Valid values are >= 0. A
    /// value of -1 is special and represents unknown epoch.
    #[kafka(versions = "3+", tagged = "3+", tag = 1, default = -1, ignorable)]
    pub finalized_features_epoch: i64,
    /// List of cluster-wide finalized features. The information is valid only if FinalizedFeaturesEpoch >= 0.
    #[kafka(versions = "3+", tagged = "3+", tag = 2, ignorable)]
    pub finalized_features: Vec<FinalizedFeatureKey>,
    /// Set by a KRaft controller if the required configurations for ZK migration are present.
    #[kafka(versions = "3+", tagged = "3+", tag = 3, ignorable)]
    pub zk_migration_ready: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct ApiVersion {
    /// The API index.
    #[kafka(versions = "0+")]
    pub api_key: i16,
    /// The minimum supported version, inclusive.
    #[kafka(versions = "0+")]
    pub min_version: i16,
    /// The maximum supported version, inclusive.
    #[kafka(versions = "0+")]
    pub max_version: i16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct SupportedFeatureKey {
    /// The name of the feature.
    #[kafka(versions = "3+")]
    pub name: Str,
    /// The minimum supported version for the feature.
    #[kafka(versions = "3+")]
    pub min_version: i16,
    /// The maximum supported version for the feature.
    #[kafka(versions = "3+")]
    pub max_version: i16,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct FinalizedFeatureKey {
    /// The name of the feature.
    #[kafka(versions = "3+")]
    pub name: Str,
    /// The cluster-wide finalized max version level for the feature.
    #[kafka(versions = "3+")]
    pub max_version_level: i16,
    /// The cluster-wide finalized min version level for the feature.
    #[kafka(versions = "3+")]
    pub min_version_level: i16,
    pub unknown_tags: UnknownTags,
}
