//! VotersRecord: data that Kafka keeps inside records or opaque fields.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "0", flexible = "0+")]
pub struct VotersRecord {
    /// The version of the voters record.
    #[kafka(versions = "0+")]
    pub version: i16,
    /// The set of voters in the quorum for this epoch.
    #[kafka(versions = "0+")]
    pub voters: Vec<Voter>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Voter {
    /// The replica id of the voter in the topic partition.
    #[kafka(versions = "0+")]
    pub voter_id: i32,
    /// The directory id of the voter in the topic partition.
    #[kafka(versions = "0+")]
    pub voter_directory_id: Uuid,
    /// The endpoint that can be used to communicate with the voter.
    #[kafka(versions = "0+")]
    pub endpoints: Vec<Endpoint>,
    /// The range of versions of the protocol that the replica supports.
    #[kafka(versions = "0+")]
    pub k_raft_version_feature: KRaftVersionFeature,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Endpoint {
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
pub struct KRaftVersionFeature {
    /// The minimum supported KRaft protocol version.
    #[kafka(versions = "0+")]
    pub min_supported_version: i16,
    /// The maximum supported KRaft protocol version.
    #[kafka(versions = "0+")]
    pub max_supported_version: i16,
    pub unknown_tags: UnknownTags,
}
