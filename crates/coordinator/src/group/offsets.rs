//! Committed offsets of all groups, whatever their kind. Hard state: it changes by replay alone.
//!
//! Offsets that were sent within a transaction are pending until it ends: [`transactional`].

pub(super) mod commit;
pub(super) mod delete;
pub(super) mod expire;
pub(super) mod fetch;
pub(super) mod transactional;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use model::{LeaderEpoch, Millis, Offset, ProducerId, Uuid};

/// One OffsetCommit record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CommittedOffset {
    pub(super) offset: Offset,
    pub(super) leader_epoch: LeaderEpoch,
    pub(super) metadata: Box<str>,
    pub(super) commit_timestamp: Millis,
    /// When the client said how long it is to be kept.
    pub(super) expire_timestamp: Option<Millis>,
    pub(super) topic_id: Uuid,
    /// Where the record lies: of several for one partition the last one counts.
    pub(super) record_offset: Offset,
}

#[derive(Debug, Default)]
pub(super) struct Offsets {
    /// No empty ones.
    by_group: HashMap<Arc<str>, GroupOffsets>,
    /// By the producer whose transaction is open; no empty ones.
    pending: HashMap<ProducerId, HashMap<Arc<str>, GroupOffsets>>,
    /// The producers with pending offsets of a group; no empty ones.
    open_transactions: HashMap<Arc<str>, HashSet<ProducerId>>,
}

/// The offsets of one group: by topic, then sorted by partition. No empty topics.
#[derive(Debug, Default, PartialEq)]
pub(super) struct GroupOffsets {
    topics: HashMap<Arc<str>, Vec<(i32, CommittedOffset)>>,
}

impl Offsets {
    pub(super) fn of_group(&self, group_id: &str) -> Option<&GroupOffsets> {
        self.by_group.get(group_id)
    }

    pub(super) fn get(&self, group_id: &str, topic: &str, partition: i32) -> Option<&CommittedOffset> {
        self.by_group.get(group_id)?.get(topic, partition)
    }

    pub(super) fn put(&mut self, group_id: &Arc<str>, topic: &str, partition: i32, offset: CommittedOffset) {
        self.by_group.entry(Arc::clone(group_id)).or_default().put(topic, partition, offset);
    }

    /// A tombstone is in the log. It goes for what is pending too.
    pub(super) fn remove(&mut self, group_id: &str, topic: &str, partition: i32) {
        remove_from(&mut self.by_group, group_id, topic, partition);
        self.remove_pending(group_id, topic, partition);
    }

    /// Whether there is anything of a group, committed or pending.
    pub(super) fn has_any(&self, group_id: &str) -> bool {
        self.by_group.contains_key(group_id) || self.open_transactions.contains_key(group_id)
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = (&Arc<str>, &GroupOffsets)> {
        self.by_group.iter()
    }

    pub(super) fn check(&self) {
        for (group_id, offsets) in self.by_group.iter().chain(self.pending.values().flatten()) {
            offsets.check(group_id);
        }
        for (producer_id, groups) in &self.pending {
            assert!(!groups.is_empty(), "producer {producer_id} has nothing pending");
            for group_id in groups.keys() {
                assert!(self.open_transactions[group_id].contains(producer_id), "{group_id} {producer_id}");
            }
        }
        for (group_id, producer_ids) in &self.open_transactions {
            assert!(!producer_ids.is_empty(), "{group_id} has no open transaction");
            for producer_id in producer_ids {
                assert!(self.pending[producer_id].contains_key(group_id), "{group_id} {producer_id}");
            }
        }
    }
}

impl GroupOffsets {
    pub(super) fn get(&self, topic: &str, partition: i32) -> Option<&CommittedOffset> {
        let partitions = self.topics.get(topic)?;
        let place = partitions.binary_search_by_key(&partition, |(partition, _)| *partition).ok()?;
        Some(&partitions[place].1)
    }

    fn put(&mut self, topic: &str, partition: i32, offset: CommittedOffset) {
        if !self.topics.contains_key(topic) {
            self.topics.insert(Arc::from(topic), Vec::with_capacity(1));
        }
        let Some(partitions) = self.topics.get_mut(topic) else { return };
        match partitions.binary_search_by_key(&partition, |(partition, _)| *partition) {
            Ok(place) => partitions[place].1 = offset,
            Err(place) => partitions.insert(place, (partition, offset)),
        }
    }

    fn remove(&mut self, topic: &str, partition: i32) {
        let Some(partitions) = self.topics.get_mut(topic) else { return };
        if let Ok(place) = partitions.binary_search_by_key(&partition, |(partition, _)| *partition) {
            partitions.remove(place);
        }
        if partitions.is_empty() {
            self.topics.remove(topic);
        }
    }

    /// By topic and partition.
    pub(super) fn sorted(&self) -> impl Iterator<Item = (&Arc<str>, i32, &CommittedOffset)> {
        let mut topics: Vec<_> = self.topics.iter().collect();
        topics.sort_unstable_by_key(|&(topic, _)| topic);
        topics.into_iter().flat_map(|(topic, partitions)| {
            partitions.iter().map(move |(partition, offset)| (topic, *partition, offset))
        })
    }

    pub(super) fn of_topic(&self, topic: &str) -> &[(i32, CommittedOffset)] {
        self.topics.get(topic).map_or(&[], Vec::as_slice)
    }

    fn check(&self, group_id: &str) {
        assert!(!self.topics.is_empty(), "group {group_id} has an entry without offsets");
        for (topic, partitions) in &self.topics {
            assert!(!partitions.is_empty(), "group {group_id} has an entry without offsets of {topic}");
            assert!(partitions.is_sorted_by(|a, b| a.0 < b.0), "partitions of {topic} in {group_id}");
        }
    }
}

fn remove_from(groups: &mut HashMap<Arc<str>, GroupOffsets>, group_id: &str, topic: &str, partition: i32) {
    if let Some(offsets) = groups.get_mut(group_id) {
        offsets.remove(topic, partition);
        if offsets.topics.is_empty() {
            groups.remove(group_id);
        }
    }
}
