//! DescribeUserScramCredentials, API key 50: versions 0, flexible from 0.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 50, versions = "0", flexible = "0+")]
pub struct DescribeUserScramCredentialsRequest {
    /// The users to describe, or null/empty to describe all users.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub users: Option<Vec<UserName>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct UserName {
    /// The user name.
    #[kafka(versions = "0+")]
    pub name: Str,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(api_key = 50, versions = "0", flexible = "0+")]
pub struct DescribeUserScramCredentialsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if
    /// the request did not violate any quota.
    #[kafka(versions = "0+")]
    pub throttle_time_ms: i32,
    /// The message-level error code, 0 except for user authorization or infrastructure issues.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The message-level error message, if any.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// The results for descriptions, one per user.
    #[kafka(versions = "0+")]
    pub results: Vec<DescribeUserScramCredentialsResult>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct DescribeUserScramCredentialsResult {
    /// The user name.
    #[kafka(versions = "0+")]
    pub user: Str,
    /// The user-level error code.
    #[kafka(versions = "0+")]
    pub error_code: i16,
    /// The user-level error message, if any.
    #[kafka(versions = "0+", nullable = "0+", default = Some(Default::default()))]
    pub error_message: Option<Str>,
    /// The mechanism and related information associated with the user's SCRAM credentials.
    #[kafka(versions = "0+")]
    pub credential_infos: Vec<CredentialInfo>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct CredentialInfo {
    /// The SCRAM mechanism.
    #[kafka(versions = "0+")]
    pub mechanism: i8,
    /// The number of iterations used in the SCRAM credential.
    #[kafka(versions = "0+")]
    pub iterations: i32,
    pub unknown_tags: UnknownTags,
}
