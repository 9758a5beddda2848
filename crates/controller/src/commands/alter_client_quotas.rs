//! Sets and removes quotas of users, clients and addresses (KIP-546, KIP-612).

use std::collections::BTreeMap;
use std::sync::Arc;

use metadata::{MetadataImage, MetadataRecord, QuotaEntity};
use model::{ApiError, ErrorCode};
use protocol::records::metadata::client_quota_record::{ClientQuotaRecord, EntityData};

use crate::controller::Decision;

pub const USER: &str = "user";
pub const CLIENT_ID: &str = "client-id";
pub const IP: &str = "ip";

/// Whole numbers may be off by this much, as they come as floating point.
const FRACTION_MAX: f64 = 1e-6;

/// What changes for one entity; a value of `None` removes the quota.
#[derive(Clone, Debug)]
pub struct QuotaAlteration {
    pub entity: QuotaEntity,
    pub values: Vec<(Arc<str>, Option<f64>)>,
    /// Whether an `ip` is an address or the name of a host. Only the caller can look names up.
    pub is_ip_known: bool,
}

/// One result for each entity, in the order in which they came.
pub(crate) fn decide(
    image: &MetadataImage,
    alterations: &[QuotaAlteration],
) -> Decision<Vec<(QuotaEntity, Result<(), ApiError>)>> {
    let mut by_entity: Vec<(&QuotaEntity, Result<Vec<MetadataRecord>, ApiError>)> = Vec::new();
    for alteration in alterations {
        let decided = alter(image, alteration);
        match by_entity.iter_mut().find(|(entity, _)| **entity == alteration.entity) {
            Some((entity, result)) => *result = Err(duplicate(entity)),
            None => by_entity.push((&alteration.entity, decided)),
        }
    }
    let mut records = Vec::new();
    let answer = by_entity.into_iter().map(|(entity, decided)| {
        let result = decided.map(|decided| records.extend(decided));
        (entity.clone(), result)
    });
    let answer = answer.collect();
    Decision { records, answer }
}

fn refuse<T>(message: String) -> Result<T, ApiError> {
    Err(ApiError::new(ErrorCode::InvalidRequest, message))
}

fn duplicate(entity: &QuotaEntity) -> ApiError {
    ApiError::new(ErrorCode::InvalidRequest, format!("Ignoring duplicate entity {entity}"))
}

fn alter(image: &MetadataImage, alteration: &QuotaAlteration) -> Result<Vec<MetadataRecord>, ApiError> {
    let entity = &alteration.entity;
    let mut values: BTreeMap<&Arc<str>, Option<f64>> = BTreeMap::new();
    for (key, value) in &alteration.values {
        if values.insert(key, *value).is_some() {
            return Err(duplicate(entity));
        }
    }
    let keys = keys_of(alteration)?;
    let current = image.client_quotas_of(entity);
    let mut records = Vec::new();
    for (key, value) in values {
        let set = current.and_then(|current| current.get(key)).copied();
        if let Some(value) = value {
            check_value(keys, key, value)?;
        }
        if value != set {
            records.push(record(entity, key, value));
        }
    }
    Ok(records)
}

/// What a quota is counted in.
#[derive(Clone, Copy)]
enum Number {
    Int,
    Long,
    Double,
}

type Keys = &'static [(&'static str, Number)];

const CLIENT_KEYS: Keys = &[
    ("producer_byte_rate", Number::Long),
    ("consumer_byte_rate", Number::Long),
    ("request_percentage", Number::Double),
    ("controller_mutation_rate", Number::Double),
];
const IP_KEYS: Keys = &[("connection_creation_rate", Number::Int)];

