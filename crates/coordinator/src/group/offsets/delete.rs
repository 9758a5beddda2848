//! OffsetDelete, and what goes with a group or a topic.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::{ErrorCode, Uuid};
use protocol::Str;

use super::Offsets;
use crate::group::classic::{ClassicGroup, State};
use crate::group::records;
use crate::shard::CoordinatorRecord;

/// Tombstones, and one code for each partition. A group with members gives up only what no consumer reads.
pub(in crate::group) fn delete_offsets(
    offsets: &Offsets,
    group: &ClassicGroup,
    partitions: &[(Str, i32)],
) -> Result<(Vec<CoordinatorRecord>, Vec<ErrorCode>), ErrorCode> {
    if group.state != State::Empty && !group.uses_consumer_protocol() {
        return Err(ErrorCode::NonEmptyGroup);
    }
    let subscribed = group.subscribed_topics();
    let is_subscribed = |topic: &Str| {
        subscribed.as_ref().map_or_else(|| group.uses_consumer_protocol(), |topics| topics.contains(&**topic))
    };
    let mut tombstones = Vec::new();
    let mut codes = Vec::with_capacity(partitions.len());
    for (topic, partition) in partitions {
        if is_subscribed(topic) {
            codes.push(ErrorCode::GroupSubscribedToTopic);
            continue;
        }
        codes.push(ErrorCode::None);
        if offsets.get(&group.group_id, topic, *partition).is_some()
            || offsets.is_pending(&group.group_id, topic, *partition)
        {
            tombstones.push(records::offset_tombstone(&group.group_id, topic, *partition));
        }
    }
    Ok((tombstones, codes))
}

impl Offsets {
    /// Tombstones of everything that a group has, pending offsets too.
    pub(in crate::group) fn tombstones_of_group(&self, group_id: &str) -> Vec<CoordinatorRecord> {
        let committed = self.of_group(group_id).into_iter().flat_map(|offsets| offsets.sorted());
        let partitions: BTreeSet<(&Arc<str>, i32)> = committed
            .chain(self.pending_of_group(group_id))
            .map(|(topic, partition, _)| (topic, partition))
            .collect();
        partitions
            .into_iter()
            .map(|(topic, partition)| records::offset_tombstone(group_id, topic, partition))
            .collect()
    }

    /// Tombstones of everything that was committed for topics that are no more.
    pub(in crate::group) fn tombstones_of_topics(
        &self,
        topics: &[(Arc<str>, Uuid)],
    ) -> Vec<CoordinatorRecord> {
        let all = self.groups().chain(self.pending.values().flatten());
        let mut partitions: BTreeSet<(&Arc<str>, &Arc<str>, i32)> = BTreeSet::new();
        for (group_id, offsets) in all {
            for (topic, topic_id) in topics {
                for (partition, offset) in offsets.of_topic(topic) {
                    // Old records do not name the topic by id. Another id: a topic of this name was made anew.
                    if offset.topic_id.is_zero() || offset.topic_id == *topic_id {
                        partitions.insert((group_id, topic, *partition));
                    }
                }
            }
        }
        partitions
            .into_iter()
            .map(|(group_id, topic, partition)| records::offset_tombstone(group_id, topic, partition))
            .collect()
    }
}
