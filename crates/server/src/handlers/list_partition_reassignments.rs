//! ListPartitionReassignments, version 0 (KIP-455): the moves that are not over yet.

use std::ops::RangeInclusive;

use metadata::{PartitionImage, TopicImage};
use model::BrokerId;
use protocol::Str;
use protocol::messages::list_partition_reassignments::{
    ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse, OngoingPartitionReassignment,
    OngoingTopicReassignment,
};

use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=0;

pub(super) fn handle(
    context: &RequestContext,
    request: ListPartitionReassignmentsRequest,
) -> ListPartitionReassignmentsResponse {
    let image = context.broker.image();
    let topics: Vec<OngoingTopicReassignment> = match request.topics {
        None => image.topics().filter_map(|topic| ongoing(topic, |_| true)).collect(),
        Some(topics) => topics
            .iter()
            .filter_map(|asked| {
                let topic = image.topic(&asked.name)?;
                ongoing(topic, |index| asked.partition_indexes.contains(&index))
            })
            .collect(),
    };
    ListPartitionReassignmentsResponse {
        error_message: None,
        topics,
        ..ListPartitionReassignmentsResponse::default()
    }
}

fn ongoing(topic: &TopicImage, is_asked: impl Fn(i32) -> bool) -> Option<OngoingTopicReassignment> {
    let partitions: Vec<_> = (0..)
        .zip(&topic.partitions)
        .filter(|(index, _)| is_asked(*index))
        .filter(|(_, partition)| !partition.adding.is_empty() || !partition.removing.is_empty())
        .map(|(index, partition)| describe(index, partition))
        .collect();
    let name = Str::from(&*topic.name);
    (!partitions.is_empty()).then(|| OngoingTopicReassignment {
        name,
        partitions,
        ..OngoingTopicReassignment::default()
    })
}

fn describe(partition_index: i32, partition: &PartitionImage) -> OngoingPartitionReassignment {
    let ids = |ids: &[BrokerId]| ids.iter().map(|id| id.0).collect();
    OngoingPartitionReassignment {
        partition_index,
        replicas: ids(&partition.replicas),
        adding_replicas: ids(&partition.adding),
        removing_replicas: ids(&partition.removing),
        ..OngoingPartitionReassignment::default()
    }
}
