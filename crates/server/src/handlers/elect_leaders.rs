//! ElectLeaders, versions 0 to 2.
//!
//! Version 1 (KIP-460) adds unclean elections. Without a list every partition is meant, and those that need no election
//! are left out of the answer.

use std::ops::RangeInclusive;

use controller::ElectionType;
use model::{ApiError, ErrorCode};
use protocol::messages::elect_leaders::{
    ElectLeadersRequest, ElectLeadersResponse, PartitionResult, ReplicaElectionResult,
};
use protocol::{Decoder, Str};

use super::errors::code_and_message;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=2;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, elect)
}

async fn elect(context: RequestContext, request: ElectLeadersRequest) -> ElectLeadersResponse {
    let named = request.topic_partitions.as_ref().map(|topics| {
        let topics = topics.iter().map(|topic| (topic.topic.clone(), topic.partitions.clone()));
        topics.collect::<Vec<_>>()
    });
    let are_all = named.is_none();
    let election = match request.election_type {
        0 => ElectionType::Preferred,
        1 => ElectionType::Unclean,
        other => return unknown_type(other, named),
    };
    let topics = named.unwrap_or_else(|| all(&context));
    let partitions: Vec<(String, i32)> = topics
        .iter()
        .flat_map(|(name, indexes)| indexes.iter().map(|index| (name.to_string(), *index)))
        .collect();
    let mut elected = context.broker.controller.elect_leaders(election, &partitions).await.into_iter();
    let results = topics.iter().map(|(topic, indexes)| {
        let results = indexes.iter().zip(elected.by_ref());
        let is_told = |result: &Result<(), ApiError>| {
            !are_all
                || result.as_ref().is_err_and(|error| error.code != ErrorCode::ElectionNotNeeded)
                || result.is_ok()
        };
        let told = results.filter(|(_, result)| is_told(result));
        result(topic, told.map(|(index, result)| partition(*index, result)).collect())
    });
    ElectLeadersResponse { replica_election_results: results.collect(), ..ElectLeadersResponse::default() }
}

fn all(context: &RequestContext) -> Vec<(Str, Vec<i32>)> {
    let image = context.broker.image();
    let indexes =
        |topic: &metadata::TopicImage| (0..).zip(&topic.partitions).map(|(index, _)| index).collect();
    image.topics().map(|topic| (Str::from(&*topic.name), indexes(topic))).collect()
}

fn unknown_type(election_type: i8, named: Option<Vec<(Str, Vec<i32>)>>) -> ElectLeadersResponse {
    if named.as_ref().is_some_and(Vec::is_empty) {
        return ElectLeadersResponse::default();
    }
    let message = format!("Unknown election type {election_type}");
    let refused = || Err(ApiError::new(ErrorCode::InvalidRequest, message.as_str()));
    let results = named.into_iter().flatten().map(|(topic, indexes)| {
        let partitions = indexes.into_iter().map(|index| partition(index, refused()));
        result(&topic, partitions.collect())
    });
    ElectLeadersResponse {
        error_code: ErrorCode::InvalidRequest.code(),
        replica_election_results: results.collect(),
        ..ElectLeadersResponse::default()
    }
}

fn result(topic: &Str, partition_result: Vec<PartitionResult>) -> ReplicaElectionResult {
    ReplicaElectionResult { topic: topic.clone(), partition_result, ..ReplicaElectionResult::default() }
}

fn partition(partition_id: i32, result: Result<(), ApiError>) -> PartitionResult {
    let (error_code, error_message) = code_and_message(result);
    PartitionResult { partition_id, error_code, error_message, ..PartitionResult::default() }
}
