//! A GroupMetadata record is in the log: the group is what it says.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use model::Millis;
use protocol::records::group::group_metadata::{GroupMetadataValue, MemberMetadata};

use super::group::ClassicGroup;
use super::member::{Member, Protocol, Waiting};
use super::state::State;
use crate::group::step::Step;
use crate::group::timers::Deadline;

impl ClassicGroup {
    /// Of members that were there before, what is soft is kept: sessions, who waits, the other protocols.
    pub(in crate::group) fn replay(&mut self, value: &GroupMetadataValue) {
        let mut before = std::mem::take(&mut self.members);
        self.static_members = HashMap::new();
        self.speakers = HashMap::new();
        (self.awaiting_joins, self.owed_syncs) = (0, 0);
        self.leader = None;
        for metadata in &value.members {
            let (member_id, old) = match before.remove_entry(&*metadata.member_id) {
                Some((member_id, member)) => (member_id, Some(*member)),
                None => (Arc::from(&*metadata.member_id), None),
            };
            if !self.members.contains_key(&member_id) {
                self.insert(&member_id, member(metadata, value, old));
            }
        }
        let leader = value.leader.as_deref().and_then(|leader| self.member_key(leader));
        self.leader = leader.or_else(|| self.members.keys().next().cloned());
        self.generation_id = value.generation;
        self.recorded_generation_id = Some(value.generation);
        self.protocol_name = value.protocol.as_deref().map(Arc::from);
        self.protocol_type = Some(&*value.protocol_type).filter(|kind| !kind.is_empty()).map(Arc::from);
        self.state = if self.members.is_empty() { State::Empty } else { State::Stable };
        self.state_timestamp = Some(value.current_state_timestamp).filter(|&at| at >= 0).map(Millis);
    }

    /// The shard was loaded: everybody gets a full session.
    pub(in crate::group) fn loaded(&mut self, step: &mut Step<'_>) {
        let member_ids: Vec<Arc<str>> = self.members.keys().cloned().collect();
        for member_id in &member_ids {
            self.reset_session(step, member_id);
        }
        if self.members.len() > step.config.max_size {
            // The limit was lowered. The last ones to come back are the ones to go.
            self.prepare_rebalance(step);
        }
    }
}

fn member(metadata: &MemberMetadata, value: &GroupMetadataValue, old: Option<Member>) -> Member {
    let session_timeout_ms = metadata.session_timeout;
    let rebalance_timeout_ms = Some(metadata.rebalance_timeout).filter(|&timeout_ms| timeout_ms >= 0);
    let soft = Soft::of(old, value.protocol.as_deref().unwrap_or_default(), &metadata.subscription);
    Member {
        group_instance_id: metadata.group_instance_id.as_deref().map(Arc::from),
        client_id: Box::from(&*metadata.client_id),
        client_host: Arc::from(&*metadata.client_host),
        // Old records know one timeout.
        rebalance_timeout_ms: rebalance_timeout_ms.unwrap_or(session_timeout_ms).max(0),
        session_timeout_ms,
        protocols: soft.protocols,
        assignment: Bytes::copy_from_slice(&metadata.assignment),
        waits_for: soft.waits_for,
        is_new: false,
        owes_sync: soft.owes_sync,
        session: soft.session,
    }
}

/// What a record does not say.
struct Soft {
    protocols: Box<[Protocol]>,
    waits_for: Waiting,
    owes_sync: bool,
    session: Deadline,
}

impl Soft {
    fn of(old: Option<Member>, protocol_name: &str, subscription: &[u8]) -> Self {
        let only = || {
            let metadata = Bytes::copy_from_slice(subscription);
            Box::new([Protocol { name: Arc::from(protocol_name), metadata }])
        };
        match old {
            None => Self {
                protocols: only(),
                waits_for: Waiting::Nothing,
                owes_sync: false,
                session: Deadline::default(),
            },
            Some(old) => {
                let is_known = old
                    .protocols
                    .iter()
                    .any(|protocol| *protocol.name == *protocol_name && protocol.metadata == subscription);
                Self {
                    protocols: if is_known { old.protocols } else { only() },
                    waits_for: old.waits_for,
                    owes_sync: old.owes_sync,
                    session: old.session,
                }
            }
        }
    }
}
