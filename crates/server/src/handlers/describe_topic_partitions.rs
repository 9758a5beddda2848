//! DescribeTopicPartitions, version 0 (KIP-966): topics page by page, in the order of their names.
//!
//! An empty list of topics asks for all. A page ends after the smaller of the client's limit and
//! `max.request.partition.size.limit` partitions; the cursor says where the next one begins.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use metadata::{MetadataImage, PartitionImage, TopicImage};
use model::{BrokerId, ErrorCode};
use protocol::Str;
use protocol::messages::describe_topic_partitions::{
    DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse,
    DescribeTopicPartitionsResponsePartition, DescribeTopicPartitionsResponseTopic, ResponseCursor,
};

use super::{endpoints, operations};
use crate::broker::topics::{is_internal, validate_topic_name};
use crate::config::keys;
use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=0;

pub(super) fn handle(
    context: &RequestContext,
    request: DescribeTopicPartitionsRequest,
) -> DescribeTopicPartitionsResponse {
    let image = context.broker.image();
    let is_asked = |name: &Str| request.topics.iter().any(|topic| topic.name == *name);
    let (first_topic, first_partition) = match &request.cursor {
        Some(cursor) if cursor.partition_index < 0 => return refused(&request),
        Some(cursor) if !request.topics.is_empty() && !is_asked(&cursor.topic_name) => {
            return refused(&request);
        }
        Some(cursor) => (cursor.topic_name.clone(), cursor.partition_index),
        None => (Str::default(), 0),
    };
    let names: BTreeSet<Str> = if request.topics.is_empty() {
        image.topics_from(&first_topic).map(|topic| Str::from(&*topic.name)).collect()
    } else {
        let asked = request.topics.into_iter().map(|topic| topic.name);
        asked.filter(|name| *name >= first_topic).collect()
    };
    let limit = context.broker.config.get_int(keys::MAX_REQUEST_PARTITION_SIZE_LIMIT);
    let limit = limit.min(request.response_partition_limit).max(1);
    let mut page = Page { context, image: &image, left: usize::try_from(limit).unwrap_or(1), next: None };
    let mut topics = Vec::new();
    for name in names {
        if page.left == 0 {
            page.next.get_or_insert((name, 0));
            break;
        }
        let from = if name == first_topic { first_partition } else { 0 };
        topics.push(page.topic(&name, from));
        if page.next.is_some() {
            break;
        }
    }
    let next_cursor = page.next.map(|(topic_name, partition_index)| {
        Box::new(ResponseCursor { topic_name, partition_index, ..ResponseCursor::default() })
    });
    DescribeTopicPartitionsResponse { topics, next_cursor, ..DescribeTopicPartitionsResponse::default() }
}

fn refused(request: &DescribeTopicPartitionsRequest) -> DescribeTopicPartitionsResponse {
    let topics = request.topics.iter().map(|topic| DescribeTopicPartitionsResponseTopic {
        error_code: ErrorCode::InvalidRequest.code(),
        name: Some(topic.name.clone()),
        ..Default::default()
    });
    DescribeTopicPartitionsResponse { topics: topics.collect(), ..DescribeTopicPartitionsResponse::default() }
}

struct Page<'a> {
    context: &'a RequestContext,
    image: &'a MetadataImage,
    /// Partitions that still fit.
    left: usize,
    next: Option<(Str, i32)>,
}

impl Page<'_> {
    fn topic(&mut self, name: &Str, from: i32) -> DescribeTopicPartitionsResponseTopic {
        let Some(topic) = self.image.topic(name) else {
            let error = match validate_topic_name(name) {
                Ok(()) => ErrorCode::UnknownTopicOrPartition,
                Err(_) => ErrorCode::InvalidTopicException,
            };
            return DescribeTopicPartitionsResponseTopic {
                error_code: error.code(),
                name: Some(name.clone()),
                is_internal: is_internal(name),
                topic_authorized_operations: operations::topic(true),
                ..Default::default()
            };
        };
        let partitions = self.partitions(topic, from);
        DescribeTopicPartitionsResponseTopic {
            name: Some(name.clone()),
            topic_id: topic.id,
            is_internal: is_internal(name),
            partitions,
            topic_authorized_operations: operations::topic(true),
            ..Default::default()
        }
    }

    fn partitions(&mut self, topic: &TopicImage, from: i32) -> Vec<DescribeTopicPartitionsResponsePartition> {
        let mut partitions = Vec::new();
        for (index, partition) in (0i32..).zip(&topic.partitions).filter(|(index, _)| *index >= from) {
            if self.left == 0 {
                self.next = Some((Str::from(&*topic.name), index));
                break;
            }
            self.left -= 1;
            partitions.push(self.partition(index, partition));
        }
        partitions
    }

    fn partition(&self, index: i32, partition: &PartitionImage) -> DescribeTopicPartitionsResponsePartition {
        let ids = |ids: &[BrokerId]| ids.iter().map(|id| id.0).collect::<Vec<i32>>();
        let is_offline =
            |id: &BrokerId| endpoints::of(self.image, *id, &self.context.listener_name).is_none();
        let leader = partition.leader.filter(|leader| !is_offline(leader));
        let error = if leader.is_some() { ErrorCode::None } else { ErrorCode::LeaderNotAvailable };
        DescribeTopicPartitionsResponsePartition {
            error_code: error.code(),
            partition_index: index,
            leader_id: leader.map_or(-1, |leader| leader.0),
            leader_epoch: partition.leader_epoch.0,
            replica_nodes: ids(&partition.replicas),
            isr_nodes: ids(&partition.isr),
            eligible_leader_replicas: Some(ids(&partition.elr)),
            last_known_elr: Some(ids(&partition.last_known_elr)),
            offline_replicas: endpoints::offline_replicas(self.image, partition, is_offline),
            ..Default::default()
        }
    }
}
