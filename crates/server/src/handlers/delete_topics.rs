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
        request.topic_names.into_iter().map(by_name).collect()
    };
    let is_enabled = context.broker.config.get_bool(keys::DELETE_TOPIC_ENABLE);
    let asked = Asked { image: &image, topics: asked, is_enabled };
    let found: Vec<Found> = asked.topics.iter().map(|topic| asked.find(topic)).collect();
    let ids: Vec<Uuid> = found.iter().filter_map(|found| found.as_ref().ok().map(|(_, id)| *id)).collect();
    let mut deleted = context.broker.controller.delete_topics(ids).await.into_iter();
    let mut responses = Vec::with_capacity(found.len());
    for found in found {
        let response = match found {
            Ok((name, id)) => {
                let deleted = deleted.next().unwrap_or_else(|| Err(ErrorCode::UnknownServerError.into()));
                result(Some(name), id, deleted)
            }
            Err(Some((name, id, error))) => result(name, id, Err(error)),
            Err(None) => continue,
        };
        // What is wrong with a topic that was named several times is said once.
        if response.error_code == 0 || !responses.contains(&response) {
            responses.push(response);
        }
    }
    DeleteTopicsResponse { responses, ..DeleteTopicsResponse::default() }
}

/// Name and id of a topic to delete; or what is answered instead, if anything is.
type Found = Result<(Str, Uuid), Option<(Option<Str>, Uuid, ApiError)>>;

struct Asked<'a> {
    image: &'a MetadataImage,
    topics: Vec<DeleteTopicState>,
    is_enabled: bool,
}

impl Asked<'_> {
    fn find(&self, topic: &DeleteTopicState) -> Found {
        let (name, id) = (topic.name.as_ref(), topic.topic_id);
        let refuse = |code, message: &str| Err(Some((name.cloned(), id, ApiError::new(code, message))));
        if !self.is_enabled {
            return refuse(ErrorCode::TopicDeletionDisabled, "Topic deletion is disabled.");
        }
        match name {
            Some(_) if !id.is_zero() => {
                refuse(ErrorCode::InvalidRequest, "You may not specify both topic name and topic id.")
            }
            None if id.is_zero() => {
                refuse(ErrorCode::InvalidRequest, "Neither topic name nor id were specified.")
            }
            Some(_) if self.times(topic) > 1 => refuse(ErrorCode::InvalidRequest, "Duplicate topic name."),
            None if self.times(topic) > 1 => refuse(ErrorCode::InvalidRequest, "Duplicate topic id."),
            Some(name) => match self.image.topic(name) {
                None => refuse(
                    ErrorCode::UnknownTopicOrPartition,
                    "This server does not host this topic-partition.",
                ),
                Some(found) if self.times(&by_id(found.id)) > 0 => {
                    let message = "The provided topic name maps to an ID that was already supplied.";
                    let error = ApiError::new(ErrorCode::InvalidRequest, message);
                    Err(Some((Some(name.clone()), found.id, error)))
                }
                Some(found) => Ok((name.clone(), found.id)),
            },
            None => match self.image.topic_by_id(id) {
                None => refuse(ErrorCode::UnknownTopicId, "This server does not host this topic ID."),
                // The answer is given where it is named.
                Some(found) if self.times(&by_name(Str::from(&*found.name))) == 1 => Err(None),
                Some(found) => Ok((Str::from(&*found.name), id)),
            },
        }
    }

    fn times(&self, topic: &DeleteTopicState) -> usize {
        self.topics.iter().filter(|other| *other == topic).count()
    }
}

fn by_name(name: Str) -> DeleteTopicState {
    DeleteTopicState { name: Some(name), ..DeleteTopicState::default() }
}

fn by_id(topic_id: Uuid) -> DeleteTopicState {
    DeleteTopicState { name: None, topic_id, ..DeleteTopicState::default() }
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
