//! DescribeConfigs, versions 1 to 4, of topics, brokers, groups and client-metrics subscriptions.
//!
//! Version 1 (KIP-226): sources and synonyms. 3 (KIP-569): types and documentation. Broker loggers are `root` and one
//! for each crate.

use std::ops::RangeInclusive;

use metadata::{ConfigImage, ConfigResource, ConfigResourceKind};
use model::{ApiError, ErrorCode};
use protocol::Str;
use protocol::messages::describe_configs::{
    DescribeConfigsRequest, DescribeConfigsResource, DescribeConfigsResourceResult, DescribeConfigsResponse,
    DescribeConfigsResult, DescribeConfigsSynonym,
};

use crate::broker::topics::validate_topic_name;
use crate::cli::log_levels;
use crate::config::{
    ConfigSource, DescribedConfig, DynamicBrokerConfigs, describe_broker, describe_client_metrics,
    describe_default_broker, describe_group, describe_topic,
};
use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=4;

pub(super) fn handle(context: &RequestContext, request: DescribeConfigsRequest) -> DescribeConfigsResponse {
    let results = request.resources.iter().map(|resource| {
        let (error, configs) = match describe(context, resource) {
            Ok(configs) => (None, configs),
            Err(error) => (Some(error), Vec::new()),
        };
        let is_wanted = |config: &DescribedConfig| match &resource.configuration_keys {
            // An empty list asks for all, as Kafka's clients rely on.
            Some(names) if !names.is_empty() => names.iter().any(|name| *name == *config.name.as_str()),
            _ => true,
        };
        DescribeConfigsResult {
            error_code: error.as_ref().map_or(0, |error| error.code.code()),
            // Empty rather than null where there is nothing to say, as with Apache Kafka.
            error_message: Some(error.and_then(|error| error.message).map(Str::from).unwrap_or_default()),
            resource_type: resource.resource_type,
            resource_name: resource.resource_name.clone(),
            configs: configs.into_iter().filter(is_wanted).map(|config| row(&request, config)).collect(),
            ..DescribeConfigsResult::default()
        }
    });
    DescribeConfigsResponse { results: results.collect(), ..DescribeConfigsResponse::default() }
}

fn describe(
    context: &RequestContext,
    resource: &DescribeConfigsResource,
) -> Result<Vec<DescribedConfig>, ApiError> {
    let broker = &context.broker;
    let image = broker.image();
    let name = &*resource.resource_name;
    let kind = ConfigResourceKind::from_id(resource.resource_type).ok_or_else(|| {
        let message = "This most likely occurs because of a request being malformed by the client library or the \
                       message was sent to an incompatible broker. See the broker logs for more details.";
        ApiError::new(ErrorCode::InvalidRequest, message)
    })?;
    let none = ConfigImage::default();
    let overrides = image.configs(&ConfigResource::new(kind, name)).unwrap_or(&none);
    let dynamic = DynamicBrokerConfigs::of(&image, broker.node_id);
    match kind {
        ConfigResourceKind::Topic => {
            validate_topic_name(name)
                .map_err(|message| ApiError::new(ErrorCode::InvalidTopicException, message))?;
            if image.topic(name).is_none() {
                return Err(ErrorCode::UnknownTopicOrPartition.into());
            }
            Ok(describe_topic(&broker.config, &dynamic, overrides))
        }
        ConfigResourceKind::Broker if name.is_empty() => Ok(describe_default_broker(&dynamic)),
        ConfigResourceKind::Broker => {
            check_broker(context, name, " or empty string,")?;
            Ok(describe_broker(&broker.config, &dynamic))
        }
        ConfigResourceKind::BrokerLogger if name.is_empty() => {
            Err(ApiError::new(ErrorCode::InvalidRequest, "Broker id must not be empty"))
        }
        ConfigResourceKind::BrokerLogger => {
            check_broker(context, name, "")?;
            Ok(log_levels().into_iter().map(|(logger, level)| logger_row(logger, level)).collect())
        }
        ConfigResourceKind::Group if name.is_empty() => {
            Err(ApiError::new(ErrorCode::InvalidRequest, "Group name must not be empty"))
        }
        ConfigResourceKind::Group => Ok(describe_group(&broker.config, &dynamic, overrides)),
        ConfigResourceKind::ClientMetrics if name.is_empty() => Err(ApiError::new(
            ErrorCode::InvalidRequest,
            "Client metrics subscription name must not be empty",
        )),
        ConfigResourceKind::ClientMetrics => Ok(describe_client_metrics(&broker.config, overrides)),
    }
}

fn check_broker(context: &RequestContext, name: &str, or_what: &str) -> Result<(), ApiError> {
    let own = context.broker.node_id;
    match name.parse::<i32>() {
        Ok(id) if id == own.0 => Ok(()),
        Ok(_) => {
            let message = format!("Unexpected broker id, expected {own}{or_what} but received {name}");
            Err(ApiError::new(ErrorCode::InvalidRequest, message))
        }
        Err(_) => {
            let message = format!("Broker id must be an integer, but it is: {name}");
            Err(ApiError::new(ErrorCode::InvalidRequest, message))
        }
    }
}

fn logger_row(logger: String, level: &'static str) -> DescribedConfig {
    DescribedConfig {
        name: logger,
        value: Some(level.to_owned()),
        source: ConfigSource::DynamicBrokerLogger,
        is_read_only: false,
        is_sensitive: false,
        synonyms: Vec::new(),
        kind: 0,
        doc: Some(""),
    }
}

fn row(request: &DescribeConfigsRequest, config: DescribedConfig) -> DescribeConfigsResourceResult {
    let synonyms = config.synonyms.into_iter().filter(|_| request.include_synonyms);
    // Loggers have an empty one, asked for or not.
    let documentation =
        config.doc.filter(|doc| request.include_documentation || doc.is_empty()).map(Str::from);
    DescribeConfigsResourceResult {
        name: config.name.into(),
        value: config.value.map(Into::into),
        read_only: config.is_read_only,
        config_source: config.source as i8,
        is_sensitive: config.is_sensitive,
        synonyms: synonyms
            .map(|synonym| DescribeConfigsSynonym {
                name: synonym.name.into(),
                value: synonym.value.map(Into::into),
                source: synonym.source as i8,
                ..DescribeConfigsSynonym::default()
            })
            .collect(),
        config_type: config.kind,
        documentation,
        ..DescribeConfigsResourceResult::default()
    }
}
