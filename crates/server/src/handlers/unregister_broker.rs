//! UnregisterBroker, version 0 (KIP-588): forgets a broker that is gone for good.

use std::ops::RangeInclusive;

use model::BrokerId;
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
    let unregistered = context.broker.controller.unregister_broker(BrokerId(request.broker_id)).await;
    let (error_code, error_message) = code_and_message(unregistered);
    UnregisterBrokerResponse { error_code, error_message, ..UnregisterBrokerResponse::default() }
}
