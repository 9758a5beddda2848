//! OffsetCommit, versions 2 to 10. Answered when the offsets are committed.
//!
//! - 2 to 4: how long the offsets are to be kept. 6 (KIP-320): the leader epoch. 7 (KIP-345): static members.
//! - 9 (KIP-848): member epochs, GROUP_ID_NOT_FOUND and STALE_MEMBER_EPOCH. 10 (KIP-848): topics by id.
//!
//! Partitions that do not exist are refused without asking the group, and stand first in the answer. An empty group id
//! is a group like others.

use std::ops::RangeInclusive;
use std::sync::Arc;

use coordinator::group::{CommitOffsets, GroupRequest, GroupResponse, Membership, OffsetToCommit};
use indexmap::IndexMap;
use metadata::{MetadataImage, TopicImage};
use model::{ErrorCode, LeaderEpoch, Offset, Uuid};
use protocol::messages::offset_commit::{
    OffsetCommitRequest, OffsetCommitRequestPartition, OffsetCommitRequestTopic, OffsetCommitResponse,
    OffsetCommitResponsePartition, OffsetCommitResponseTopic,
};
use protocol::{Decoder, Str};

use super::groups::{self, Outcome};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 2..=10;
const RETENTION_UNTIL: i16 = 4;
const UNKNOWN_GROUP_SINCE: i16 = 9;
const TOPIC_IDS_SINCE: i16 = 10;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: OffsetCommitRequest = context.decode(input)?;
    let (version, image) = (context.api_version, context.broker.image());
    let mut answers = Answers::default();
    let mut partitions = Vec::new();
    for topic in request.topics {
        let found = find(&image, version, &topic);
        let known = found.as_ref().ok().map(|topic| Arc::clone(topic));
        let is_known = |partition: &OffsetCommitRequestPartition| match &known {
            Some(topic) => topic.partition(partition.partition_index).is_some(),
            None => false,
        };
        let error = found.err().unwrap_or(ErrorCode::UnknownTopicOrPartition);
        let (asked, unknown): (Vec<_>, Vec<_>) = topic.partitions.into_iter().partition(is_known);
        let name = known.as_ref().map_or(topic.name, |known| Str::from(&*known.name));
        let topic_id = known.as_ref().map_or(topic.topic_id, |known| known.id);
        for partition in unknown {
            answers.add((name.clone(), topic_id), partition.partition_index, error);
        }
        partitions.extend(asked.into_iter().map(|partition| OffsetToCommit {
            topic: name.clone(),
            topic_id,
            partition: partition.partition_index,
            offset: Offset(partition.committed_offset),
            leader_epoch: LeaderEpoch(partition.committed_leader_epoch),
            metadata: partition.committed_metadata,
        }));
    }
    if partitions.is_empty() {
        return Ok(context.reply(&answers.response()));
    }
    let asked: Vec<_> = partitions.iter().map(|p| ((p.topic.clone(), p.topic_id), p.partition)).collect();
    let commit = CommitOffsets {
        retention_ms: Some(request.retention_time_ms).filter(|ms| version <= RETENTION_UNTIL && *ms != -1),
        reports_unknown_group: version >= UNKNOWN_GROUP_SINCE,
        partitions,
        member: Membership {
            group_id: request.group_id.clone(),
            member_id: request.member_id,
            group_instance_id: request.group_instance_id,
            generation_or_member_epoch: request.generation_id_or_member_epoch,
        },
    };
    let submitted = context.broker.groups.submit(&request.group_id, GroupRequest::CommitOffsets(commit));
    Ok(groups::answer(context, submitted, move |outcome| {
        let errors = errors(outcome, asked.len());
        for ((topic, partition), error) in asked.into_iter().zip(errors) {
            answers.add(topic, partition, error);
        }
        answers.response()
    }))
}

fn find<'a>(
    image: &'a MetadataImage,
    version: i16,
    topic: &OffsetCommitRequestTopic,
) -> Result<&'a Arc<TopicImage>, ErrorCode> {
    if version >= TOPIC_IDS_SINCE {
        return image.topic_by_id(topic.topic_id).ok_or(ErrorCode::UnknownTopicId);
    }
    image.topic(&topic.name).ok_or(ErrorCode::UnknownTopicOrPartition)
}

/// One code for each partition that the group was asked about.
fn errors(outcome: Outcome, count: usize) -> Vec<ErrorCode> {
    match outcome {
        Ok(GroupResponse::CommitOffsets(errors)) => errors,
        Ok(other) => vec![groups::unexpected(&other); count],
        Err(error) => vec![error; count],
    }
}

/// The answer, as it grows. Topics stand in the order in which something is known of them.
#[derive(Debug, Default)]
struct Answers {
    topics: IndexMap<(Str, Uuid), Vec<OffsetCommitResponsePartition>>,
}

impl Answers {
    fn add(&mut self, topic: (Str, Uuid), partition_index: i32, error: ErrorCode) {
        self.topics.entry(topic).or_default().push(OffsetCommitResponsePartition {
            partition_index,
            error_code: error.code(),
            ..OffsetCommitResponsePartition::default()
        });
    }

    fn response(self) -> OffsetCommitResponse {
        let topics = self.topics.into_iter().map(|((name, topic_id), partitions)| {
            OffsetCommitResponseTopic { name, topic_id, partitions, ..OffsetCommitResponseTopic::default() }
        });
        OffsetCommitResponse { topics: topics.collect(), ..OffsetCommitResponse::default() }
    }
}
