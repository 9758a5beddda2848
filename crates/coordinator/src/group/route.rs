//! From a request to the group that it is about.

use std::sync::Arc;

use model::{ErrorCode, Millis, Uuid};
use protocol::Str;
use protocol::messages::describe_groups::DescribedGroup;
use protocol::messages::leave_group::{LeaveGroupRequest, LeaveGroupResponse};
use protocol::messages::sync_group::SyncGroupRequest;

use super::classic::leave::nobody_is_there;
use super::classic::{ClassicGroup, Join, State};
use super::group_shard::{Group, GroupShard};
use super::offsets::{commit, delete, expire};
use super::request::{CommitOffsets, GroupRequest, GroupResponse, GroupSnapshot, Membership};
use super::responses::{join_error, sync_error};
use super::step::Step;
use super::tag::GroupTag;
use super::{GroupEffect, records};
use crate::shard::{CoordinatorRecord, Effect, Ticket};
use model::{ProducerEpoch, ProducerId};

/// Tombstones of one write. A write is one batch, and a batch has a limit.
const TOMBSTONES_MAX: usize = 1_000;
/// A client id may be as long as a string can be. With what is added to it, it still has to be a string.
const MEMBER_ID_FRONT_BYTES_MAX: usize = 32_000;

impl GroupShard {
    pub(super) fn route(
        &mut self,
        now: Millis,
        ticket: Ticket,
        request: GroupRequest,
        effects: &mut Vec<GroupEffect>,
    ) {
        match request {
            GroupRequest::JoinGroup {
                client,
                request,
                requires_known_member_id,
                supports_skipping_assignment,
            } => {
                let join =
                    Join { ticket, client, request, requires_known_member_id, supports_skipping_assignment };
                self.join_group(now, &join, effects);
            }
            GroupRequest::SyncGroup { request, .. } => self.sync_group(now, ticket, &request, effects),
            GroupRequest::Heartbeat(member) => self.heartbeat(now, ticket, &member, effects),
            GroupRequest::LeaveGroup { request, .. } => self.leave_group(now, ticket, &request, effects),
            GroupRequest::CommitOffsets(commit) => self.commit_offsets(now, ticket, &commit, None, effects),
            GroupRequest::CommitTransactionalOffsets { producer, commit } => {
                self.commit_offsets(now, ticket, &commit, Some(producer), effects);
            }
            GroupRequest::FetchOffsets(request) => {
                let response = GroupResponse::FetchOffsets(Ok(self.offsets.fetch(&request)));
                effects.push(Effect::ReplyWhenCommitted(ticket, response));
            }
            GroupRequest::DeleteOffsets { group_id, partitions } => {
                self.delete_offsets(now, (ticket, &group_id), &partitions, effects);
            }
            GroupRequest::DescribeGroup { group_id, reports_unknown_group } => {
                let response = GroupResponse::DescribeGroup(self.describe(&group_id, reports_unknown_group));
                effects.push(Effect::ReplyWhenCommitted(ticket, response));
            }
            GroupRequest::ListGroups { states, types } => {
                effects.push(Effect::ReplyWhenCommitted(ticket, self.list(&states, &types)));
            }
            GroupRequest::DeleteGroup { group_id } => self.delete_group(now, ticket, &group_id, effects),
            GroupRequest::TopicsDeleted { topics } => self.topics_deleted(now, ticket, &topics, effects),
            GroupRequest::Snapshot => effects.push(Effect::Reply(ticket, self.snapshot())),
        }
    }

    fn join_group(&mut self, now: Millis, join: &Join, effects: &mut Vec<GroupEffect>) {
        let request = &join.request;
        let (group_id, member_id) = (&*request.group_id, &*request.member_id);
        let config = &self.config;
        let error = if group_id.is_empty() {
            Some(ErrorCode::InvalidGroupId)
        } else if !(config.min_session_timeout_ms..=config.max_session_timeout_ms)
            .contains(&request.session_timeout_ms)
        {
            Some(ErrorCode::InvalidSessionTimeout)
        } else {
            match self.groups.get(group_id) {
                Some(Group::Other) => Some(ErrorCode::InconsistentGroupProtocol),
                None if !member_id.is_empty() => Some(ErrorCode::UnknownMemberId),
                Some(Group::Classic(_)) | None => None,
            }
        };
        if let Some(error) = error {
            let response = GroupResponse::JoinGroup(join_error(member_id, error));
            return effects.push(Effect::Reply(join.ticket, response));
        }
        self.group_key(now, group_id);
        // Without an id of its own, the member may be given one.
        let random = if member_id.is_empty() { (self.chance)() } else { 0 };
        self.with_group(now, group_id, effects, |group, step| {
            group.join(step, join, |front| new_member_id(front, random));
        });
        self.maybe_forget(group_id);
    }

