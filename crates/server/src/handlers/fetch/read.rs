//! One look at all partitions of a fetch request.

use std::sync::Arc;

use bytes::Bytes;
use model::{ErrorCode, LeaderEpoch, Millis, Offset};
use protocol::messages::fetch::{EpochEndOffset, LeaderIdAndEpoch, PartitionData};
use protocol::{Records, UnknownTags};
use replication::{FetchIsolation, Partition, PartitionError, PartitionRead, ReadRequest};
use storage::log::LogSlice;

use super::super::errors::partition_error;
use crate::fetch_session::{FetchOutcome, FetchWish};

/// A partition that is asked for, or why there is none.
pub(super) struct Target {
    pub(super) partition: Result<Arc<Partition>, ErrorCode>,
    pub(super) wish: FetchWish,
}

#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) max_bytes: usize,
    pub(super) isolation: FetchIsolation,
}

/// What was found, in the order of the targets.
pub(super) struct Round {
    pub(super) found: Vec<Found>,
    /// Bytes of records.
    pub(super) bytes: usize,
    /// There is something that the client must hear of at once.
    pub(super) is_urgent: bool,
}

pub(super) enum Found {
    Read(PartitionRead),
    Failed { error: ErrorCode, leader: LeaderIdAndEpoch },
}

pub(super) fn read_all(targets: &[Target], limits: Limits, now: Millis) -> Round {
    let mut round = Round { found: Vec::with_capacity(targets.len()), bytes: 0, is_urgent: false };
    for target in targets {
        let left = limits.max_bytes.saturating_sub(round.bytes);
        let found = read_one(target, left, round.bytes == 0, limits.isolation, now);
        match &found {
            Found::Read(read) => {
                round.bytes += read.slice.as_ref().map_or(0, LogSlice::len);
                round.is_urgent |= read.diverging_epoch.is_some();
            }
            Found::Failed { .. } => round.is_urgent = true,
        }
        round.found.push(found);
    }
    round
}

fn read_one(target: &Target, left: usize, is_first: bool, isolation: FetchIsolation, now: Millis) -> Found {
    let partition = match &target.partition {
        Ok(partition) => partition,
        Err(error) => return Found::failed(*error),
    };
    let wish = target.wish;
    let request = ReadRequest {
        offset: wish.fetch_offset,
        max_bytes: usize::try_from(wish.max_bytes).unwrap_or(0).min(left),
        min_one_batch: is_first,
        isolation,
        current_leader_epoch: epoch(wish.current_leader_epoch),
        last_fetched_epoch: epoch(wish.last_fetched_epoch),
    };
    match partition.read(request, now) {
        Ok(read) => Found::Read(read),
        Err(error) => {
            let mut failed = Found::failed(partition_error(&error));
            let current = match error {
                PartitionError::NotLeader { leader_id, leader_epoch } => Some((leader_id, leader_epoch)),
                PartitionError::FencedLeaderEpoch { .. } => Some(partition.leader()),
                _ => None,
            };
            if let (Found::Failed { leader, .. }, Some((id, epoch))) = (&mut failed, current) {
                leader.leader_id = id.map_or(-1, |id| id.0);
                leader.leader_epoch = epoch.0;
            }
            failed
        }
    }
}

/// Whatever is below zero stands for no epoch, in this request.
fn epoch(number: i32) -> LeaderEpoch {
    if number < 0 { LeaderEpoch::NONE } else { LeaderEpoch(number) }
}

impl Found {
    pub(super) fn failed(error: ErrorCode) -> Self {
        Self::Failed { error, leader: LeaderIdAndEpoch::default() }
    }

    /// What the session must know to decide whether the partition is part of the response.
    pub(super) fn outcome(&self) -> FetchOutcome {
        let (error, read) = match self {
            Self::Failed { error, .. } => (*error, None),
            Self::Read(read) => (ErrorCode::None, Some(read)),
        };
        FetchOutcome {
            error,
            has_records: read.is_some_and(|read| read.slice.is_some()),
            has_diverging_epoch: read.is_some_and(|read| read.diverging_epoch.is_some()),
            has_preferred_replica: false,
            high_watermark: read.map_or(Offset::NONE, |read| read.high_watermark),
            log_start_offset: read.map_or(Offset::NONE, |read| read.log_start_offset),
        }
    }

    pub(super) fn into_data(
        self,
        partition_index: i32,
        isolation: FetchIsolation,
    ) -> (PartitionData, Option<LogSlice>) {
        let read = match self {
            Self::Read(read) => read,
            Self::Failed { error, leader } => {
                let was_not_asked = matches!(
                    error,
                    ErrorCode::UnknownTopicOrPartition
                        | ErrorCode::UnknownTopicId
                        | ErrorCode::UnknownServerError
                );
                let data = PartitionData {
                    partition_index,
                    error_code: error.code(),
                    high_watermark: -1,
                    current_leader: leader,
                    // Null where the log was asked, empty where there is none: so does Kafka.
                    aborted_transactions: was_not_asked.then(Vec::new),
                    records: Records::Bytes(Bytes::new()),
                    ..PartitionData::default()
                };
                return (data, None);
            }
        };
        let diverging_epoch = read.diverging_epoch.map(|(epoch, end_offset)| EpochEndOffset {
            epoch: epoch.0,
            end_offset: end_offset.0,
            unknown_tags: UnknownTags::default(),
        });
        let data = PartitionData {
            partition_index,
            high_watermark: read.high_watermark.0,
            last_stable_offset: read.last_stable_offset.0,
            log_start_offset: read.log_start_offset.0,
            diverging_epoch: diverging_epoch.unwrap_or_default(),
            // Null where no transaction can matter; none is ever aborted as long as none can be begun.
            aborted_transactions: (isolation == FetchIsolation::TxnCommitted).then(Vec::new),
            records: match &read.slice {
                Some(slice) => Records::Elsewhere(slice.len()),
                None => Records::Bytes(Bytes::new()),
            },
            ..PartitionData::default()
        };
        (data, read.slice)
    }
}
