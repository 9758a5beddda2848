//! UnregisterBroker, version 0 (KIP-588): forgets a broker that is gone for good.
//!
//! A broker that answers is not gone: this one refuses to be forgotten. Apache Kafka forgets it, after which the cluster
//! is without it until it is restarted.

use std::ops::RangeInclusive;

use model::{ApiError, BrokerId, ErrorCode};
use protocol::Decoder;
use protocol::messages::unregister_broker::{UnregisterBrokerRequest, UnregisterBrokerResponse};

use super::errors::code_and_message;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=0;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, unregister)
}

async fn unregister(context: RequestContext, request: UnregisterBrokerRequest) -> UnregisterBrokerResponse {
    let id = BrokerId(request.broker_id);
    let unregistered = if id == context.broker.node_id {
        let message = format!("Broker {id} is running. It can be unregistered once it is stopped for good.");
        Err(ApiError::new(ErrorCode::InvalidRequest, message))
    } else {
        context.broker.controller.unregister_broker(id).await
    };
    let (error_code, error_message) = code_and_message(unregistered);
    UnregisterBrokerResponse { error_code, error_message, ..UnregisterBrokerResponse::default() }
}