    fn sync_group(
        &mut self,
        now: Millis,
        ticket: Ticket,
        request: &SyncGroupRequest,
        effects: &mut Vec<GroupEffect>,
    ) {
        if request.group_id.is_empty() {
            return effects.push(Effect::Reply(ticket, sync_error(ErrorCode::InvalidGroupId)));
        }
        let done = self.with_group(now, &request.group_id, effects, |group, step| {
            group.sync(step, ticket, request);
        });
        if done.is_none() {
            effects.push(Effect::Reply(ticket, sync_error(ErrorCode::UnknownMemberId)));
        }
    }

    fn heartbeat(
        &mut self,
        now: Millis,
        ticket: Ticket,
        member: &Membership,
        effects: &mut Vec<GroupEffect>,
    ) {
        let error = if member.group_id.is_empty() {
            ErrorCode::InvalidGroupId
        } else {
            self.with_group(now, &member.group_id, effects, |group, step| group.heartbeat(step, member))
                .unwrap_or(ErrorCode::UnknownMemberId)
        };
        effects.push(Effect::Reply(ticket, GroupResponse::Heartbeat(error)));
    }

    fn leave_group(
        &mut self,
        now: Millis,
        ticket: Ticket,
        request: &LeaveGroupRequest,
        effects: &mut Vec<GroupEffect>,
    ) {
        let group_id = &*request.group_id;
        if group_id.is_empty() {
            let error_code = ErrorCode::InvalidGroupId.code();
            let response = LeaveGroupResponse { error_code, ..LeaveGroupResponse::default() };
            return effects.push(Effect::Reply(ticket, GroupResponse::LeaveGroup(response)));
        }
        let done = self.with_group(now, group_id, effects, |group, step| group.leave(step, ticket, request));
        if done.is_none() {
            effects.push(Effect::Reply(ticket, GroupResponse::LeaveGroup(nobody_is_there(request))));
        }
        self.maybe_forget(group_id);
    }

    fn commit_offsets(
        &mut self,
        now: Millis,
        ticket: Ticket,
        request: &CommitOffsets,
        producer: Option<(ProducerId, ProducerEpoch)>,
        effects: &mut Vec<GroupEffect>,
    ) {
        let group = match self.groups.get_mut(&*request.member.group_id) {
            Some(Group::Classic(group)) => Ok(Some(group)),
            Some(Group::Other) => Err(ErrorCode::UnknownMemberId),
            None => Ok(None),
        };
        let mut step = Step { now, config: &self.config, timers: &mut self.timers, effects };
        let is_valid = match group {
            Err(error) => Err(error),
            Ok(None) => commit::validate_without_group(request, producer.is_some()),
            Ok(Some(group)) => commit::validate(group, request, producer.is_some()).inspect(|()| {
                if producer.is_none() {
                    group.heard_of(&mut step, &request.member.member_id);
                }
            }),
        };
        match is_valid {
            Ok(()) => commit::commit(&mut step, ticket, request, producer),
            Err(error) => commit::refuse(&mut step, ticket, request, error),
        }
    }

    fn delete_offsets(
        &mut self,
        now: Millis,
        (ticket, group_id): (Ticket, &str),
        partitions: &[(Str, i32)],
        effects: &mut Vec<GroupEffect>,
    ) {
        let deleted = match self.groups.get(group_id) {
            Some(Group::Classic(group)) => delete::delete_offsets(&self.offsets, group, partitions),
            Some(Group::Other) => Err(ErrorCode::NonEmptyGroup),
            None => Err(ErrorCode::GroupIdNotFound),
        };
        match deleted {
            Ok((tombstones, codes)) => {
                let reply = (ticket, GroupResponse::DeleteOffsets(Ok(codes)));
                self.write_tombstones(now, tombstones, Some(reply), effects);
            }
            Err(error) => effects.push(Effect::Reply(ticket, GroupResponse::DeleteOffsets(Err(error)))),
        }
    }

    fn delete_group(&mut self, now: Millis, ticket: Ticket, group_id: &str, effects: &mut Vec<GroupEffect>) {
        let error = match self.groups.get(group_id) {
            None => ErrorCode::GroupIdNotFound,
            Some(Group::Classic(group)) if group.state == State::Empty => ErrorCode::None,
            Some(Group::Classic(_) | Group::Other) => ErrorCode::NonEmptyGroup,
        };
        if error != ErrorCode::None {
            return effects.push(Effect::Reply(ticket, GroupResponse::DeleteGroup(error)));
        }
        let mut tombstones = self.offsets.tombstones_of_group(group_id);
        tombstones.push(records::group_tombstone(group_id));
        let reply = (ticket, GroupResponse::DeleteGroup(ErrorCode::None));
        self.write_tombstones(now, tombstones, Some(reply), effects);
    }

