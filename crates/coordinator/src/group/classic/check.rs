//! What always holds of a classic group between two calls.

use std::collections::HashMap;
use std::sync::Arc;

use super::group::ClassicGroup;
use super::member::{Member, Waiting};
use super::state::State;

impl ClassicGroup {
    pub(in crate::group) fn check(&self) {
        let id = &self.group_id;
        self.check_counts();
        self.check_state();
        match &self.leader {
            Some(leader) => assert!(self.members.contains_key(leader), "{id} is led by {leader}, no member"),
            None => assert!(self.members.is_empty(), "{id} has members and no leader"),
        }
        for (instance_id, member_id) in &self.static_members {
            let known = self.members.get(member_id).and_then(|member| member.group_instance_id.as_ref());
            assert_eq!(known, Some(instance_id), "{id}: {instance_id} is not the instance id of {member_id}");
        }
        for member_id in self.pending_members.keys() {
            assert!(!self.members.contains_key(member_id), "{id}: {member_id} is a member and pending");
        }
        for deadline in self.pending_members.values() {
            assert!(deadline.is_set(), "{id} has a pending member that does not expire");
        }
        let sessions =
            self.members.values().map(|member| &member.session).chain(self.pending_members.values());
        for deadline in sessions.chain([&self.join_deadline, &self.sync_deadline]) {
            deadline.check();
        }
    }

    fn check_counts(&self) {
        let id = &self.group_id;
        let count = |is: fn(&Member) -> bool| self.members.values().filter(|member| is(member)).count();
        assert_eq!(self.awaiting_joins, count(Member::is_awaiting_join), "{id}: awaiting joins");
        assert_eq!(self.owed_syncs, count(|member| member.owes_sync), "{id}: owed syncs");
        assert_eq!(self.static_members.len(), count(Member::is_static), "{id}: static members");
        let mut speakers: HashMap<Arc<str>, usize> = HashMap::new();
        for protocol in self.members.values().flat_map(|member| &member.protocols) {
            *speakers.entry(Arc::clone(&protocol.name)).or_default() += 1;
        }
        assert_eq!(self.speakers, speakers, "{id}: speakers of protocols");
        let has_common = self.speakers.values().any(|&count| count == self.members.len());
        assert!(self.members.is_empty() || has_common, "{id}: members without a protocol in common");
    }

    fn check_state(&self) {
        let id = &self.group_id;
        assert_eq!(
            self.join_deadline.is_set(),
            self.state.is_preparing(),
            "{id}: time to join in {:?}",
            self.state
        );
        let owes = self.owed_syncs > 0;
        assert_eq!(self.sync_deadline.is_set(), owes, "{id}: time to sync, {} owed", self.owed_syncs);
        match self.state {
            State::Empty => assert!(self.members.is_empty(), "{id} is Empty with members"),
            State::PreparingRebalance { .. } => assert!(!owes, "{id} waits for syncs before the generation"),
            State::CompletingRebalance | State::Stable => {
                assert!(!self.members.is_empty(), "{id} is {:?} without members", self.state);
                assert_eq!(self.awaiting_joins, 0, "{id}: joins wait in {:?}", self.state);
                let name = self.protocol_name.as_deref();
                assert!(name.is_some_and(|name| self.is_candidate(name)), "{id}: not all speak {name:?}");
            }
        }
        for (member_id, member) in &self.members {
            match member.waits_for {
                Waiting::Nothing => assert!(member.session.is_set(), "{id}: {member_id} never expires"),
                Waiting::Join(_) => {
                    assert!(self.state.is_preparing(), "{id}: {member_id} waits in {:?}", self.state);
                }
                Waiting::Sync(_) => {
                    assert_eq!(self.state, State::CompletingRebalance, "{id}: {member_id} waits");
                }
            }
        }
    }
}
