//! One classic group: who is in it, what its members have in common, who leads.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use model::{ErrorCode, Millis};
use protocol::Str;
use protocol::messages::join_group::{JoinGroupRequestProtocol, JoinGroupResponse, JoinGroupResponseMember};
use protocol::messages::sync_group::SyncGroupResponse;

use super::member::{Member, Waiting};
use super::state::State;
use crate::group::step::Step;
use crate::group::timers::{Deadline, Timer};
use crate::group::{GroupResponse, responses};

/// Its hard state is its last GroupMetadata record: generation, protocol, leader, members and their assignments. While
/// a rebalance runs, the same fields hold what the next record may say; that, and everything else, is soft.
#[derive(Debug)]
pub(in crate::group) struct ClassicGroup {
    pub(in crate::group) group_id: Arc<str>,
    pub(in crate::group) state: State,
    /// When the state began; None if an old record does not say.
    pub(in crate::group) state_timestamp: Option<Millis>,
    /// None: a simple group, which only has offsets.
    pub(in crate::group) protocol_type: Option<Arc<str>>,
    pub(in crate::group) protocol_name: Option<Arc<str>>,
    pub(in crate::group) generation_id: i32,
    /// A member. None only without members.
    pub(in crate::group) leader: Option<Arc<str>>,
    pub(in crate::group) members: BTreeMap<Arc<str>, Box<Member>>,
    /// Member ids by instance id.
    pub(super) static_members: HashMap<Arc<str>, Arc<str>>,
    /// Ids that were given out and not yet joined with.
    pub(in crate::group) pending_members: BTreeMap<Arc<str>, Deadline>,
    /// How many members wait for the answer to a JoinGroup.
    pub(super) awaiting_joins: usize,
    /// How many members owe a SyncGroup.
    pub(super) owed_syncs: usize,
    /// How many members speak each protocol; no zeros.
    pub(super) speakers: HashMap<Arc<str>, usize>,
    pub(super) join_deadline: Deadline,
    pub(super) sync_deadline: Deadline,
    pub(super) initial_delay: InitialDelay,
    /// The generation of the last record; None if there is none.
    pub(in crate::group) recorded_generation_id: Option<i32>,
}

/// How an initial rebalance is put off while members arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct InitialDelay {
    pub(super) delay_ms: i32,
    pub(super) remaining_ms: i32,
    pub(super) was_member_added: bool,
}

impl ClassicGroup {
    pub(in crate::group) fn new(group_id: Arc<str>, now: Millis) -> Self {
        Self {
            group_id,
            state: State::Empty,
            state_timestamp: Some(now),
            protocol_type: None,
            protocol_name: None,
            generation_id: 0,
            leader: None,
            members: BTreeMap::new(),
            static_members: HashMap::new(),
            pending_members: BTreeMap::new(),
            awaiting_joins: 0,
            owed_syncs: 0,
            speakers: HashMap::new(),
            join_deadline: Deadline::default(),
            sync_deadline: Deadline::default(),
            initial_delay: InitialDelay::default(),
            recorded_generation_id: None,
        }
    }

    /// Nothing would be lost without it: no member, no record, nobody on the way.
    pub(in crate::group) fn is_vacant(&self) -> bool {
        self.state == State::Empty && self.pending_members.is_empty() && self.recorded_generation_id.is_none()
    }

    pub(super) fn transition_to(&mut self, state: State, now: Millis) {
        self.state = state;
        self.state_timestamp = Some(now);
    }

    pub(super) fn is_leader(&self, member_id: &str) -> bool {
        self.leader.as_deref() == Some(member_id)
    }

    /// Everybody is here who is known to come.
    pub(super) fn have_all_members_joined(&self) -> bool {
        self.awaiting_joins == self.members.len() && self.pending_members.is_empty()
    }

    /// The longest that any member asks to be waited for.
    pub(super) fn rebalance_timeout_ms(&self) -> i32 {
        self.members.values().map(|member| member.rebalance_timeout_ms).max().unwrap_or(0)
    }

    pub(super) fn supports_protocols(
        &self,
        protocol_type: &str,
        protocols: &[JoinGroupRequestProtocol],
    ) -> bool {
        if self.state == State::Empty {
            return !protocol_type.is_empty() && !protocols.is_empty();
        }
        self.protocol_type.as_deref() == Some(protocol_type)
            && protocols.iter().any(|protocol| self.is_candidate(&protocol.name))
    }

    /// Whether all members speak a protocol.
    pub(super) fn is_candidate(&self, protocol_name: &str) -> bool {
        self.speakers.get(protocol_name).copied().unwrap_or(0) == self.members.len()
    }

    /// The protocol that most members like best among those that all speak.
    pub(super) fn select_protocol(&self) -> Option<&str> {
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for member in self.members.values() {
            if let Some(name) = member.vote(|name| self.is_candidate(name)) {
                *votes.entry(name).or_default() += 1;
            }
        }
        let most = votes.values().copied().max()?;
        votes.into_iter().find(|&(_, count)| count == most).map(|(name, _)| name)
    }

    /// Whether a request comes from a member as the group knows it.
    pub(in crate::group) fn validate_member(
        &self,
        member_id: &str,
        instance_id: Option<&str>,
    ) -> Result<(), ErrorCode> {
        if let Some(instance_id) = instance_id {
            match self.static_members.get(instance_id) {
                None => return Err(ErrorCode::UnknownMemberId),
                Some(current) if **current != *member_id => return Err(ErrorCode::FencedInstanceId),
                Some(_) => {}
            }
        }
        if self.members.contains_key(member_id) { Ok(()) } else { Err(ErrorCode::UnknownMemberId) }
    }

