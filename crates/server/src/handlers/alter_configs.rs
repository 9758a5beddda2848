//! AlterConfigs, versions 0 to 2: replaces all settings of a topic, broker, group or client-metrics subscription.
//! Deprecated by IncrementalAlterConfigs, and still used by old tools.

use std::ops::RangeInclusive;

use controller::{ConfigChange, ConfigOperation};
use metadata::ConfigResourceKind;
use model::{ApiError, ErrorCode};
use protocol::messages::alter_configs::{
    AlterConfigsRequest, AlterConfigsResource, AlterConfigsResourceResponse, AlterConfigsResponse,
};
use protocol::{Decoder, UnknownTags};

use super::changed_configs::{Key, carry_out, check_names, target};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=2;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, alter)
}

async fn alter(context: RequestContext, request: AlterConfigsRequest) -> AlterConfigsResponse {
    let broker = &context.broker;
    let keys: Vec<Key> =
        request.resources.iter().map(|it| (it.resource_type, it.resource_name.clone())).collect();
    let wanted = request.resources.iter().zip(&keys).map(|(resource, key)| {
        check_names(resource.configs.iter().map(|config| &config.name))?;
        // Log levels are changed one by one only.
        if resource.resource_type == ConfigResourceKind::BrokerLogger.id() {
            let message = format!("Unknown resource type {}", resource.resource_type);
            return Err(ApiError::new(ErrorCode::InvalidRequest, message));
        }
        Ok(Some((target(broker.node_id, &keys, key)?, settings(resource)?)))
    });
    let alter = async |changes| broker.controller.alter_configs(changes, request.validate_only).await;
    let answers = carry_out(wanted.collect(), alter).await;
    let responses = keys.into_iter().zip(answers).map(|((resource_type, resource_name), answer)| {
        let (error_code, error_message) = answer;
        let unknown_tags = UnknownTags::default();
        AlterConfigsResourceResponse { error_code, error_message, resource_type, resource_name, unknown_tags }
    });
    AlterConfigsResponse { responses: responses.collect(), ..AlterConfigsResponse::default() }
}

fn settings(resource: &AlterConfigsResource) -> Result<Vec<ConfigChange>, ApiError> {
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
