//! OffsetDelete, version 0 (KIP-496): committed offsets of topics that the group is not subscribed to.
//!
//! Partitions that do not exist are refused without asking the group, and stand first in the answer; an error of the whole
//! group counts even where there is no other partition.

use std::ops::RangeInclusive;

use coordinator::group::{GroupRequest, GroupResponse};
use indexmap::IndexMap;
use model::ErrorCode;
use protocol::messages::offset_delete::{
    OffsetDeleteRequest, OffsetDeleteResponse, OffsetDeleteResponsePartition, OffsetDeleteResponseTopic,
};
use protocol::{Decoder, Str};

use super::groups::{self, Outcome};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=0;

type Answers = IndexMap<Str, Vec<OffsetDeleteResponsePartition>>;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: OffsetDeleteRequest = context.decode(input)?;
    let image = context.broker.image();
    let mut answers = Answers::new();
    let mut partitions = Vec::new();
    for topic in request.topics {
        let known = image.topic(&topic.name);
        for partition in topic.partitions.iter().map(|partition| partition.partition_index) {
            if known.is_some_and(|known| known.partition(partition).is_some()) {
                partitions.push((topic.name.clone(), partition));
            } else {
                add(&mut answers, topic.name.clone(), partition, ErrorCode::UnknownTopicOrPartition);
            }
        }
    }
    if request.group_id.is_empty() {
        return Ok(context.reply(&failed(ErrorCode::InvalidGroupId)));
    }
    let delete =
        GroupRequest::DeleteOffsets { group_id: request.group_id.clone(), partitions: partitions.clone() };
    let submitted = context.broker.groups.submit(&request.group_id, delete);
    Ok(groups::answer(context, submitted, move |outcome| respond(outcome, partitions, answers)))
}

fn respond(outcome: Outcome, partitions: Vec<(Str, i32)>, mut answers: Answers) -> OffsetDeleteResponse {
    let errors = match outcome {
        Ok(GroupResponse::DeleteOffsets(Ok(errors))) => errors,
        Ok(GroupResponse::DeleteOffsets(Err(error))) | Err(error) => return failed(error),
        Ok(other) => return failed(groups::unexpected(&other)),
    };
    for ((topic, partition), error) in partitions.into_iter().zip(errors) {
        add(&mut answers, topic, partition, error);
    }
    response(answers)
}

fn add(answers: &mut Answers, topic: Str, partition_index: i32, error: ErrorCode) {
    answers.entry(topic).or_default().push(OffsetDeleteResponsePartition {
        partition_index,
        error_code: error.code(),
        ..OffsetDeleteResponsePartition::default()
    });
}

fn response(answers: Answers) -> OffsetDeleteResponse {
    let topic = |(name, partitions)| OffsetDeleteResponseTopic { name, partitions, ..Default::default() };
    OffsetDeleteResponse { topics: answers.into_iter().map(topic).collect(), ..Default::default() }
}

/// An error of the whole request stands alone.
fn failed(error: ErrorCode) -> OffsetDeleteResponse {
    OffsetDeleteResponse { error_code: error.code(), ..OffsetDeleteResponse::default() }
}
