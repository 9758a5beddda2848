//! AlterClientQuotas, versions 0 and 1 (KIP-546; addresses: KIP-612).
//!
//! Quotas are stored, and described by DescribeClientQuotas. Missing: nothing is slowed down by them yet.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::sync::Arc;

use controller::{IP, QuotaAlteration};
use metadata::QuotaEntity;
use model::ApiError;
use protocol::Decoder;
use protocol::messages::alter_client_quotas::{
    AlterClientQuotasRequest, AlterClientQuotasResponse, RequestEntryData, ResponseEntityData,
    ResponseEntryData,
};

use super::errors::code_and_message;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=1;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, alter)
}

async fn alter(context: RequestContext, request: AlterClientQuotasRequest) -> AlterClientQuotasResponse {
    let mut alterations = Vec::with_capacity(request.entries.len());
    for entry in &request.entries {
        alterations.push(alteration(entry).await);
    }
    let altered = context.broker.controller.alter_client_quotas(&alterations, request.validate_only).await;
    let entries = altered.into_iter().map(|(entity, result)| response(&entity, result));
    AlterClientQuotasResponse { entries: entries.collect(), ..AlterClientQuotasResponse::default() }
}

async fn alteration(entry: &RequestEntryData) -> QuotaAlteration {
    let parts = entry.entity.iter().map(|part| {
        (Arc::from(&*part.entity_type), part.entity_name.as_ref().map(|name| Arc::from(&**name)))
    });
    let entity: QuotaEntity = parts.collect();
    let values = entry.ops.iter().map(|op| (Arc::from(&*op.key), (!op.remove).then_some(op.value)));
    let values = values.collect();
    let is_ip_known = match entity.name(IP) {
        Some(Some(name)) => is_known(name).await,
        _ => true,
    };
    QuotaAlteration { entity, values, is_ip_known }
}

/// An address, or the name of a host that has one.
async fn is_known(name: &str) -> bool {
    if name.parse::<IpAddr>().is_ok() {
        return true;
    }
    tokio::net::lookup_host((name, 0)).await.is_ok_and(|mut addresses| addresses.next().is_some())
}

fn response(entity: &QuotaEntity, result: Result<(), ApiError>) -> ResponseEntryData {
    let (error_code, error_message) = code_and_message(result);
    let part = |(kind, name): (&str, Option<&str>)| ResponseEntityData {
        entity_type: kind.into(),
        entity_name: name.map(Into::into),
        ..ResponseEntityData::default()
    };
    ResponseEntryData {
        error_code,
        error_message,
        entity: entity.parts().map(part).collect(),
        ..ResponseEntryData::default()
    }
}
