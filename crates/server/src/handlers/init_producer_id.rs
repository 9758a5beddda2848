//! InitProducerId, versions 0 to 5, for idempotent producers: a fresh producer id with epoch 0.
//!
//! Missing: transactional ids. There is no transaction coordinator yet, and COORDINATOR_NOT_AVAILABLE says so.

use std::ops::RangeInclusive;

use model::ErrorCode;
use protocol::Decoder;
use protocol::messages::init_producer_id::{InitProducerIdRequest, InitProducerIdResponse};

use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=5;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: InitProducerIdRequest = context.decode(input)?;
    if let Some(error) = refusal(&request) {
        return Ok(context.reply(&refused(error)));
    }
    if let Some(producer_id) = context.broker.producer_ids.next_of_block() {
        return Ok(context.reply(&granted(producer_id)));
    }
    let broker = std::sync::Arc::clone(&context.broker);
    Ok(context.reply_later(async move {
        match broker.next_producer_id().await {
            Ok(producer_id) => granted(producer_id),
            Err(error) => refused(error.code),
        }
    }))
}

fn refusal(request: &InitProducerIdRequest) -> Option<ErrorCode> {
    let has_id = request.producer_id != -1;
    let has_epoch = request.producer_epoch != -1;
    match &request.transactional_id {
        _ if has_id != has_epoch => Some(ErrorCode::InvalidRequest),
        None => None,
        Some(id) if id.is_empty() => Some(ErrorCode::InvalidRequest),
        Some(_) => Some(ErrorCode::CoordinatorNotAvailable),
    }
}

fn granted(producer_id: i64) -> InitProducerIdResponse {
    InitProducerIdResponse { producer_id, producer_epoch: 0, ..InitProducerIdResponse::default() }
}

fn refused(error: ErrorCode) -> InitProducerIdResponse {
    InitProducerIdResponse {
        error_code: error.code(),
        producer_epoch: -1,
        ..InitProducerIdResponse::default()
    }
}
