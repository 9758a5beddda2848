//! DescribeCluster, versions 0 to 2.
//!
//! Version 1 (KIP-919) asks for brokers or for controllers: on a broker's listener only brokers are described, on a
//! controller's only controllers.
//! Version 2 (KIP-1073) can include fenced brokers.

use std::ops::RangeInclusive;

use model::ErrorCode;
use protocol::Str;
use protocol::messages::describe_cluster::{
    DescribeClusterBroker, DescribeClusterRequest, DescribeClusterResponse,
};

use super::{endpoints, operations};
use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=2;
const BROKERS: i8 = 1;
const CONTROLLERS: i8 = 2;

pub(super) fn handle(context: &RequestContext, request: DescribeClusterRequest) -> DescribeClusterResponse {
    let here = if context.on_controller { CONTROLLERS } else { BROKERS };
    let refused = match request.endpoint_type {
        wanted if wanted == here => None,
        wanted @ (BROKERS | CONTROLLERS) => Some((
            ErrorCode::MismatchedEndpointType,
            format!(
                "The request was sent to an endpoint of type {}, but we wanted an endpoint of type {}",
                type_name(here),
                type_name(wanted)
            ),
        )),
        other => Some((ErrorCode::UnsupportedEndpointType, format!("Unsupported endpoint type {other}"))),
    };
    if let Some((error, message)) = refused {
        return DescribeClusterResponse {
            error_code: error.code(),
            error_message: Some(message.into()),
            ..DescribeClusterResponse::default()
        };
    }
    if context.on_controller {
        return controllers(context);
    }
    let image = context.broker.image();
    let is_wanted = |fenced: bool| !fenced || request.include_fenced_brokers;
    let brokers = image.brokers().filter(|broker| is_wanted(broker.fenced)).filter_map(|broker| {
        let address = endpoints::address(broker, &context.listener_name)?;
        Some(DescribeClusterBroker {
            broker_id: address.node_id,
            host: address.host,
            port: address.port,
            rack: address.rack,
            is_fenced: broker.fenced,
            ..DescribeClusterBroker::default()
        })
    });
    DescribeClusterResponse {
        cluster_id: Str::from(&**image.cluster_id()),
        controller_id: endpoints::alive(&image, &context.listener_name)
            .first()
            .map_or(-1, |broker| broker.node_id),
        brokers: brokers.collect(),
        cluster_authorized_operations: operations::cluster(request.include_cluster_authorized_operations),
        ..DescribeClusterResponse::default()
    }
}

fn type_name(endpoint_type: i8) -> &'static str {
    if endpoint_type == CONTROLLERS { "CONTROLLER" } else { "BROKER" }
}

/// The one controller, as clients of its listener reach it.
fn controllers(context: &RequestContext) -> DescribeClusterResponse {
    let broker = &context.broker;
    let node_id = broker.node_id.0;
    let listeners = broker.config.controller_listeners();
    let own = listeners.into_iter().find(|listener| *listener.name == *context.listener_name);
    let controller = own.map(|listener| DescribeClusterBroker {
        broker_id: node_id,
        port: listener.port.into(),
        host: if listener.host.is_empty() { "localhost".into() } else { listener.host.into() },
        ..DescribeClusterBroker::default()
    });
    DescribeClusterResponse {
        cluster_id: Str::from(&**broker.image().cluster_id()),
        endpoint_type: CONTROLLERS,
        controller_id: node_id,
        brokers: controller.into_iter().collect(),
        ..DescribeClusterResponse::default()
    }
}
