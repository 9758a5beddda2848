//! Holds the groups of one partition of `__consumer_offsets`, and routes what they are asked.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use model::{Millis, Offset, ProducerId};
use protocol::records::group::offset_commit::{OffsetCommitKey, OffsetCommitValue};

use super::classic::ClassicGroup;
use super::offsets::{CommittedOffset, Offsets};
use super::records::{self, GroupRecord};
use super::request::{GroupRequest, GroupResponse};
use super::step::Step;
use super::tag::{GroupTag, OnFailure};
use super::timers::{Entry, Timers};
use super::{GroupConfig, GroupEffect};
use crate::shard::{Replay, ReplayContent, Shard, Ticket};

/// Random bits, for member ids.
pub(super) type Chance = Box<dyn FnMut() -> u128 + Send>;

/// The groups and offsets of one partition of `__consumer_offsets`.
pub struct GroupShard {
    pub(super) config: GroupConfig,
    pub(super) chance: Chance,
    pub(super) groups: HashMap<Arc<str>, Group>,
    pub(super) offsets: Offsets,
    pub(super) timers: Timers,
    /// When offsets are looked through next. None before the shard is loaded.
    pub(super) offsets_expire_at: Option<Millis>,
}

#[derive(Debug)]
pub(super) enum Group {
    Classic(Box<ClassicGroup>),
    /// Of a kind that is not served yet.
    Other,
}

impl GroupShard {
    /// `chance` gives random bits.
    pub fn new(config: GroupConfig, chance: impl FnMut() -> u128 + Send + 'static) -> Self {
        Self {
            config,
            chance: Box::new(chance),
            groups: HashMap::new(),
            offsets: Offsets::default(),
            timers: Timers::default(),
            offsets_expire_at: None,
        }
    }

    /// Lets `act` do something with a classic group, if there is one.
    pub(super) fn with_group<T>(
        &mut self,
        now: Millis,
        group_id: &str,
        effects: &mut Vec<GroupEffect>,
        act: impl FnOnce(&mut ClassicGroup, &mut Step<'_>) -> T,
    ) -> Option<T> {
        let Some(Group::Classic(group)) = self.groups.get_mut(group_id) else { return None };
        let mut step = Step { now, config: &self.config, timers: &mut self.timers, effects };
        Some(act(group, &mut step))
    }

    pub(super) fn classic(&self, group_id: &str) -> Option<&ClassicGroup> {
        match self.groups.get(group_id)? {
            Group::Classic(group) => Some(group),
            Group::Other => None,
        }
    }

    pub(super) fn classic_groups(&self) -> impl Iterator<Item = &ClassicGroup> {
        self.groups.values().filter_map(|group| match group {
            Group::Classic(group) => Some(&**group),
            Group::Other => None,
        })
    }

    /// A group of which nothing was ever recorded goes when nobody is left in it.
    pub(super) fn maybe_forget(&mut self, group_id: &str) {
        if self.classic(group_id).is_some_and(ClassicGroup::is_vacant) && !self.offsets.has_any(group_id) {
            self.groups.remove(group_id);
        }
    }

    /// Asserts what always holds between two calls.
    ///
    /// # Panics
    /// When something does not.
    pub fn check(&self) {
        self.offsets.check();
        for group in self.classic_groups() {
            group.check();
        }
        for (group_id, _) in self.offsets.groups() {
            assert!(self.groups.contains_key(group_id), "offsets of {group_id}, which is not there");
        }
    }

    fn fire(&mut self, now: Millis, entry: &Entry, effects: &mut Vec<GroupEffect>) {
        let group_id = Arc::clone(&entry.group_id);
        self.with_group(now, &group_id, effects, |group, step| group.entry_came_up(step, entry));
        self.maybe_forget(&group_id);
    }

    fn sweep_timers(&mut self) {
        let groups = &self.groups;
        self.timers.maybe_sweep(|entry| match groups.get(&entry.group_id) {
            Some(Group::Classic(group)) => group.is_armed(entry),
            Some(Group::Other) | None => false,
        });
    }

    fn replay_offset(
        &mut self,
        now: Millis,
        key: &OffsetCommitKey,
        value: Option<&OffsetCommitValue>,
        (record_offset, producer_id): (Offset, Option<ProducerId>),
    ) {
        let Some(value) = value else { return self.offsets.remove(&key.group, &key.topic, key.partition) };
        let group_id = self.group_key(now, &key.group);
        let offset: CommittedOffset = records::committed_offset(value, record_offset);
        match producer_id {
            None => self.offsets.put(&group_id, &key.topic, key.partition, offset),
            Some(producer_id) => {
                self.offsets.put_pending(producer_id, &group_id, (&key.topic, key.partition), offset);
            }
        }
    }

    /// The id as it is kept, to share. A group that is not there is made: one that only has offsets.
    pub(super) fn group_key(&mut self, now: Millis, group_id: &str) -> Arc<str> {
        if let Some((group_id, _)) = self.groups.get_key_value(group_id) {
            return Arc::clone(group_id);
        }
        let group_id: Arc<str> = Arc::from(group_id);
        let group = ClassicGroup::new(Arc::clone(&group_id), now);
        self.groups.insert(Arc::clone(&group_id), Group::Classic(Box::new(group)));
        group_id
    }

    fn replay_group(&mut self, now: Millis, record: GroupRecord) {
        match record {
            GroupRecord::Offset { .. } => {}
            GroupRecord::Group { group_id, value: Some(value) } => {
                if matches!(self.groups.get(&*group_id), Some(Group::Other)) {
                    self.groups.remove(&*group_id);
                }
                self.group_key(now, &group_id);
                if let Some(Group::Classic(group)) = self.groups.get_mut(&*group_id) {
                    group.replay(&value);
                }
            }
            GroupRecord::Group { group_id, value: None } => {
                if self.classic(&group_id).is_some() {
                    self.remove_group(now, &group_id);
                }
            }
            GroupRecord::OtherGroup { group_id, exists: true } => {
                let group_id = Arc::from(&*group_id);
                self.groups.insert(group_id, Group::Other);
            }
            GroupRecord::OtherGroup { group_id, exists: false } => {
                if matches!(self.groups.get(&*group_id), Some(Group::Other)) {
                    self.remove_group(now, &group_id);
                }
            }
        }
    }

    /// What has offsets stays, as a group that only has offsets: so it would be found after a restart.
    fn remove_group(&mut self, now: Millis, group_id: &str) {
        self.groups.remove(group_id);
        if self.offsets.has_any(group_id) {
            self.group_key(now, group_id);
        }
    }
}

impl Shard for GroupShard {
    type Request = GroupRequest;
    type Response = GroupResponse;
    type Tag = GroupTag;

