//! DescribeConfigs, API key 32: versions 1 to 4, flexible from 4.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 32, versions = "1-4", flexible = "4+")]
pub struct DescribeConfigsRequest {
    /// The resources whose configurations we want to describe.
    #[kafka(versions = "0+")]
    pub resources: Vec<DescribeConfigsResource>,
    /// True if we should include all synonyms.
    #[kafka(versions = "1+")]
    pub include_synonyms: bool,
    /// True if we should include configuration documentation.
    #[kafka(versions = "3+")]
    pub include_documentation: bool,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribeConfigsResource {
    /// The resource type.
    #[kafka(versions = "0+")]
    pub resource_type: i8,
    /// The resource name.
    #[kafka(versions = "0+")]
    pub resource_name: Str,
    /// The configuration keys to list, or null to list all configuration keys.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub configuration_keys: Option<Vec<Str>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 32, versions = "1-4", flexible = "4+")]
pub struct DescribeConfigsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The results for each resource.
    #[kafka(versions = "0+")]
    pub results: Vec<DescribeConfigsResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribeConfigsResult {
    /// The error code, or 0 if we were able to successfully describe the configurations.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The error message, or null if we were able to successfully describe the configurations.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// The resource type.
    #[kafka(versions = "0+")]
    pub resource_type: i8,
    /// The resource name.
    #[kafka(versions = "0+")]
    pub resource_name: Str,
    /// Each listed configuration.
    #[kafka(versions = "0+")]
    pub configs: Vec<DescribeConfigsResourceResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribeConfigsResourceResult {
    /// The configuration name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// The configuration value.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub value: Option<Str>,
    /// True if the configuration is read-only.
    #[kafka(versions = "0+")]
    pub read_only: bool,
    /// The configuration source.
    #[kafka(versions = "1+", default = -1, ignorable)]
    pub config_source: i8,
    /// True if this configuration is sensitive.
    #[kafka(versions = "0+")]
    pub is_sensitive: bool,
    /// The synonyms for this configuration key.
    #[kafka(versions = "1+", ignorable)]
    pub synonyms: Vec<DescribeConfigsSynonym>,
    /// The configuration data type. Type can be one of the following values - BOOLEAN, STRING, INT, SHORT,
    /// LONG, DOUBLE, LIST, CLASS, PASSWORD.
    #[kafka(versions = "3+", ignorable)]
    pub config_type: i8,
    /// The configuration documentation.
    #[kafka(versions = "3+", nullable = "0+", default = Some(Default::default()), ignorable)]
    pub documentation: Option<Str>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribeConfigsSynonym {
    /// The synonym name.
    #[kafka(versions = "1+")]
    pub name: Str,
    /// The synonym value.
    #[kafka(versions = "1+", nullable = "0+", default = Some(Default::default()))]
    pub value: Option<Str>,
    /// The synonym source.
    #[kafka(versions = "1+")]
    pub source: i8,
    pub unknown_tags: UnknownTags,
}
