//! AlterConfigs, versions 0 to 2: replaces all settings of a topic, broker, group or client-metrics subscription.
//! Deprecated by IncrementalAlterConfigs, and still used by old tools.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use controller::{ConfigChange, ConfigOperation};
use metadata::{ConfigResource, ConfigResourceKind};
use model::{ApiError, ErrorCode};
use protocol::messages::alter_configs::{
    AlterConfigsRequest, AlterConfigsResource, AlterConfigsResourceResponse, AlterConfigsResponse,
};
use protocol::{Decoder, Str};

use super::incremental_alter_configs::target;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=2;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, alter)
}

async fn alter(context: RequestContext, request: AlterConfigsRequest) -> AlterConfigsResponse {
    let keys: Vec<(i8, Str)> = request
        .resources
        .iter()
        .map(|resource| (resource.resource_type, resource.resource_name.clone()))
        .collect();
    let changes: Vec<Result<(ConfigResource, Vec<ConfigChange>), ApiError>> = request
        .resources
        .iter()
        .map(|resource| {
            let target = target(&keys, resource.resource_type, &resource.resource_name)?;
            Ok((target, settings(resource)?))
        })
        .collect();
    let accepted = changes.iter().flatten().cloned().collect();
    let altered = context.broker.controller.alter_configs(accepted, request.validate_only).await;
    let mut altered = altered.into_iter();
    let responses = keys.into_iter().zip(changes).map(|((resource_type, resource_name), change)| {
        let missing = || Err(ErrorCode::UnknownServerError.into());
        let error = change.and_then(|_| altered.next().unwrap_or_else(missing)).err();
        AlterConfigsResourceResponse {
            error_code: error.as_ref().map_or(0, |error| error.code.code()),
            error_message: error.and_then(|error| error.message).map(Into::into),
            resource_type,
            resource_name,
            ..AlterConfigsResourceResponse::default()
        }
    });
    AlterConfigsResponse { responses: responses.collect(), ..AlterConfigsResponse::default() }
}

fn settings(resource: &AlterConfigsResource) -> Result<Vec<ConfigChange>, ApiError> {
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    // Log levels are changed one by one only.
    if resource.resource_type == ConfigResourceKind::BrokerLogger.id() {
        return refuse(format!("Unknown resource type {}", resource.resource_type));
    }
    let names: HashSet<&str> = resource.configs.iter().map(|config| &*config.name).collect();
    if names.len() < resource.configs.len() {
        return refuse("Error due to duplicate config keys".to_owned());
    }
    let set = resource.configs.iter().map(|config| match &config.value {
        Some(value) => Ok(ConfigChange {
            name: config.name.to_string(),
            operation: ConfigOperation::Set,
            value: Some(value.to_string()),
        }),
        None => {
            let message = format!("Null value not supported for : {}", config.name);
            Err(ApiError::new(ErrorCode::InvalidRequest, message))
        }
    });
    set.collect()
}
