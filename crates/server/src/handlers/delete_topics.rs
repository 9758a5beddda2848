//! DeleteTopics, versions 1 to 6.
//!
//! Version 5 added messages, 6 (KIP-516) deletion by topic id. Returns when the deletion is committed; the files go
//! after `log.segment.delete.delay.ms`.

use std::ops::RangeInclusive;

use metadata::MetadataImage;
use model::{ApiError, ErrorCode, Uuid};
use protocol::messages::delete_topics::{
    DeletableTopicResult, DeleteTopicState, DeleteTopicsRequest, DeleteTopicsResponse,
};
use protocol::{Decoder, Str};

use crate::config::keys;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=6;
/// Topics may be named by id from here on.
const TOPIC_IDS_SINCE: i16 = 6;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, delete)
}

async fn delete(context: RequestContext, request: DeleteTopicsRequest) -> DeleteTopicsResponse {
    let image = context.broker.image();
    let asked: Vec<DeleteTopicState> = if context.api_version >= TOPIC_IDS_SINCE {
        request.topics
    } else {
        let by_name = |name| DeleteTopicState { name: Some(name), ..DeleteTopicState::default() };
        request.topic_names.into_iter().map(by_name).collect()
    };
    let is_enabled = context.broker.config.get_bool(keys::DELETE_TOPIC_ENABLE);
    let mut found: Vec<Result<(Str, Uuid), ApiError>> = Vec::with_capacity(asked.len());
    for (index, topic) in asked.iter().enumerate() {
        let is_repeated = asked.iter().enumerate().any(|(other, same)| other != index && same == topic);
        found.push(match find(&image, topic) {
            _ if !is_enabled => {
                Err(ApiError::new(ErrorCode::TopicDeletionDisabled, "Topic deletion is disabled."))
            }
            _ if is_repeated && topic.name.is_some() => {
                Err(ApiError::new(ErrorCode::InvalidRequest, "Duplicate topic name."))
            }
            found => found,
        });
    }
    let ids: Vec<Uuid> = found.iter().flatten().map(|(_, id)| *id).collect();
    let mut deleted = context.broker.controller.delete_topics(ids).await.into_iter();
    let responses = asked.into_iter().zip(found).map(|(topic, found)| match found {
        Err(error) => result(topic.name, topic.topic_id, Err(error)),
        Ok((name, id)) => {
            let deleted = deleted.next().unwrap_or_else(|| Err(ErrorCode::UnknownServerError.into()));
            result(Some(name), id, deleted)
        }
    });
    let mut responses: Vec<DeletableTopicResult> = responses.collect();
    responses.dedup_by(|second, first| first.error_code != 0 && first == second);
    DeleteTopicsResponse { responses, ..DeleteTopicsResponse::default() }
}

fn find(image: &MetadataImage, topic: &DeleteTopicState) -> Result<(Str, Uuid), ApiError> {
    match &topic.name {
        Some(_) if !topic.topic_id.is_zero() => {
            let message = "You may not specify both topic name and topic id.";
            Err(ApiError::new(ErrorCode::InvalidRequest, message))
        }
        Some(name) => match image.topic(name) {
            Some(found) => Ok((name.clone(), found.id)),
            None => Err(ApiError::new(
                ErrorCode::UnknownTopicOrPartition,
                "This server does not host this topic-partition.",
            )),
        },
        None if topic.topic_id.is_zero() => {
            let message = "Neither topic name nor id were specified.";
            Err(ApiError::new(ErrorCode::InvalidRequest, message))
        }
        None => match image.topic_by_id(topic.topic_id) {
            Some(found) => Ok((Str::from(&*found.name), found.id)),
            None => Err(ApiError::new(ErrorCode::UnknownTopicId, "This server does not host this topic ID.")),
        },
    }
}

fn result(name: Option<Str>, topic_id: Uuid, result: Result<(), ApiError>) -> DeletableTopicResult {
    let error = result.err();
    DeletableTopicResult {
        name,
        topic_id,
        error_code: error.as_ref().map_or(0, |error| error.code.code()),
        error_message: error.and_then(|error| error.message).map(Into::into),
        ..DeletableTopicResult::default()
    }
}
