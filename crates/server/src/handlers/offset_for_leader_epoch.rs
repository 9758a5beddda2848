//! OffsetForLeaderEpoch, versions 2 to 4 (KIP-320): where an epoch ends in the leader's log.
//!
//! Unknown or future epoch: (−1, −1). An epoch older than all known ones: itself and the start of the first known one.

use std::ops::RangeInclusive;

use model::{ErrorCode, LeaderEpoch};
use protocol::messages::offset_for_leader_epoch::{
    EpochEndOffset, OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse, OffsetForLeaderPartition,
    OffsetForLeaderTopicResult,
};
use replication::Topic;

use super::errors::partition_error;
use crate::clock;
use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 2..=4;

pub(super) fn handle(
    context: &RequestContext,
    request: OffsetForLeaderEpochRequest,
) -> OffsetForLeaderEpochResponse {
    let topics = request.topics.into_iter().map(|topic| {
        let local = context.broker.replicas.topic(&topic.topic);
        let partitions = topic.partitions.iter().map(|asked| look_up(local.as_deref(), asked)).collect();
        OffsetForLeaderTopicResult { topic: topic.topic, partitions, ..Default::default() }
    });
    OffsetForLeaderEpochResponse { topics: topics.collect(), ..Default::default() }
}

fn look_up(topic: Option<&Topic>, asked: &OffsetForLeaderPartition) -> EpochEndOffset {
    let refused = |error: ErrorCode| EpochEndOffset {
        error_code: error.code(),
        partition: asked.partition,
        ..EpochEndOffset::default()
    };
    let Some(partition) = topic.and_then(|topic| topic.partition(asked.partition)) else {
        return refused(ErrorCode::UnknownTopicOrPartition);
    };
    let found = partition.with_log(LeaderEpoch(asked.current_leader_epoch), clock::now(), |log, _| {
        Ok(log.end_offset_for_epoch(LeaderEpoch(asked.leader_epoch)))
    });
    match found {
        Ok((epoch, end_offset)) => EpochEndOffset {
            partition: asked.partition,
            leader_epoch: epoch.0,
            end_offset: end_offset.0,
            ..EpochEndOffset::default()
        },
        Err(error) => refused(partition_error(&error)),
    }
}
