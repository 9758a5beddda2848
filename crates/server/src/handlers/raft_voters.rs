//! AddRaftVoter, versions 0 and 1, and RemoveRaftVoter, version 0 (KIP-853): changes of the metadata quorum.
//!
//! The quorum is the one that the node began with, as in a Kafka cluster whose `kraft.version` is 0: both are refused.
//! Missing: quorums that change.

use std::ops::RangeInclusive;

use model::{ApiError, ErrorCode};
use protocol::Str;
use protocol::messages::add_raft_voter::{AddRaftVoterRequest, AddRaftVoterResponse};
use protocol::messages::remove_raft_voter::{RemoveRaftVoterRequest, RemoveRaftVoterResponse};

use crate::dispatch::RequestContext;

pub(super) const ADD_VERSIONS: RangeInclusive<i16> = 0..=1;
pub(super) const REMOVE_VERSIONS: RangeInclusive<i16> = 0..=0;

pub(super) fn add(context: &RequestContext, request: AddRaftVoterRequest) -> AddRaftVoterResponse {
    let refused = refusal(context, request.cluster_id.as_ref(), request.voter_id, ("Add", "adding"));
    AddRaftVoterResponse {
        error_code: refused.code.code(),
        error_message: refused.message.map(Into::into),
        ..AddRaftVoterResponse::default()
    }
}

pub(super) fn remove(context: &RequestContext, request: RemoveRaftVoterRequest) -> RemoveRaftVoterResponse {
    let refused = refusal(context, request.cluster_id.as_ref(), request.voter_id, ("Remove", "removing"));
    RemoveRaftVoterResponse {
        error_code: refused.code.code(),
        error_message: refused.message.map(Into::into),
        ..RemoveRaftVoterResponse::default()
    }
}

fn refusal(
    context: &RequestContext,
    cluster_id: Option<&Str>,
    voter_id: i32,
    (verb, doing): (&str, &str),
) -> ApiError {
    let image = context.broker.image();
    let own = image.cluster_id();
    if let Some(other) = cluster_id.filter(|id| ***id != **own) {
        let message = format!("The given id \"{other}\" doesn't match the cluster id \"{own}\"");
        return ApiError::new(ErrorCode::InconsistentClusterId, message);
    }
    if voter_id < 0 {
        let message = format!("{verb} voter request didn't include a valid voter");
        return ApiError::new(ErrorCode::InvalidRequest, message);
    }
    let message = format!("Cluster doesn't support {doing} voter because the kraft.version feature is 0");
    ApiError::new(ErrorCode::UnsupportedVersion, message)
}
