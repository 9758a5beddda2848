//! A member of a classic group.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use protocol::Str;
use protocol::messages::describe_groups::DescribedGroupMember;
use protocol::messages::join_group::JoinGroupRequestProtocol;

use crate::group::timers::Deadline;
use crate::shard::Ticket;

/// Its id is the key under which the group keeps it. Everything is copied out of the frames that it came in.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::group) struct Member {
    pub(in crate::group) group_instance_id: Option<Arc<str>>,
    pub(in crate::group) client_id: Box<str>,
    pub(in crate::group) client_host: Arc<str>,
    pub(in crate::group) rebalance_timeout_ms: i32,
    pub(in crate::group) session_timeout_ms: i32,
    /// What it can speak, by preference, each name once. Soft: a record holds the group's protocol alone.
    pub(super) protocols: Box<[Protocol]>,
    pub(in crate::group) assignment: Bytes,
    pub(super) waits_for: Waiting,
    /// It never got the answer to a JoinGroup, so it cannot know its id and does not send heartbeats.
    pub(super) is_new: bool,
    /// It got the current generation and did not ask for its assignment yet.
    pub(super) owes_sync: bool,
    pub(super) session: Deadline,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Protocol {
    pub(super) name: Arc<str>,
    pub(super) metadata: Bytes,
}

/// The request of a member that is not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    Nothing,
    Join(Ticket),
    Sync(Ticket),
}

impl Member {
    pub(super) fn is_awaiting_join(&self) -> bool {
        matches!(self.waits_for, Waiting::Join(_))
    }

    pub(super) fn is_static(&self) -> bool {
        self.group_instance_id.is_some()
    }

    /// A member that waits for an answer cannot send heartbeats. A new one may have gone without a trace, though.
    pub(super) fn has_satisfied_heartbeat(&self) -> bool {
        !self.is_new && self.waits_for != Waiting::Nothing
    }

    /// Whether it says about itself what it said before.
    pub(super) fn matches(&self, protocols: &[JoinGroupRequestProtocol]) -> bool {
        self.protocols.len() == protocols.len()
            && self
                .protocols
                .iter()
                .zip(protocols)
                .all(|(ours, theirs)| *ours.name == *theirs.name && ours.metadata == theirs.metadata)
    }

    /// What it said about itself for one protocol; empty if it does not speak it.
    pub(in crate::group) fn metadata(&self, protocol_name: Option<&str>) -> Bytes {
        self.protocols
            .iter()
            .find(|protocol| Some(&*protocol.name) == protocol_name)
            .map(|protocol| protocol.metadata.clone())
            .unwrap_or_default()
    }

    /// The protocol that it likes best among those that `is_candidate` allows.
    pub(super) fn vote(&self, is_candidate: impl Fn(&str) -> bool) -> Option<&str> {
        self.protocols.iter().map(|protocol| &*protocol.name).find(|name| is_candidate(name))
    }

    pub(super) fn describe(&self, member_id: &str) -> DescribedGroupMember {
        DescribedGroupMember {
            member_id: Str::from(member_id),
            group_instance_id: self.group_instance_id.as_deref().map(Str::from),
            client_id: Str::from(&*self.client_id),
            client_host: Str::from(&*self.client_host),
            ..DescribedGroupMember::default()
        }
    }
}

/// Copies protocols; of several with one name the first counts.
pub(super) fn copy_protocols(protocols: &[JoinGroupRequestProtocol]) -> Box<[Protocol]> {
    let mut seen = HashSet::with_capacity(protocols.len());
    protocols
        .iter()
        .filter(|protocol| seen.insert(&*protocol.name))
        .map(|protocol| Protocol {
            name: Arc::from(&*protocol.name),
            metadata: Bytes::copy_from_slice(&protocol.metadata),
        })
        .collect()
}
