//! Metadata, versions 0 to 13.
//!
//! - 0: an empty list asks for all topics; from 1 on null does, and an empty list asks for none.
//! - 4: the client says whether asking may create a topic; before, it may. A topic that is to be created is there when
//!   the response leaves: a client waits some milliseconds instead of asking twice.
//! - 8 to 10: authorised operations of the cluster; 8: of topics. Not computed: without an authorizer everything is
//!   allowed.
//! - 10 and 12: topic ids, in the response and in the request.
//! - 13: a top-level error.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use metadata::{MetadataImage, PartitionImage, TopicImage};
use model::{BrokerId, ErrorCode, Uuid};
use protocol::messages::metadata::{
    MetadataRequest, MetadataRequestTopic, MetadataResponse, MetadataResponseBroker,
    MetadataResponsePartition, MetadataResponseTopic,
};
use protocol::{Decoder, Str, UnknownTags};

use super::{endpoints, operations};
use crate::broker::topics::{is_internal, validate_topic_name};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=13;
/// Topics may be named by id from here on; versions 10 and 11 have the field, and may not use it.
const TOPIC_IDS_SINCE: i16 = 12;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: MetadataRequest = context.decode(input)?;
    if let Some(error) = invalid(context.api_version, &request) {
        return Ok(context.reply(&refused(&request, error)));
    }
    let image = context.broker.image();
    let missing = topics_to_create(&context, &request, &image);
    if missing.is_empty() {
        return Ok(context.reply(&respond(&context, &request, &image)));
    }
    Ok(context.clone().reply_later(async move {
        let broker = Arc::clone(&context.broker);
        let errors = broker.create_missing_topics(missing).await;
        let mut response = respond(&context, &request, &broker.image());
        for topic in &mut response.topics {
            let name = topic.name.as_deref().unwrap_or_default();
            if let Some(error) = errors.get(name).filter(|_| topic.error_code != 0) {
                topic.error_code = error.code();
            }
        }
        response
    }))
}

/// Why a request is refused as a whole.
fn invalid(version: i16, request: &MetadataRequest) -> Option<ErrorCode> {
    let mut topics = request.topics.iter().flatten();
    if version < TOPIC_IDS_SINCE {
        let is_by_id = |topic: &MetadataRequestTopic| topic.name.is_none() || !topic.topic_id.is_zero();
        return topics.any(is_by_id).then_some(ErrorCode::InvalidRequest);
    }
    // Neither name nor id: Kafka's answer, too.
    let is_nothing = |topic: &MetadataRequestTopic| topic.name.is_none() && topic.topic_id.is_zero();
    topics.any(is_nothing).then_some(ErrorCode::UnknownServerError)
}

fn refused(request: &MetadataRequest, error: ErrorCode) -> MetadataResponse {
    let topics = request.topics.iter().flatten().map(|topic| MetadataResponseTopic {
        error_code: error.code(),
        name: Some(topic.name.clone().unwrap_or_default()),
        topic_id: topic.topic_id,
        ..MetadataResponseTopic::default()
    });
    MetadataResponse { topics: topics.collect(), error_code: error.code(), ..MetadataResponse::default() }
}

fn topics_to_create(
    context: &RequestContext,
    request: &MetadataRequest,
    image: &MetadataImage,
) -> BTreeSet<Arc<str>> {
    let allowed = request.allow_auto_topic_creation || context.api_version < 4;
    let Some(topics) =
        request.topics.as_ref().filter(|_| allowed && context.broker.settings.auto_create_topics)
    else {
        return BTreeSet::new();
    };
    let names =
        topics.iter().filter(|topic| topic.topic_id.is_zero()).filter_map(|topic| topic.name.as_deref());
    names
        .filter(|name| image.topic(name).is_none() && validate_topic_name(name).is_ok() && !is_internal(name))
        .map(Arc::from)
        .collect()
}

