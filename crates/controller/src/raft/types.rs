//! The type arguments of openraft, chosen once.

use std::fmt;

use bytes::Bytes;
use model::{BrokerId, Uuid};
use openraft::alias::{EntryOf, LogIdOf, StoredMembershipOf, VoteOf};
use openraft::impls::leader_id_std;

/// KIP-853's ReplicaKey. The directory is part of the identity: a node that lost its disk is a new node, or it could
/// vote twice in one term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct ReplicaKey {
    pub(crate) id: BrokerId,
    pub(crate) directory_id: Uuid,
}

impl fmt::Display for ReplicaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.id, self.directory_id)
    }
}

/// openraft's test suite numbers its nodes.
#[cfg(test)]
impl From<u64> for ReplicaKey {
    fn from(id: u64) -> Self {
        Self { id: BrokerId(i32::try_from(id).unwrap()), directory_id: Uuid::ZERO }
    }
}

/// What the membership says of a voter beside its key: nothing. Endpoints are metadata records.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct VoterInfo;

/// The framed metadata records of one command, applied as one.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct MetadataBatch(pub(crate) Bytes);

impl fmt::Debug for MetadataBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl fmt::Display for MetadataBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

openraft::declare_raft_types!(
    /// `leader_id_std`: at most one leader in a term, as Kafka's leader epoch must name exactly one. The answer to a
    /// write is the index it got.
    pub(crate) Meta:
        D = MetadataBatch,
        R = u64,
        NodeId = ReplicaKey,
        Node = VoterInfo,
        Term = u64,
        LeaderId = leader_id_std::LeaderId<Self::Term, Self::NodeId>
);

pub(crate) type Entry = EntryOf<Meta>;
pub(crate) type LogId = LogIdOf<Meta>;
pub(crate) type StoredMembership = StoredMembershipOf<Meta>;
pub(crate) type Vote = VoteOf<Meta>;
