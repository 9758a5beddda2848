//! DeleteRecords, versions 0 to 2: raises a partition's log start offset.
//!
//! Offset −1 stands for the high watermark. Only topics whose `cleanup.policy` has `delete` allow it.

use std::ops::RangeInclusive;

use model::{ErrorCode, LeaderEpoch, Offset};
use protocol::messages::delete_records::{
    DeleteRecordsPartition, DeleteRecordsPartitionResult, DeleteRecordsRequest, DeleteRecordsResponse,
    DeleteRecordsTopicResult,
};
use replication::Topic;
use storage::log::StorageError;

use super::errors::partition_error;
use crate::broker::topics::is_internal;
use crate::clock;
use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=2;
const HIGH_WATERMARK: i64 = -1;

pub(super) fn handle(context: &RequestContext, request: DeleteRecordsRequest) -> DeleteRecordsResponse {
    let topics = request.topics.into_iter().filter(|topic| !topic.partitions.is_empty()).map(|topic| {
        let local = context.broker.replicas.topic(&topic.name);
        let delete = |asked: &DeleteRecordsPartition| {
            let (low_watermark, error) = match delete(local.as_deref(), asked) {
                Ok(low_watermark) => (low_watermark, ErrorCode::None),
                Err(error) => (Offset::NONE, error),
            };
            DeleteRecordsPartitionResult {
                partition_index: asked.partition_index,
                low_watermark: low_watermark.0,
                error_code: error.code(),
                ..DeleteRecordsPartitionResult::default()
            }
        };
        let partitions = topic.partitions.iter().map(delete).collect();
        DeleteRecordsTopicResult { name: topic.name, partitions, ..Default::default() }
    });
    DeleteRecordsResponse { topics: topics.collect(), ..DeleteRecordsResponse::default() }
}

fn delete(topic: Option<&Topic>, asked: &DeleteRecordsPartition) -> Result<Offset, ErrorCode> {
    let topic = topic.ok_or(ErrorCode::UnknownTopicOrPartition)?;
    if is_internal(&topic.name) {
        return Err(ErrorCode::InvalidTopicException);
    }
    let partition = topic.partition(asked.partition_index).ok_or(ErrorCode::UnknownTopicOrPartition)?;
    if !topic.config().cleanup_policy.delete {
        return Err(ErrorCode::PolicyViolation);
    }
    let deleted = partition.with_log(LeaderEpoch::NONE, clock::now(), |log, offsets| {
        let before =
            if asked.offset == HIGH_WATERMARK { offsets.high_watermark } else { Offset(asked.offset) };
        if before < Offset(0) || before > offsets.high_watermark {
            return Err(StorageError::OffsetOutOfRange {
                partition: partition.id().clone(),
                offset: before,
                log_start_offset: offsets.log_start_offset,
                log_end_offset: offsets.log_end_offset,
            });
        }
        log.delete_records_before(before)
    });
    deleted.map_err(|error| partition_error(&error))
}
