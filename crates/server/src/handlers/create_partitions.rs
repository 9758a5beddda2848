//! CreatePartitions, versions 0 to 3: topics can only grow.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use controller::MorePartitions;
use model::{ApiError, BrokerId, ErrorCode};
use protocol::Decoder;
use protocol::messages::create_partitions::{
    CreatePartitionsRequest, CreatePartitionsResponse, CreatePartitionsTopic, CreatePartitionsTopicResult,
};

use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=3;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, create)
}

async fn create(context: RequestContext, request: CreatePartitionsRequest) -> CreatePartitionsResponse {
    let mut seen = HashSet::new();
    let twice: HashSet<_> = request
        .topics
        .iter()
        .filter(|topic| !seen.insert(&topic.name))
        .map(|topic| topic.name.clone())
        .collect();
    let single: Vec<&CreatePartitionsTopic> =
        request.topics.iter().filter(|topic| !twice.contains(&topic.name)).collect();
    let wanted = single.iter().map(|topic| more(topic)).collect();
    let grown = context.broker.controller.create_partitions(wanted, request.validate_only).await;
    let mut results: Vec<CreatePartitionsTopicResult> = twice
        .iter()
        .map(|name| result(name, Err(ApiError::new(ErrorCode::InvalidRequest, "Duplicate topic name."))))
        .collect();
    results.extend(single.iter().zip(grown).map(|(topic, grown)| result(&topic.name, grown)));
    CreatePartitionsResponse { results, ..CreatePartitionsResponse::default() }
}

fn more(topic: &CreatePartitionsTopic) -> MorePartitions {
    let assignments = topic.assignments.as_ref().map(|assignments| {
        let ids = |ids: &Vec<i32>| ids.iter().map(|id| BrokerId(*id)).collect();
        assignments.iter().map(|assignment| ids(&assignment.broker_ids)).collect()
    });
    MorePartitions { topic: topic.name.to_string(), count: topic.count, assignments }
}

fn result(name: &protocol::Str, result: Result<(), ApiError>) -> CreatePartitionsTopicResult {
    let error = result.err();
    CreatePartitionsTopicResult {
        name: name.clone(),
        error_code: error.as_ref().map_or(0, |error| error.code.code()),
        error_message: error.and_then(|error| error.message).map(Into::into),
        ..CreatePartitionsTopicResult::default()
    }
}
