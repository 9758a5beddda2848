//! DescribeCluster, versions 0 to 2.
//!
//! Version 1 (KIP-919) asks for brokers or for controllers: on a broker's listener only brokers are described.
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
    let refused = match request.endpoint_type {
        BROKERS => None,
        CONTROLLERS => Some((
            ErrorCode::MismatchedEndpointType,
            "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER"
                .to_owned(),
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
