//! IncrementalAlterConfigs, versions 0 and 1 (KIP-339): single settings of topics, brokers, groups and client metrics.
//!
//! Changes take effect when the response leaves. Broker loggers (KIP-412) are this process's own.

use std::ops::RangeInclusive;

use controller::{ConfigChange, ConfigOperation};
use metadata::ConfigResourceKind;
use model::{ApiError, ErrorCode};
use protocol::messages::incremental_alter_configs::{
    AlterConfigsResource, AlterConfigsResourceResponse, IncrementalAlterConfigsRequest,
    IncrementalAlterConfigsResponse,
};
use protocol::{Decoder, UnknownTags};

use super::broker_loggers;
use super::changed_configs::{Key, carry_out, check_names, target};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=1;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, alter)
}

async fn alter(
    context: RequestContext,
    request: IncrementalAlterConfigsRequest,
) -> IncrementalAlterConfigsResponse {
    let broker = &context.broker;
    let keys: Vec<Key> =
        request.resources.iter().map(|it| (it.resource_type, it.resource_name.clone())).collect();
    let wanted = request.resources.iter().zip(&keys).map(|(resource, key)| {
        check_names(resource.configs.iter().map(|config| &config.name))?;
        let target = target(broker.node_id, &keys, key)?;
        if target.kind == ConfigResourceKind::BrokerLogger {
            broker_loggers::alter(resource, request.validate_only)?;
            return Ok(None);
        }
        Ok(Some((target, changes(resource)?)))
    });
    let alter =
        async |changes| broker.controller.incremental_alter_configs(changes, request.validate_only).await;
    let answers = carry_out(wanted.collect(), alter).await;
    let responses = keys.into_iter().zip(answers).map(|((resource_type, resource_name), answer)| {
        let (error_code, error_message) = answer;
        let unknown_tags = UnknownTags::default();
        AlterConfigsResourceResponse { error_code, error_message, resource_type, resource_name, unknown_tags }
    });
    IncrementalAlterConfigsResponse { responses: responses.collect(), ..Default::default() }
}

fn changes(resource: &AlterConfigsResource) -> Result<Vec<ConfigChange>, ApiError> {
    let mut changes = Vec::with_capacity(resource.configs.len());
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    for config in &resource.configs {
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