fn respond(context: &RequestContext, request: &MetadataRequest, image: &MetadataImage) -> MetadataResponse {
    let view = View { context, image, operations: request.include_topic_authorized_operations };
    let wants_all = match &request.topics {
        None => true,
        Some(topics) => context.api_version == 0 && topics.is_empty(),
    };
    let topics = match &request.topics {
        Some(topics) if !wants_all => view.named(topics),
        _ => image.topics().map(|topic| view.topic(topic)).collect(),
    };
    let brokers = endpoints::alive(image, &context.listener_name);
    MetadataResponse {
        // Any broker takes admin requests and hands them to the controller.
        controller_id: brokers.first().map_or(-1, |broker| broker.node_id),
        brokers: brokers
            .into_iter()
            .map(|broker| MetadataResponseBroker {
                node_id: broker.node_id,
                host: broker.host,
                port: broker.port,
                rack: broker.rack,
                unknown_tags: UnknownTags::default(),
            })
            .collect(),
        cluster_id: Some(Str::from(&**image.cluster_id())),
        topics,
        cluster_authorized_operations: operations::cluster(request.include_cluster_authorized_operations),
        ..MetadataResponse::default()
    }
}

struct View<'a> {
    context: &'a RequestContext,
    image: &'a MetadataImage,
    operations: bool,
}

impl View<'_> {
    fn named(&self, topics: &[MetadataRequestTopic]) -> Vec<MetadataResponseTopic> {
        // A topic that is asked for twice is answered once.
        let mut seen = BTreeSet::new();
        let mut answers = Vec::with_capacity(topics.len());
        for topic in topics {
            let name = topic.name.as_deref();
            if !seen.insert((topic.topic_id.0, name)) {
                continue;
            }
            answers.push(match name {
                Some(name) if topic.topic_id.is_zero() => self.by_name(name),
                _ => self.by_id(topic.topic_id),
            });
        }
        answers
    }

    fn by_name(&self, name: &str) -> MetadataResponseTopic {
        match self.image.topic(name) {
            Some(topic) => self.topic(topic),
            None if validate_topic_name(name).is_err() => {
                self.missing(Some(name), Uuid::ZERO, ErrorCode::InvalidTopicException)
            }
            None => self.missing(Some(name), Uuid::ZERO, ErrorCode::UnknownTopicOrPartition),
        }
    }

    fn by_id(&self, id: Uuid) -> MetadataResponseTopic {
        match self.image.topic_by_id(id) {
            Some(topic) => self.topic(topic),
            None => self.missing(None, id, ErrorCode::UnknownTopicId),
        }
    }

    fn missing(&self, name: Option<&str>, topic_id: Uuid, error: ErrorCode) -> MetadataResponseTopic {
        // Before version 12 a name cannot be null.
        let name = name.map(Str::from).or_else(|| (self.context.api_version < 12).then(Str::default));
        MetadataResponseTopic {
            error_code: error.code(),
            is_internal: name.as_deref().is_some_and(is_internal),
            name,
            topic_id,
            ..MetadataResponseTopic::default()
        }
    }

    fn topic(&self, topic: &TopicImage) -> MetadataResponseTopic {
        MetadataResponseTopic {
            name: Some(Str::from(&*topic.name)),
            topic_id: topic.id,
            is_internal: is_internal(&topic.name),
            partitions: (0..)
                .zip(&topic.partitions)
                .map(|(index, image)| self.partition(index, image))
                .collect(),
            topic_authorized_operations: operations::topic(self.operations),
            ..MetadataResponseTopic::default()
        }
    }

    fn partition(&self, index: i32, partition: &PartitionImage) -> MetadataResponsePartition {
        let is_offline =
            |id: &BrokerId| endpoints::of(self.image, *id, &self.context.listener_name).is_none();
        let leader = partition.leader.filter(|leader| !is_offline(leader));
        let error = match (partition.leader, leader) {
            (_, Some(_)) => ErrorCode::None,
            (Some(_), None) if self.context.api_version >= 6 => ErrorCode::ListenerNotFound,
            _ => ErrorCode::LeaderNotAvailable,
        };
        MetadataResponsePartition {
            error_code: error.code(),
            partition_index: index,
            leader_id: leader.map_or(-1, |leader| leader.0),
            leader_epoch: partition.leader_epoch.0,
            replica_nodes: partition.replicas.iter().map(|id| id.0).collect(),
            isr_nodes: partition.isr.iter().map(|id| id.0).collect(),
            offline_replicas: endpoints::offline_replicas(self.image, partition, is_offline),
            unknown_tags: UnknownTags::default(),
        }
    }
}