/// The keys that such an entity can have.
fn keys_of(alteration: &QuotaAlteration) -> Result<Keys, ApiError> {
    let entity = &alteration.entity;
    if entity.is_empty() {
        return refuse("Invalid empty client quota entity".to_owned());
    }
    for (kind, name) in entity.parts() {
        if ![USER, CLIENT_ID, IP].contains(&kind) {
            return refuse(format!("Unhandled client quota entity type: {kind}"));
        }
        if name == Some("") {
            return refuse(format!("Empty {kind} not supported"));
        }
    }
    let Some(ip) = entity.name(IP) else { return Ok(CLIENT_KEYS) };
    if entity.len() > 1 {
        // Kafka's spelling.
        return refuse(
            "Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId"
                .to_owned(),
        );
    }
    match ip {
        Some(ip) if !alteration.is_ip_known => refuse(format!("{ip} is not a valid IP or resolvable host.")),
        _ => Ok(IP_KEYS),
    }
}

#[allow(clippy::cast_precision_loss, reason = "the bounds themselves are exact enough")]
fn check_value(keys: Keys, key: &str, value: f64) -> Result<(), ApiError> {
    let Some((_, number)) = keys.iter().find(|(name, _)| *name == key) else {
        return refuse(format!("Invalid configuration key {key}"));
    };
    // Kafka lets "not a number" pass.
    if value <= 0.0 || value.is_nan() {
        return refuse(format!("Quota {key} must be greater than 0"));
    }
    let (max, name) = match number {
        Number::Double => return Ok(()),
        Number::Int => (f64::from(i32::MAX), "an INT"),
        Number::Long => (i64::MAX as f64, "a LONG"),
    };
    if value > max {
        return refuse(format!("Proposed value for {key} is too large for {name}."));
    }
    if value % 1.0 > FRACTION_MAX {
        return refuse(format!("{key} cannot be a fractional value."));
    }
    Ok(())
}

fn record(entity: &QuotaEntity, key: &str, value: Option<f64>) -> MetadataRecord {
    let part = |(kind, name): (&str, Option<&str>)| EntityData {
        entity_type: kind.into(),
        entity_name: name.map(Into::into),
        ..EntityData::default()
    };
    let record = ClientQuotaRecord {
        entity: entity.parts().map(part).collect(),
        key: key.into(),
        value: value.unwrap_or_default(),
        remove: value.is_none(),
        ..ClientQuotaRecord::default()
    };
    record.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(parts: &[(&str, Option<&str>)]) -> QuotaEntity {
        parts.iter().map(|(kind, name)| (Arc::from(*kind), name.map(Arc::from))).collect()
    }

    fn alteration(parts: &[(&str, Option<&str>)], values: &[(&str, Option<f64>)]) -> QuotaAlteration {
        let values = values.iter().map(|(key, value)| (Arc::from(*key), *value)).collect();
        QuotaAlteration { entity: entity(parts), values, is_ip_known: true }
    }

    #[test]
    fn what_is_set_is_in_the_image_until_it_is_removed() {
        let mut image = MetadataImage::default();
        let alice: &[_] = &[(USER, Some("alice"))];
        for (value, expected) in [(Some(7.0), Some(7.0)), (Some(8.0), Some(8.0)), (None, None)] {
            let decision = decide(&image, &[alteration(alice, &[("producer_byte_rate", value)])]);
            assert_eq!(decision.answer, [(entity(alice), Ok(()))]);
            image.apply(&decision.records, model::Offset(0)).unwrap();
            image.check();
            let set = image.client_quotas_of(&entity(alice)).and_then(|set| set.get("producer_byte_rate"));
            assert_eq!(set.copied(), expected);
        }
    }

    #[test]
    fn nothing_is_written_of_what_is_refused_or_the_same() {
        let image = MetadataImage::default();
        let refused =
            alteration(&[(USER, None)], &[("producer_byte_rate", Some(1.0)), ("no.such", Some(1.0))]);
        let same = alteration(&[(USER, Some("a"))], &[("producer_byte_rate", None)]);
        let decision = decide(&image, &[refused, same]);
        assert!(decision.records.is_empty());
        assert!(decision.answer[0].1.is_err() && decision.answer[1].1.is_ok());
    }
}
