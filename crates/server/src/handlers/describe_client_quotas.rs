//! DescribeClientQuotas, versions 0 and 1 (KIP-546; addresses: KIP-612): the quotas of the entities that a filter lets
//! through. A filter that is strict leaves out entities with more parts than it has.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use controller::{CLIENT_ID, IP, USER};
use metadata::{QuotaEntity, QuotaValues};
use model::{ApiError, ErrorCode};
use protocol::Str;
use protocol::messages::describe_client_quotas::{
    ComponentData, DescribeClientQuotasRequest, DescribeClientQuotasResponse, EntityData, EntryData,
    ValueData,
};

use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=1;

/// What one part of an entity has to be.
enum Match<'a> {
    Name(&'a str),
    Default,
    Any,
}

pub(super) fn handle(
    context: &RequestContext,
    request: DescribeClientQuotasRequest,
) -> DescribeClientQuotasResponse {
    let filter = match filter(&request.components) {
        Ok(filter) => filter,
        Err(error) => {
            return DescribeClientQuotasResponse {
                error_code: error.code.code(),
                error_message: error.message.map(Into::into),
                entries: None,
                ..DescribeClientQuotasResponse::default()
            };
        }
    };
    let image = context.broker.image();
    let matches = |entity: &QuotaEntity| {
        let fits = filter.iter().all(|(kind, wanted)| match (entity.name(kind), wanted) {
            (None, _) => false,
            (Some(_), Match::Any) => true,
            (Some(name), Match::Name(wanted)) => name == Some(wanted),
            (Some(name), Match::Default) => name.is_none(),
        });
        fits && (!request.strict || entity.len() == filter.len())
    };
    let entries = image.client_quotas().filter(|(entity, _)| matches(entity)).map(entry);
    DescribeClientQuotasResponse {
        entries: Some(entries.collect()),
        ..DescribeClientQuotasResponse::default()
    }
}

fn filter(components: &[ComponentData]) -> Result<Vec<(&str, Match<'_>)>, ApiError> {
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    let mut filter = Vec::with_capacity(components.len());
    let mut kinds = HashSet::new();
    for component in components {
        let kind = &*component.entity_type;
        if kind.is_empty() {
            return refuse("Invalid empty entity type.".to_owned());
        }
        if !kinds.insert(kind) {
            return refuse(format!("Entity type {kind} cannot appear more than once in the filter."));
        }
        if ![USER, CLIENT_ID, IP].contains(&kind) {
            let message = format!("Unsupported entity type {kind}");
            return Err(ApiError::new(ErrorCode::UnsupportedVersion, message));
        }
        let wanted = match (component.match_type, component.match_.as_ref()) {
            (0, Some(name)) => Match::Name(name),
            (1, None) => Match::Default,
            (2, None) => Match::Any,
            (0, None) => {
                return refuse(
                    "Request specified MATCH_TYPE_EXACT, but set match string to null.".to_owned(),
                );
            }
            (1, Some(_)) => return refuse(with_name("MATCH_TYPE_DEFAULT")),
            (2, Some(_)) => return refuse(with_name("MATCH_TYPE_SPECIFIED")),
            (other, _) => return refuse(format!("Unknown match type {other}")),
        };
        filter.push((kind, wanted));
    }
    if kinds.contains(IP) && kinds.len() > 1 {
        return refuse(
            "Invalid entity filter component combination. IP filter component should not be used with user or \
             clientId filter component."
                .to_owned(),
        );
    }
    Ok(filter)
}

fn with_name(match_type: &str) -> String {
    format!("Request specified {match_type}, but also specified a match string.")
}

fn entry((entity, values): (&QuotaEntity, &QuotaValues)) -> EntryData {
    let part = |(kind, name): (&str, Option<&str>)| EntityData {
        entity_type: kind.into(),
        entity_name: name.map(Into::into),
        ..EntityData::default()
    };
    let value = |(key, value): (&std::sync::Arc<str>, &f64)| ValueData {
        key: Str::from(&**key),
        value: *value,
        ..ValueData::default()
    };
    EntryData {
        entity: entity.parts().map(part).collect(),
        values: values.iter().map(value).collect(),
        ..EntryData::default()
    }
}
