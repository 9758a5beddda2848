//! AlterPartitionReassignments, versions 0 and 1 (KIP-455): moves partitions to other brokers, or takes moves back.
//!
//! Version 1 (KIP-860) can refuse a change of the replication factor.

use std::ops::RangeInclusive;

use controller::Reassignment;
use model::{ApiError, BrokerId};
use protocol::messages::alter_partition_reassignments::{
    AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse, ReassignablePartitionResponse,
    ReassignableTopicResponse,
};
use protocol::{Decoder, Str};

use super::errors::code_and_message;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=1;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, alter)
}

async fn alter(
    context: RequestContext,
    request: AlterPartitionReassignmentsRequest,
) -> AlterPartitionReassignmentsResponse {
    let reassignments: Vec<Reassignment> = request
        .topics
        .iter()
        .flat_map(|topic| topic.partitions.iter().map(move |partition| (&topic.name, partition)))
        .map(|(topic, partition)| Reassignment {
            topic: topic.to_string(),
            partition: partition.partition_index,
            replicas: partition.replicas.as_ref().map(|ids| ids.iter().map(|id| BrokerId(*id)).collect()),
        })
        .collect();
    let allow_replication_factor_change = request.allow_replication_factor_change;
    let controller = &context.broker.controller;
    let moved = controller.reassign_partitions(&reassignments, allow_replication_factor_change).await;
    let mut moved = moved.into_iter();
    let responses: Vec<_> = request
        .topics
        .into_iter()
        .map(|topic| {
            let results = topic.partitions.iter().zip(moved.by_ref());
            let partitions =
                results.map(|(wanted, result)| partition(wanted.partition_index, result)).collect();
            ReassignableTopicResponse { name: topic.name, partitions, ..ReassignableTopicResponse::default() }
        })
        .collect();
    AlterPartitionReassignmentsResponse {
        allow_replication_factor_change,
        // Kafka's answer to nothing.
        error_message: responses.is_empty().then(Str::default),
        responses,
        ..AlterPartitionReassignmentsResponse::default()
    }
}

fn partition(partition_index: i32, result: Result<(), ApiError>) -> ReassignablePartitionResponse {
    let (error_code, error_message) = code_and_message(result);
    ReassignablePartitionResponse {
        partition_index,
        error_code,
        error_message,
        ..ReassignablePartitionResponse::default()
    }
}
