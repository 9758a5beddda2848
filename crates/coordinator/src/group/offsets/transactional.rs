//! Offsets that were sent within a transaction: nobody sees them before it commits, but it is known that they are on
//! their way (KIP-447).

use std::sync::Arc;

use model::ProducerId;

use super::{CommittedOffset, Offsets, remove_from};

impl Offsets {
    pub(in crate::group) fn put_pending(
        &mut self,
        producer_id: ProducerId,
        group_id: &Arc<str>,
        (topic, partition): (&str, i32),
        offset: CommittedOffset,
    ) {
        let groups = self.pending.entry(producer_id).or_default();
        groups.entry(Arc::clone(group_id)).or_default().put(topic, partition, offset);
        self.open_transactions.entry(Arc::clone(group_id)).or_default().insert(producer_id);
    }

    /// Whether the offset of a partition may change when a transaction ends.
    pub(in crate::group) fn is_pending(&self, group_id: &str, topic: &str, partition: i32) -> bool {
        self.open_transactions.get(group_id).is_some_and(|producer_ids| {
            producer_ids.iter().any(|producer_id| {
                let offsets = self.pending.get(producer_id).and_then(|groups| groups.get(group_id));
                offsets.is_some_and(|offsets| offsets.get(topic, partition).is_some())
            })
        })
    }

    /// Every pending partition of a group, perhaps more than once.
    pub(in crate::group) fn pending_of_group<'a>(
        &'a self,
        group_id: &'a str,
    ) -> impl Iterator<Item = (&'a Arc<str>, i32, &'a CommittedOffset)> {
        let producer_ids = self.open_transactions.get(group_id).into_iter().flatten();
        producer_ids
            .filter_map(move |producer_id| self.pending.get(producer_id)?.get(group_id))
            .flat_map(|offsets| offsets.sorted())
    }

    /// What was pending counts, unless something was committed after it; or is forgotten.
    pub(in crate::group) fn end_transaction(&mut self, producer_id: ProducerId, is_commit: bool) {
        for (group_id, offsets) in self.pending.remove(&producer_id).unwrap_or_default() {
            self.close(&group_id, producer_id);
            if !is_commit {
                continue;
            }
            for (topic, partitions) in offsets.topics {
                for (partition, offset) in partitions {
                    let current = self.get(&group_id, &topic, partition);
                    if current.is_none_or(|current| current.record_offset < offset.record_offset) {
                        self.put(&group_id, &topic, partition, offset);
                    }
                }
            }
        }
    }

    pub(super) fn remove_pending(&mut self, group_id: &str, topic: &str, partition: i32) {
        let Some(producer_ids) = self.open_transactions.get(group_id) else { return };
        for producer_id in producer_ids.clone() {
            let Some(groups) = self.pending.get_mut(&producer_id) else { continue };
            remove_from(groups, group_id, topic, partition);
            let is_closed = !groups.contains_key(group_id);
            if groups.is_empty() {
                self.pending.remove(&producer_id);
            }
            if is_closed {
                self.close(group_id, producer_id);
            }
        }
    }

    /// A transaction holds nothing of a group any more.
    fn close(&mut self, group_id: &str, producer_id: ProducerId) {
        if let Some(producer_ids) = self.open_transactions.get_mut(group_id) {
            producer_ids.remove(&producer_id);
            if producer_ids.is_empty() {
                self.open_transactions.remove(group_id);
            }
        }
    }
}
