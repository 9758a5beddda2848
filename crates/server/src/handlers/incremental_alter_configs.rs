//! IncrementalAlterConfigs, versions 0 and 1 (KIP-339): single settings of topics, brokers, groups and client metrics.
//!
//! Changes take effect when the response leaves. Broker loggers (KIP-412) are this process's own.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use controller::{ConfigChange, ConfigOperation};
use metadata::{ConfigResource, ConfigResourceKind};
use model::{ApiError, ErrorCode};
use protocol::messages::incremental_alter_configs::{
    AlterConfigsResource, AlterConfigsResourceResponse, IncrementalAlterConfigsRequest,
    IncrementalAlterConfigsResponse,
};
use protocol::{Decoder, Str};

use super::broker_loggers;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=1;

/// What the controller is asked; nothing for what this process does itself.
type ForController = Option<(ConfigResource, Vec<ConfigChange>)>;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, alter)
}

async fn alter(
    context: RequestContext,
    request: IncrementalAlterConfigsRequest,
) -> IncrementalAlterConfigsResponse {
    let keys: Vec<(i8, Str)> = request
        .resources
        .iter()
        .map(|resource| (resource.resource_type, resource.resource_name.clone()))
        .collect();
    let changes: Vec<Result<ForController, ApiError>> = request
        .resources
        .iter()
        .map(|resource| {
            let target = target(&keys, resource.resource_type, &resource.resource_name)?;
            if target.kind == ConfigResourceKind::BrokerLogger {
                broker_loggers::alter(context.broker.node_id, resource, request.validate_only)?;
                return Ok(None);
            }
            Ok(Some((target, changes(resource)?)))
        })
        .collect();
    let accepted = changes.iter().flatten().flatten().cloned().collect();
    let altered = context.broker.controller.incremental_alter_configs(accepted, request.validate_only).await;
    let mut altered = altered.into_iter();
    let responses = keys.into_iter().zip(changes).map(|((resource_type, resource_name), change)| {
        let missing = || Err(ErrorCode::UnknownServerError.into());
        let error = match change {
            Ok(Some(_)) => altered.next().unwrap_or_else(missing).err(),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        AlterConfigsResourceResponse {
            error_code: error.as_ref().map_or(0, |error| error.code.code()),
            error_message: error.and_then(|error| error.message).map(Into::into),
            resource_type,
            resource_name,
            ..AlterConfigsResourceResponse::default()
        }
    });
    IncrementalAlterConfigsResponse { responses: responses.collect(), ..Default::default() }
}

/// What is to be changed, if it can be and is named once.
pub(super) fn target(keys: &[(i8, Str)], kind: i8, name: &Str) -> Result<ConfigResource, ApiError> {
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    if keys.iter().filter(|(other_kind, other)| *other_kind == kind && other == name).count() > 1 {
        return refuse("Each resource must appear at most once.".to_owned());
    }
    match ConfigResourceKind::from_id(kind) {
        None => refuse(format!("Unknown resource type {kind}")),
        Some(kind) => Ok(ConfigResource::new(kind, &**name)),
    }
}

fn changes(resource: &AlterConfigsResource) -> Result<Vec<ConfigChange>, ApiError> {
    let mut seen = HashSet::new();
    let mut changes = Vec::with_capacity(resource.configs.len());
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    for config in &resource.configs {
        if !seen.insert(&config.name) {
            return refuse(format!("Error due to duplicate config keys : {}", config.name));
        }
        let operation = match config.config_operation {
            0 => ConfigOperation::Set,
            1 => ConfigOperation::Delete,
            2 => ConfigOperation::Append,
            3 => ConfigOperation::Subtract,
            other => return refuse(format!("Unknown alter operation {other}")),
        };
        if config.value.is_none() && operation != ConfigOperation::Delete {
            return refuse(format!("Null value not supported for : {}", config.name));
        }
        let value = config.value.as_ref().map(ToString::to_string);
        changes.push(ConfigChange { name: config.name.to_string(), operation, value });
    }
    Ok(changes)
}