    /// Adds a member under an id that is not in use.
    pub(super) fn insert(&mut self, member_id: &Arc<str>, member: Member) {
        if let Some(instance_id) = &member.group_instance_id {
            self.static_members.insert(Arc::clone(instance_id), Arc::clone(member_id));
        }
        for protocol in &member.protocols {
            *self.speakers.entry(Arc::clone(&protocol.name)).or_default() += 1;
        }
        self.awaiting_joins += usize::from(member.is_awaiting_join());
        self.owed_syncs += usize::from(member.owes_sync);
        self.leader.get_or_insert_with(|| Arc::clone(member_id));
        self.pending_members.remove(member_id);
        let before = self.members.insert(Arc::clone(member_id), Box::new(member));
        assert!(before.is_none(), "member {member_id} was added to group {} twice", self.group_id);
    }

    /// Takes a member out. If it led, another one does.
    pub(super) fn remove(&mut self, member_id: &str) -> Option<Box<Member>> {
        self.pending_members.remove(member_id);
        let member = self.members.remove(member_id)?;
        if let Some(instance_id) = &member.group_instance_id {
            self.static_members.remove(instance_id);
        }
        for protocol in &member.protocols {
            self.forget_speaker(&protocol.name);
        }
        self.awaiting_joins -= usize::from(member.is_awaiting_join());
        self.owed_syncs -= usize::from(member.owes_sync);
        if self.is_leader(member_id) {
            self.leader = self.members.keys().next().cloned();
        }
        Some(member)
    }

    fn forget_speaker(&mut self, protocol_name: &str) {
        if let Some(count) = self.speakers.get_mut(protocol_name) {
            *count -= 1;
            if *count == 0 {
                self.speakers.remove(protocol_name);
            }
        }
    }

    /// Changes what is counted of a member only through this: takes it out and puts it back.
    pub(super) fn change(&mut self, member_id: &Arc<str>, change: impl FnOnce(&mut Member)) {
        let leader = self.leader.clone();
        if let Some(mut member) = self.remove(member_id) {
            change(&mut member);
            self.insert(member_id, *member);
        }
        self.leader = leader;
    }

    /// Answers the JoinGroup that a member waits with, if it does.
    pub(super) fn complete_join(
        &mut self,
        step: &mut Step<'_>,
        member_id: &str,
        response: JoinGroupResponse,
    ) {
        let Some(member) = self.members.get_mut(member_id) else { return };
        if let Waiting::Join(ticket) = member.waits_for {
            member.waits_for = Waiting::Nothing;
            self.awaiting_joins -= 1;
            step.reply(ticket, GroupResponse::JoinGroup(response));
        }
    }

    /// Answers the SyncGroup that a member waits with, if it does.
    pub(super) fn complete_sync(&mut self, step: &mut Step<'_>, member_id: &str, error: ErrorCode) {
        let Some(member) = self.members.get_mut(member_id) else { return };
        if let Waiting::Sync(ticket) = member.waits_for {
            member.waits_for = Waiting::Nothing;
            step.reply(ticket, responses::sync_error(error));
        }
    }

    /// Gives a member its full session timeout from now.
    pub(super) fn reset_session(&mut self, step: &mut Step<'_>, member_id: &Arc<str>) {
        if let Some(member) = self.members.get_mut(member_id) {
            let due = Millis(step.now.0 + i64::from(member.session_timeout_ms));
            let timer = Timer::Session(Arc::clone(member_id));
            step.timers.set(&mut member.session, due, &self.group_id, timer);
        }
    }

    /// The id as the group keeps it, to share.
    pub(super) fn member_key(&self, member_id: &str) -> Option<Arc<str>> {
        self.members.get_key_value(member_id).map(|(key, _)| Arc::clone(key))
    }

    /// What a member is told of the current generation; a leader learns who the others are.
    pub(super) fn generation_response(&self, member_id: &str) -> JoinGroupResponse {
        JoinGroupResponse {
            members: if self.is_leader(member_id) { self.join_members() } else { Vec::new() },
            ..self.follower_response(member_id)
        }
    }

    pub(super) fn follower_response(&self, member_id: &str) -> JoinGroupResponse {
        JoinGroupResponse {
            generation_id: self.generation_id,
            protocol_type: self.protocol_type.as_deref().map(Str::from),
            protocol_name: self.protocol_name.as_deref().map(Str::from),
            leader: Str::from(self.leader.as_deref().unwrap_or_default()),
            member_id: Str::from(member_id),
            ..JoinGroupResponse::default()
        }
    }

    fn join_members(&self) -> Vec<JoinGroupResponseMember> {
        let members = self.members.iter().map(|(member_id, member)| JoinGroupResponseMember {
            member_id: Str::from(&**member_id),
            group_instance_id: member.group_instance_id.as_deref().map(Str::from),
            metadata: member.metadata(self.protocol_name.as_deref()),
            ..JoinGroupResponseMember::default()
        });
        members.collect()
    }

    pub(super) fn assignment_response(&self, member: &Member) -> SyncGroupResponse {
        SyncGroupResponse {
            protocol_type: self.protocol_type.as_deref().map(Str::from),
            protocol_name: self.protocol_name.as_deref().map(Str::from),
            assignment: member.assignment.clone(),
            ..SyncGroupResponse::default()
        }
    }
}