    fn handle(&mut self, now: Millis, ticket: Ticket, request: GroupRequest) -> Vec<GroupEffect> {
        let mut effects = Vec::with_capacity(1);
        self.route(now, ticket, request, &mut effects);
        self.sweep_timers();
        effects
    }

    fn replay(&mut self, now: Millis, record: Replay<'_>) {
        let producer_id = record.producer.map(|(producer_id, _)| producer_id);
        match record.content {
            ReplayContent::Record { key, value } => match records::decode(key, value) {
                Some(GroupRecord::Offset { key, value }) => {
                    self.replay_offset(now, &key, value.as_ref(), (record.offset, producer_id));
                }
                Some(record) => self.replay_group(now, record),
                None => {}
            },
            ReplayContent::EndTransaction { is_commit } => {
                if let Some(producer_id) = producer_id {
                    self.offsets.end_transaction(producer_id, is_commit);
                }
            }
        }
    }

    fn loaded(&mut self, now: Millis) -> Vec<GroupEffect> {
        let mut effects = Vec::new();
        for group in self.groups.values_mut() {
            if let Group::Classic(group) = group {
                let (config, timers) = (&self.config, &mut self.timers);
                group.loaded(&mut Step { now, config, timers, effects: &mut effects });
            }
        }
        self.offsets_expire_at = Some(Millis(now.0 + self.config.offsets_retention_check_interval_ms));
        effects
    }

    fn expire(&mut self, now: Millis) -> Vec<GroupEffect> {
        let mut effects = Vec::new();
        while let Some(entry) = self.timers.pop_due(now) {
            self.fire(now, &entry, &mut effects);
        }
        if self.offsets_expire_at.is_some_and(|at| at <= now) {
            self.offsets_expire_at = Some(Millis(now.0 + self.config.offsets_retention_check_interval_ms));
            self.expire_offsets(now, &mut effects);
        }
        self.sweep_timers();
        effects
    }

    fn next_deadline(&self) -> Option<Millis> {
        self.timers.next().into_iter().chain(self.offsets_expire_at).min()
    }

    fn write_failed(&mut self, now: Millis, tag: GroupTag) -> Vec<GroupEffect> {
        let mut effects = Vec::new();
        match tag.on_failure() {
            None => {}
            Some(OnFailure::Rejoin { group_id, generation_id }) => {
                self.with_group(now, &group_id, &mut effects, |group, step| {
                    group.assignment_was_not_written(step, generation_id);
                });
            }
            Some(OnFailure::RestoreStaticMember { group_id, old_member_id, new_member_id, old }) => {
                self.with_group(now, &group_id, &mut effects, |group, step| {
                    group.restore_static_member(step, &old_member_id, &new_member_id, old);
                });
            }
        }
        effects
    }
}

impl fmt::Debug for GroupShard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupShard")
            .field("groups", &self.groups.len())
            .field("timers", &self.timers.len())
            .finish_non_exhaustive()
    }
}
