//! FindCoordinator, versions 0 to 6: there are no coordinators yet, and every request is told so.
//!
//! Served all the same because librdkafka sends lz4 only to brokers that list this API; without it its batches
//! would silently be stored uncompressed. The error is the one after which clients ask again: librdkafka looks for a
//! coordinator even when partitions are assigned by hand, and would report any other error to the application.

use std::ops::RangeInclusive;

use model::ErrorCode;
use protocol::Str;
use protocol::messages::find_coordinator::{Coordinator, FindCoordinatorRequest, FindCoordinatorResponse};

use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=6;
const REASON: &str = "This broker has no groups and no transactions yet";

pub(super) fn handle(_: &RequestContext, request: FindCoordinatorRequest) -> FindCoordinatorResponse {
    let code = ErrorCode::CoordinatorNotAvailable.code();
    let coordinators = request.coordinator_keys.into_iter().map(|key| Coordinator {
        key,
        node_id: -1,
        port: -1,
        error_code: code,
        error_message: Some(Str::from(REASON)),
        ..Coordinator::default()
    });
    FindCoordinatorResponse {
        error_code: code,
        error_message: Some(Str::from(REASON)),
        node_id: -1,
        port: -1,
        coordinators: coordinators.collect(),
        ..FindCoordinatorResponse::default()
    }
}
