//! OffsetFetch.

use model::{ErrorCode, LeaderEpoch, Offset};
use protocol::Str;

use super::{CommittedOffset, Offsets};
use crate::group::request::{FetchOffsets, FetchedOffset};

impl Offsets {
    pub(in crate::group) fn fetch(&self, request: &FetchOffsets) -> Vec<FetchedOffset> {
        let is_unstable = |topic: &str, partition: i32| {
            request.requires_stable && self.is_pending(&request.group_id, topic, partition)
        };
        let offsets = self.of_group(&request.group_id);
        match &request.partitions {
            Some(partitions) => partitions
                .iter()
                .map(|(topic, partition)| {
                    let offset = offsets.and_then(|offsets| offsets.get(topic, *partition));
                    fetched(topic.clone(), *partition, offset, is_unstable(topic, *partition))
                })
                .collect(),
            None => offsets
                .into_iter()
                .flat_map(|offsets| offsets.sorted())
                .map(|(topic, partition, offset)| {
                    fetched(Str::from(&**topic), partition, Some(offset), is_unstable(topic, partition))
                })
                .collect(),
        }
    }
}

fn fetched(topic: Str, partition: i32, offset: Option<&CommittedOffset>, is_unstable: bool) -> FetchedOffset {
    let error = if is_unstable { ErrorCode::UnstableOffsetCommit } else { ErrorCode::None };
    let offset = offset.filter(|_| !is_unstable);
    FetchedOffset {
        topic,
        partition,
        offset: offset.map_or(Offset::NONE, |offset| offset.offset),
        leader_epoch: offset.map_or(LeaderEpoch::NONE, |offset| offset.leader_epoch),
        metadata: offset.map(|offset| Str::from(&*offset.metadata)).unwrap_or_default(),
        error,
    }
}
