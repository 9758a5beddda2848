//! ListConfigResources, versions 0 and 1: what has, or can have, a configuration.
//!
//! Version 0 (KIP-1000) lists client-metrics subscriptions. 1 (KIP-1142): every kind, or those that are asked for; topics
//! and brokers all, groups and subscriptions only if something is set for them.

use std::ops::RangeInclusive;

use metadata::{ConfigResourceKind, MetadataImage};
use model::ErrorCode;
use protocol::messages::list_config_resources::{
    ConfigResource, ListConfigResourcesRequest, ListConfigResourcesResponse,
};

use super::endpoints;
use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=1;

const KINDS: [ConfigResourceKind; 5] = [
    ConfigResourceKind::Group,
    ConfigResourceKind::ClientMetrics,
    ConfigResourceKind::BrokerLogger,
    ConfigResourceKind::Broker,
    ConfigResourceKind::Topic,
];

pub(super) fn handle(
    context: &RequestContext,
    request: ListConfigResourcesRequest,
) -> ListConfigResourcesResponse {
    let asked: Vec<i8> = match (context.api_version, request.resource_types) {
        (0, _) => vec![ConfigResourceKind::ClientMetrics.id()],
        (_, asked) if asked.is_empty() => KINDS.map(ConfigResourceKind::id).to_vec(),
        (_, asked) => asked,
    };
    if asked.iter().any(|id| ConfigResourceKind::from_id(*id).is_none()) {
        return ListConfigResourcesResponse {
            error_code: ErrorCode::UnsupportedVersion.code(),
            ..ListConfigResourcesResponse::default()
        };
    }
    let image = context.broker.image();
    let kinds = KINDS.into_iter().filter(|kind| asked.contains(&kind.id()));
    let config_resources = kinds.flat_map(|kind| {
        names(context, &image, kind).into_iter().map(move |name| ConfigResource {
            resource_name: name.as_str().into(),
            resource_type: kind.id(),
            ..ConfigResource::default()
        })
    });
    ListConfigResourcesResponse { config_resources: config_resources.collect(), ..Default::default() }
}

fn names(context: &RequestContext, image: &MetadataImage, kind: ConfigResourceKind) -> Vec<String> {
    match kind {
        ConfigResourceKind::Topic => image.topics().map(|topic| topic.name.to_string()).collect(),
        ConfigResourceKind::Broker | ConfigResourceKind::BrokerLogger => {
            let alive = endpoints::alive(image, &context.listener_name);
            alive.iter().map(|broker| broker.node_id.to_string()).collect()
        }
        ConfigResourceKind::Group | ConfigResourceKind::ClientMetrics => {
            let set = image.config_resources().filter(|(resource, _)| resource.kind == kind);
            set.map(|(resource, _)| resource.name.to_string()).collect()
        }
    }
}
