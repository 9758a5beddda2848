//! CreateTopics, versions 2 to 7.
//!
//! Version 4 (KIP-464): −1 partitions or replicas stand for the broker's defaults. 5 (KIP-525): the response says what
//! was made, configuration included. 7 (KIP-516): topic ids. Returns when the topics are committed and this broker
//! serves them.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use controller::{CreatedTopic, NewTopic};
use metadata::ConfigImage;
use model::{ApiError, BrokerId, ErrorCode};
use protocol::messages::create_topics::{
    CreatableTopic, CreatableTopicConfigs, CreatableTopicResult, CreateTopicsRequest, CreateTopicsResponse,
};
use protocol::{Decoder, Str};

use crate::broker::topics::{CLUSTER_METADATA, validate_topic_name};
use crate::config::{DynamicBrokerConfigs, describe_topic};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 2..=7;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, create)
}

async fn create(context: RequestContext, request: CreateTopicsRequest) -> CreateTopicsResponse {
    let mut seen = HashSet::new();
    let twice: HashSet<Str> = request
        .topics
        .iter()
        .filter(|topic| !seen.insert(&topic.name))
        .map(|topic| topic.name.clone())
        .collect();
    let mut refused: HashMap<usize, ApiError> = HashMap::new();
    let mut wanted = Vec::new();
    for (index, topic) in request.topics.iter().enumerate() {
        match check(topic, &twice) {
            Ok(()) => wanted.push(new_topic(topic)),
            Err(error) => drop(refused.insert(index, error)),
        }
    }
    let mut created =
        context.broker.controller.create_topics(wanted, request.validate_only).await.into_iter();
    let mut answered = HashSet::new();
    let mut topics = Vec::with_capacity(request.topics.len());
    for (index, topic) in request.topics.iter().enumerate() {
        let missing = || Err(ErrorCode::UnknownServerError.into());
        let result = match refused.remove(&index) {
            Some(error) => Err(error),
            None => created.next().unwrap_or_else(missing),
        };
        // A name that was given twice is answered once.
        if answered.insert(&topic.name) {
            topics.push(answer(&context, topic, result));
        }
    }
    CreateTopicsResponse { topics, ..CreateTopicsResponse::default() }
}

fn check(topic: &CreatableTopic, twice: &HashSet<Str>) -> Result<(), ApiError> {
    if twice.contains(&topic.name) {
        return Err(ApiError::new(ErrorCode::InvalidRequest, "Duplicate topic name."));
    }
    if topic.name == CLUSTER_METADATA {
        let message = format!("Creation of internal topic {CLUSTER_METADATA} is prohibited.");
        return Err(ApiError::new(ErrorCode::InvalidRequest, message));
    }
    validate_topic_name(&topic.name)
        .map_err(|message| ApiError::new(ErrorCode::InvalidTopicException, message))
}

fn new_topic(topic: &CreatableTopic) -> NewTopic {
    let text = |value: &Str| value.to_string();
    NewTopic {
        name: Arc::from(&*topic.name),
        partitions: topic.num_partitions,
        replication_factor: topic.replication_factor,
        assignments: topic
            .assignments
            .iter()
            .map(|list| (list.partition_index, list.broker_ids.iter().map(|id| BrokerId(*id)).collect()))
            .collect(),
        configs: topic
            .configs
            .iter()
            .map(|config| (text(&config.name), config.value.as_ref().map(text)))
            .collect(),
    }
}

fn answer(
    context: &RequestContext,
    topic: &CreatableTopic,
    result: Result<CreatedTopic, ApiError>,
) -> CreatableTopicResult {
    let created = match result {
        Ok(created) => created,
        Err(error) => {
            return CreatableTopicResult {
                name: topic.name.clone(),
                error_code: error.code.code(),
                error_message: error.message.map(Into::into),
                configs: Some(Vec::new()),
                ..CreatableTopicResult::default()
            };
        }
    };
    CreatableTopicResult {
        name: topic.name.clone(),
        topic_id: created.id,
        error_message: None,
        num_partitions: created.partitions,
        replication_factor: created.replication_factor,
        configs: Some(configs(context, topic)),
        ..CreatableTopicResult::default()
    }
}

/// The configuration that the topic has, or would have.
fn configs(context: &RequestContext, topic: &CreatableTopic) -> Vec<CreatableTopicConfigs> {
    let broker = &context.broker;
    let dynamic = DynamicBrokerConfigs::of(&broker.image(), broker.node_id);
    let overrides = overrides(topic);
    let described = describe_topic(&broker.config, &dynamic, &overrides).into_iter();
    described
        .map(|config| CreatableTopicConfigs {
            // As it was given, though `TRUE` and ` 1 ` count as `true` and `1`.
            value: overrides.get(&config.name).map(Into::into).or(config.value.map(Into::into)),
            name: config.name.into(),
            read_only: config.is_read_only,
            config_source: config.source as i8,
            is_sensitive: config.is_sensitive,
            ..CreatableTopicConfigs::default()
        })
        .collect()
}

fn overrides(topic: &CreatableTopic) -> ConfigImage {
    let set = topic.configs.iter().filter_map(|config| Some((&*config.name, config.value.as_deref()?)));
    set.collect()
}