    fn topics_deleted(
        &mut self,
        now: Millis,
        ticket: Ticket,
        topics: &[(Arc<str>, Uuid)],
        effects: &mut Vec<GroupEffect>,
    ) {
        let tombstones = self.offsets.tombstones_of_topics(topics);
        self.write_tombstones(now, tombstones, Some((ticket, GroupResponse::TopicsDeleted)), effects);
    }

    pub(super) fn expire_offsets(&mut self, now: Millis, effects: &mut Vec<GroupEffect>) {
        let mut tombstones = Vec::new();
        for group in self.classic_groups() {
            let due = (now, self.config.offsets_retention_ms);
            expire::expire_group(&self.offsets, group, due, &mut tombstones);
        }
        self.write_tombstones(now, tombstones, None, effects);
    }

    /// Writes tombstones in batches of a bounded size. The reply goes with the last one.
    fn write_tombstones(
        &mut self,
        now: Millis,
        tombstones: Vec<CoordinatorRecord>,
        reply: Option<(Ticket, GroupResponse)>,
        effects: &mut Vec<GroupEffect>,
    ) {
        let mut step = Step { now, config: &self.config, timers: &mut self.timers, effects };
        let mut reply = reply;
        let mut tombstones = tombstones.into_iter().peekable();
        if tombstones.peek().is_none() {
            if let Some((ticket, response)) = reply {
                step.reply_when_committed(ticket, response);
            }
            return;
        }
        while tombstones.peek().is_some() {
            let batch: Vec<_> = tombstones.by_ref().take(TOMBSTONES_MAX).collect();
            let replies = if tombstones.peek().is_none() { reply.take() } else { None };
            step.write(batch, replies.into_iter().collect(), GroupTag::default());
        }
    }

    fn describe(&self, group_id: &str, reports_unknown_group: bool) -> DescribedGroup {
        if let Some(group) = self.classic(group_id) {
            return group.describe();
        }
        let mut described = DescribedGroup {
            group_id: Str::from(group_id),
            group_state: Str::from_static("Dead"),
            ..DescribedGroup::default()
        };
        if reports_unknown_group {
            let problem =
                if self.groups.contains_key(group_id) { "is not a classic group" } else { "not found" };
            described.error_code = ErrorCode::GroupIdNotFound.code();
            described.error_message = Some(Str::from(format!("Group {group_id} {problem}.")));
        }
        described
    }

    fn list(&self, states: &[String], types: &[String]) -> GroupResponse {
        let is_asked_for = |group: &&ClassicGroup| {
            let is_state = |state: &String| state.eq_ignore_ascii_case(group.state.name());
            let is_type = |kind: &String| kind == "classic";
            (states.is_empty() || states.iter().any(is_state))
                && (types.is_empty() || types.iter().any(is_type))
        };
        GroupResponse::ListGroups(
            self.classic_groups().filter(is_asked_for).map(ClassicGroup::listed).collect(),
        )
    }

    fn snapshot(&self) -> GroupResponse {
        let of = |group: &ClassicGroup| GroupSnapshot {
            group_id: Arc::clone(&group.group_id),
            state: group.state.name(),
            members: group.members.len(),
            offsets: self
                .offsets
                .of_group(&group.group_id)
                .into_iter()
                .flat_map(|offsets| offsets.sorted())
                .map(|(topic, partition, offset)| (Arc::clone(topic), partition, offset.offset))
                .collect(),
        };
        GroupResponse::Snapshot(self.classic_groups().map(of).collect())
    }
}

/// `<client id>-<uuid>`, or `<instance id>-<uuid>`.
fn new_member_id(front: &str, random: u128) -> String {
    let mut end = front.len().min(MEMBER_ID_FRONT_BYTES_MAX);
    while !front.is_char_boundary(end) {
        end -= 1;
    }
    // A version-4 UUID.
    let bits = (random & !(0xf << 76) & !(0b11 << 62)) | (0x4 << 76) | (0b10 << 62);
    let (a, b, c) = (bits >> 96, (bits >> 80) & 0xffff, (bits >> 64) & 0xffff);
    let (d, e) = ((bits >> 48) & 0xffff, bits & 0xffff_ffff_ffff);
    format!("{}-{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}", &front[..end])
}
