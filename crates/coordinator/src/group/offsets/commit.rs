//! OffsetCommit and TxnOffsetCommit: who may commit, and what.

use model::{ErrorCode, Millis, Offset, ProducerEpoch, ProducerId};

use super::CommittedOffset;
use crate::group::classic::{ClassicGroup, State};
use crate::group::request::{CommitOffsets, OffsetToCommit};
use crate::group::step::Step;
use crate::group::tag::GroupTag;
use crate::group::{GroupResponse, records};
use crate::shard::{Effect, Ticket, Write};

/// What a group that is not there answers: whoever is no member creates a group that only has offsets.
pub(in crate::group) fn validate_without_group(
    commit: &CommitOffsets,
    is_transactional: bool,
) -> Result<(), ErrorCode> {
    if commit.member.generation_or_member_epoch < 0 {
        Ok(())
    } else if commit.reports_unknown_group && !is_transactional {
        Err(ErrorCode::GroupIdNotFound)
    } else {
        Err(ErrorCode::IllegalGeneration)
    }
}

/// Whether a classic group takes offsets from this member.
pub(in crate::group) fn validate(
    group: &ClassicGroup,
    commit: &CommitOffsets,
    is_transactional: bool,
) -> Result<(), ErrorCode> {
    let member = &commit.member;
    let generation_id = member.generation_or_member_epoch;
    if generation_id < 0 && group.state == State::Empty {
        return Ok(());
    }
    if generation_id >= 0 || !member.member_id.is_empty() || member.group_instance_id.is_some() {
        group.validate_member(&member.member_id, member.group_instance_id.as_deref())?;
        if generation_id != group.generation_id {
            return Err(ErrorCode::IllegalGeneration);
        }
    } else if !is_transactional && group.state != State::Empty {
        // Old versions of TxnOffsetCommit do not say who the member is.
        return Err(ErrorCode::UnknownMemberId);
    }
    if !is_transactional && group.state == State::CompletingRebalance {
        // The member knows the generation, but has no assignment in it yet.
        return Err(ErrorCode::RebalanceInProgress);
    }
    Ok(())
}

/// Writes what is fit to be written, and answers with one code for each partition.
pub(in crate::group) fn commit(
    step: &mut Step<'_>,
    ticket: Ticket,
    commit: &CommitOffsets,
    producer: Option<(ProducerId, ProducerEpoch)>,
) {
    let mut records = Vec::with_capacity(commit.partitions.len());
    let mut codes = Vec::with_capacity(commit.partitions.len());
    for partition in &commit.partitions {
        if is_too_long(partition.metadata.as_deref(), step.config.offset_metadata_bytes_max) {
            codes.push(ErrorCode::OffsetMetadataTooLarge);
            continue;
        }
        let offset = committed_offset(partition, step.now, commit.retention_ms);
        let (group_id, topic) = (&commit.member.group_id, &partition.topic);
        records.push(records::offset_commit(group_id, topic, partition.partition, &offset));
        codes.push(ErrorCode::None);
    }
    let response = GroupResponse::CommitOffsets(codes);
    if records.is_empty() {
        return step.reply(ticket, response);
    }
    let replies = vec![(ticket, response)];
    step.effects.push(Effect::Write(Write { records, producer, replies, tag: GroupTag::default() }));
}

/// One code for all partitions.
pub(in crate::group) fn refuse(
    step: &mut Step<'_>,
    ticket: Ticket,
    commit: &CommitOffsets,
    error: ErrorCode,
) {
    step.reply(ticket, GroupResponse::CommitOffsets(vec![error; commit.partitions.len()]));
}

fn committed_offset(partition: &OffsetToCommit, now: Millis, retention_ms: Option<i64>) -> CommittedOffset {
    CommittedOffset {
        offset: partition.offset,
        leader_epoch: partition.leader_epoch,
        metadata: Box::from(partition.metadata.as_deref().unwrap_or_default()),
        commit_timestamp: now,
        expire_timestamp: retention_ms
            .filter(|&retention_ms| retention_ms >= 0)
            .map(|retention_ms| Millis(now.0.saturating_add(retention_ms))),
        topic_id: partition.topic_id,
        record_offset: Offset::NONE,
    }
}

/// Kafka counts UTF-16 units, which are never more than the bytes of UTF-8.
fn is_too_long(metadata: Option<&str>, length_max: usize) -> bool {
    metadata.is_some_and(|text| text.len() > length_max && text.encode_utf16().count() > length_max)
}
