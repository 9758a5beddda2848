//! DescribeProducers, version 0 (KIP-664): the producers that a partition remembers.

use std::ops::RangeInclusive;

use model::{ErrorCode, LeaderEpoch, Offset};
use protocol::messages::describe_producers::{
    DescribeProducersRequest, DescribeProducersResponse, PartitionResponse, ProducerState, TopicResponse,
};
use replication::Topic;
use storage::producer_state::ProducerEntry;

use super::errors::partition_error;
use crate::broker::topics::validate_topic_name;
use crate::clock;
use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=0;

pub(super) fn handle(
    context: &RequestContext,
    request: DescribeProducersRequest,
) -> DescribeProducersResponse {
    let topics = request.topics.into_iter().map(|topic| {
        let local = context.broker.replicas.topic(&topic.name);
        let partitions = topic
            .partition_indexes
            .iter()
            .map(|index| describe(&topic.name, local.as_deref(), *index))
            .collect();
        TopicResponse { name: topic.name, partitions, ..TopicResponse::default() }
    });
    DescribeProducersResponse { topics: topics.collect(), ..DescribeProducersResponse::default() }
}

fn describe(name: &str, topic: Option<&Topic>, partition_index: i32) -> PartitionResponse {
    let refused = |error: ErrorCode, message: Option<&str>| PartitionResponse {
        partition_index,
        error_code: error.code(),
        error_message: message.map(Into::into),
        ..PartitionResponse::default()
    };
    if let Err(message) = validate_topic_name(name) {
        return refused(ErrorCode::InvalidTopicException, Some(&message));
    }
    let Some(partition) = topic.and_then(|topic| topic.partition(partition_index)) else {
        let message = topic.is_none().then_some("This server does not host this topic-partition.");
        return refused(ErrorCode::UnknownTopicOrPartition, message);
    };
    let now = clock::now();
    match partition.with_log(LeaderEpoch::NONE, now, |log, _| Ok(log.producers())) {
        Ok(mut producers) => {
            producers.sort_by_key(|producer| producer.producer_id);
            let active_producers = producers.iter().map(state).collect();
            PartitionResponse { partition_index, active_producers, ..PartitionResponse::default() }
        }
        Err(error) => refused(partition_error(&error), None),
    }
}

fn state(producer: &ProducerEntry) -> ProducerState {
    ProducerState {
        producer_id: producer.producer_id.0,
        producer_epoch: i32::from(producer.producer_epoch.0),
        last_sequence: producer.last_sequence(),
        last_timestamp: producer.last_timestamp,
        coordinator_epoch: producer.coordinator_epoch,
        current_txn_start_offset: producer.current_txn_first_offset.unwrap_or(Offset::NONE).0,
        ..ProducerState::default()
    }
}
