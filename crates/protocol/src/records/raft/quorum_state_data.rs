//! QuorumStateData, a record schema of Apache Kafka.

use model::Uuid;
use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "0-1", flexible = "0+")]
pub struct QuorumStateData {
    /// The cluster id.
    #[kafka(versions = "0")]
    pub cluster_id: Str,
    /// The leader id.
    #[kafka(versions = "0+", default = -1)]
    pub leader_id: i32,
    /// The leader epoch.
    #[kafka(versions = "0+", default = -1)]
    pub leader_epoch: i32,
    /// The voted id.
    #[kafka(versions = "0+", default = -1)]
    pub voted_id: i32,
    /// The voted directory id.
    #[kafka(versions = "1+")]
    pub voted_directory_id: Uuid,
    /// The applied offset.
    #[kafka(versions = "0")]
    pub applied_offset: i64,
    /// The current voters.
    #[kafka(versions = "0", nullable = "0", default = Some(Default::default()))]
    pub current_voters: Option<Vec<Voter>>,
    pub unknown_tags: UnknownTags,
}

#[derive(Wire, Clone, Debug, PartialEq)]
pub struct Voter {
    /// The voter id.
    #[kafka(versions = "0")]
    pub voter_id: i32,
    pub unknown_tags: UnknownTags,
}
