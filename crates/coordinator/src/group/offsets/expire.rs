//! Offsets that nobody needs any more (`offsets.retention.minutes`).
//!
//! | group | expires | counted from |
//! |---|---|---|
//! | simple | everything | the commit |
//! | Empty | everything | when it became empty; an old record does not say: the commit |
//! | Stable, of consumers | topics that no member is subscribed to | the commit |
//! | otherwise | nothing | |
//!
//! A commit that said how long it is to be kept is kept so long, but goes only when offsets of the group may.

use std::collections::HashSet;

use model::Millis;

use super::Offsets;
use crate::group::classic::{ClassicGroup, State};
use crate::group::records;
use crate::shard::CoordinatorRecord;

/// Adds the tombstones that are due, with the group's own if nothing is left of it.
pub(in crate::group) fn expire_group(
    offsets: &Offsets,
    group: &ClassicGroup,
    (now, retention_ms): (Millis, i64),
    tombstones: &mut Vec<CoordinatorRecord>,
) {
    let mut is_anything_left = !group.pending_members.is_empty();
    if let Some(of_group) = offsets.of_group(&group.group_id) {
        let Some(rule) = Rule::of(group) else { return };
        for (topic, partition, offset) in of_group.sorted() {
            let is_due = match offset.expire_timestamp {
                Some(expire_timestamp) => now >= expire_timestamp,
                None => now.0 - rule.since(offset.commit_timestamp).0 >= retention_ms,
            };
            if is_due && !rule.is_subscribed(topic) && !offsets.is_pending(&group.group_id, topic, partition)
            {
                tombstones.push(records::offset_tombstone(&group.group_id, topic, partition));
            } else {
                is_anything_left = true;
            }
        }
    }
    let has_open_transaction = offsets.open_transactions.contains_key(&group.group_id);
    if group.state == State::Empty && !is_anything_left && !has_open_transaction {
        tombstones.push(records::group_tombstone(&group.group_id));
    }
}

struct Rule {
    empty_since: Option<Millis>,
    subscribed: Option<HashSet<Box<str>>>,
}

impl Rule {
    /// None: nothing of the group expires.
    fn of(group: &ClassicGroup) -> Option<Self> {
        match group.state {
            _ if group.protocol_type.is_none() => Some(Self { empty_since: None, subscribed: None }),
            State::Empty => Some(Self { empty_since: group.state_timestamp, subscribed: None }),
            State::Stable => {
                group.subscribed_topics().map(|topics| Self { empty_since: None, subscribed: Some(topics) })
            }
            State::PreparingRebalance { .. } | State::CompletingRebalance => None,
        }
    }

    fn since(&self, commit_timestamp: Millis) -> Millis {
        self.empty_since.unwrap_or(commit_timestamp)
    }

    fn is_subscribed(&self, topic: &str) -> bool {
        self.subscribed.as_ref().is_some_and(|topics| topics.contains(topic))
    }
}
