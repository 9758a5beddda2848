//! ListOffsets, versions 1 to 11.
//!
//! By timestamp, or one of the special values −1 latest, −2 earliest, −3 maximum timestamp (since 7), −4 earliest local
//! (8), −5 latest tiered (9), −6 earliest pending upload (11). Version 2 added the isolation level, 4 the leader epoch,
//! 10 a time-out, which nothing here needs: there is no remote storage to wait for.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use model::{ErrorCode, LeaderEpoch, Offset};
use protocol::messages::list_offsets::{
    ListOffsetsPartition, ListOffsetsPartitionResponse, ListOffsetsRequest, ListOffsetsResponse,
    ListOffsetsTopicResponse,
};
use replication::{FetchIsolation, Partition, PartitionError};
use storage::log::TimestampOffset;

use super::errors::{is_isolation_level, partition_error};
use crate::clock;
use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=11;

const LEADER_EPOCH_SINCE: i16 = 4;
const LATEST: i64 = -1;
const EARLIEST: i64 = -2;
const MAX_TIMESTAMP: i64 = -3;
const EARLIEST_LOCAL: i64 = -4;
const LATEST_TIERED: i64 = -5;
const EARLIEST_PENDING_UPLOAD: i64 = -6;

pub(super) fn handle(context: &RequestContext, request: ListOffsetsRequest) -> ListOffsetsResponse {
    if !is_isolation_level(request.isolation_level) {
        return refused_all(request);
    }
    let isolation = match (request.replica_id, request.isolation_level) {
        // Consumers say −1; anything else is a replica or a debugging consumer.
        (replica, _) if replica != -1 => FetchIsolation::LogEnd,
        (_, 1) => FetchIsolation::TxnCommitted,
        _ => FetchIsolation::HighWatermark,
    };
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for topic in &request.topics {
        for partition in &topic.partitions {
            let key = (topic.name.clone(), partition.partition_index);
            if !seen.insert(key.clone()) {
                twice.insert(key);
            }
        }
    }
    let topics = request.topics.into_iter().filter(|topic| !topic.partitions.is_empty()).map(|topic| {
        let local = context.broker.replicas.topic(&topic.name);
        let answer = |asked: &ListOffsetsPartition| {
            if twice.contains(&(topic.name.clone(), asked.partition_index)) {
                return refused(asked, ErrorCode::InvalidRequest);
            }
            match local.as_ref().and_then(|local| local.partition(asked.partition_index)) {
                Some(partition) => look_up(context, &partition, asked, isolation),
                None => refused(asked, ErrorCode::UnknownTopicOrPartition),
            }
        };
        // Of a partition that was asked for twice there is one answer.
        let mut answered = BTreeSet::new();
        let once = topic.partitions.iter().filter(|asked| answered.insert(asked.partition_index));
        let partitions = once.map(answer).collect();
        ListOffsetsTopicResponse { name: topic.name.clone(), partitions, ..Default::default() }
    });
    ListOffsetsResponse { topics: topics.collect(), ..ListOffsetsResponse::default() }
}

/// Kafka's answer to an isolation level that it does not know.
fn refused_all(request: ListOffsetsRequest) -> ListOffsetsResponse {
    let topics = request.topics.into_iter().map(|topic| {
        let refuse = |asked| refused(asked, ErrorCode::UnknownServerError);
        let partitions = topic.partitions.iter().map(refuse).collect();
        ListOffsetsTopicResponse { name: topic.name, partitions, ..Default::default() }
    });
    ListOffsetsResponse { topics: topics.collect(), ..ListOffsetsResponse::default() }
}

/// The first version in which a special timestamp may be asked for.
fn version_of(timestamp: i64) -> Option<i16> {
    Some(match timestamp {
        EARLIEST_PENDING_UPLOAD => 11,
        LATEST_TIERED => 9,
        EARLIEST_LOCAL => 8,
        MAX_TIMESTAMP => 7,
        LATEST | EARLIEST | 0.. => 0,
        _ => return None,
    })
}

fn look_up(
    context: &RequestContext,
    partition: &Partition,
    asked: &ListOffsetsPartition,
    isolation: FetchIsolation,
) -> ListOffsetsPartitionResponse {
    match version_of(asked.timestamp) {
        Some(version) if version <= context.api_version => {}
        _ => return refused(asked, ErrorCode::UnsupportedVersion),
    }
    match find(partition, asked, isolation) {
        Ok(found) => ListOffsetsPartitionResponse {
            partition_index: asked.partition_index,
            timestamp: found.timestamp,
            offset: found.offset.0,
            // Cannot be sent before.
            leader_epoch: if context.api_version >= LEADER_EPOCH_SINCE { found.leader_epoch.0 } else { -1 },
            ..Default::default()
        },
        Err(error) => refused(asked, partition_error(&error)),
    }
}

fn find(
    partition: &Partition,
    asked: &ListOffsetsPartition,
    isolation: FetchIsolation,
) -> Result<TimestampOffset, PartitionError> {
    let (epoch, now) = (LeaderEpoch(asked.current_leader_epoch), clock::now());
    let (_, leader_epoch) = partition.leader();
    let at = |offset: Offset, leader_epoch| TimestampOffset { offset, timestamp: -1, leader_epoch };
    let nothing = at(Offset::NONE, LeaderEpoch::NONE);
    match asked.timestamp {
        LATEST => {
            let offsets = partition.offsets(epoch, now)?;
            Ok(at(offsets.upper_bound(isolation), leader_epoch))
        }
        EARLIEST | EARLIEST_LOCAL => partition.with_log(epoch, now, |log, offsets| {
            let start = offsets.log_start_offset;
            Ok(at(start, log.epoch_for_offset(start).unwrap_or(leader_epoch)))
        }),
        MAX_TIMESTAMP => {
            let found = partition.with_log(epoch, now, |log, _| log.offset_of_max_timestamp())?;
            Ok(found.unwrap_or(nothing))
        }
        // Nothing is ever uploaded: there is no remote storage.
        LATEST_TIERED | EARLIEST_PENDING_UPLOAD => partition.offsets(epoch, now).map(|_| nothing),
        timestamp => {
            let found = partition.offset_for_timestamp(timestamp, isolation, epoch, now)?;
            Ok(found.unwrap_or(nothing))
        }
    }
}

fn refused(asked: &ListOffsetsPartition, error: ErrorCode) -> ListOffsetsPartitionResponse {
    ListOffsetsPartitionResponse {
        partition_index: asked.partition_index,
        error_code: error.code(),
        ..Default::default()
    }
}
