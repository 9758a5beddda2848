//! FindCoordinator, versions 0 to 6.
//!
//! - Groups (key type 0): the leader of the group's partition of `__consumer_offsets`. The topic is created when the
//!   first one asks, and is there when the response leaves: the client need not ask again.
//! - 1: the type of the key. 4 (KIP-699): many keys, each with an error of its own. 6 (KIP-932): share groups.
//!
//! Missing: coordinators of transactions and of share state. COORDINATOR_NOT_AVAILABLE says so.

use std::ops::RangeInclusive;
use std::sync::Arc;

use metadata::MetadataImage;
use model::ErrorCode;
use protocol::messages::find_coordinator::{Coordinator, FindCoordinatorRequest, FindCoordinatorResponse};
use protocol::{Decoder, Str};

use super::endpoints::{self, Address};
use crate::broker::topics::CONSUMER_OFFSETS;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=6;
/// The first version with many keys.
const MANY_KEYS_SINCE: i16 = 4;
const SHARE_SINCE: i16 = 6;

const GROUP: i8 = 0;
const TRANSACTION: i8 = 1;
const SHARE: i8 = 2;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: FindCoordinatorRequest = context.decode(input)?;
    let image = context.broker.image();
    let asks_for_groups = context.api_version < MANY_KEYS_SINCE || !request.coordinator_keys.is_empty();
    if request.key_type != GROUP || !asks_for_groups || image.topic(CONSUMER_OFFSETS).is_some() {
        return Ok(context.reply(&respond(&context, request, &image)));
    }
    Ok(context.clone().reply_later(async move {
        let broker = Arc::clone(&context.broker);
        if let Err(error) = broker.groups.create_topic(&broker.controller, &image).await {
            tracing::warn!(topic = CONSUMER_OFFSETS, %error, "not created");
        }
        respond(&context, request, &broker.image())
    }))
}

fn respond(
    context: &RequestContext,
    request: FindCoordinatorRequest,
    image: &MetadataImage,
) -> FindCoordinatorResponse {
    let find = |key: &str| find(context, request.key_type, key, image);
    if context.api_version >= MANY_KEYS_SINCE {
        let keys = request.coordinator_keys.into_iter();
        let coordinators = keys.map(|key| coordinator(find(&key), key)).collect();
        return FindCoordinatorResponse { coordinators, ..FindCoordinatorResponse::default() };
    }
    let found = find(&request.key);
    let (error, message) = match &found {
        Ok(_) => (ErrorCode::None, "NONE"),
        Err(error) => (*error, message(*error)),
    };
    let Coordinator { node_id, host, port, .. } = coordinator(found, request.key);
    FindCoordinatorResponse {
        error_code: error.code(),
        error_message: Some(Str::from_static(message)),
        node_id,
        host,
        port,
        ..FindCoordinatorResponse::default()
    }
}

fn find(
    context: &RequestContext,
    key_type: i8,
    key: &str,
    image: &MetadataImage,
) -> Result<Address, ErrorCode> {
    match key_type {
        GROUP => {}
        TRANSACTION => return Err(ErrorCode::CoordinatorNotAvailable),
        SHARE if context.api_version >= SHARE_SINCE => return Err(ErrorCode::CoordinatorNotAvailable),
        _ => return Err(ErrorCode::InvalidRequest),
    }
    let topic = image.topic(CONSUMER_OFFSETS);
    let partition = topic.and_then(|topic| topic.partition(context.broker.groups.partition_for(key)));
    let leader = partition.and_then(|partition| partition.leader);
    let address = leader.and_then(|leader| endpoints::of(image, leader, &context.listener_name));
    address.ok_or(ErrorCode::CoordinatorNotAvailable)
}

fn coordinator(found: Result<Address, ErrorCode>, key: Str) -> Coordinator {
    match found {
        Ok(Address { node_id, host, port, .. }) => {
            Coordinator { key, node_id, host, port, ..Coordinator::default() }
        }
        Err(error) => {
            // Kafka says in words only what is wrong with the request as a whole.
            let text = if error == ErrorCode::InvalidRequest { message(error) } else { "" };
            let error_message = Some(Str::from_static(text));
            let error_code = error.code();
            Coordinator { key, node_id: -1, port: -1, error_code, error_message, ..Coordinator::default() }
        }
    }
}

/// Kafka's sentence for an error.
fn message(error: ErrorCode) -> &'static str {
    match error {
        ErrorCode::CoordinatorNotAvailable => "The coordinator is not available.",
        ErrorCode::InvalidRequest => {
            "This most likely occurs because of a request being malformed by the client library or the message was \
             sent to an incompatible broker. See the broker logs for more details."
        }
        _ => "The server experienced an unexpected error when processing the request.",
    }
}
