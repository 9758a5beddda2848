//! What AlterConfigs and IncrementalAlterConfigs have in common: which resource is meant, who changes it, and an answer
//! for each.

use std::collections::HashSet;

use controller::ConfigChange;
use metadata::{ConfigResource, ConfigResourceKind};
use model::{ApiError, BrokerId, ErrorCode};
use protocol::Str;

use crate::broker::topics::validate_topic_name;

/// A type of resources and a name, as on the wire.
pub(super) type Key = (i8, Str);

/// What the controller is to change.
pub(super) type Change = (ConfigResource, Vec<ConfigChange>);

/// One of these for each resource of the request: nothing for the controller where this process did it itself.
pub(super) type Wanted = Result<Option<Change>, ApiError>;

/// An error code, and what is wrong.
pub(super) type Answer = (i16, Option<Str>);

/// Lets `alter` change what can be changed; the answers are in the order of `wanted`.
pub(super) async fn carry_out(
    wanted: Vec<Wanted>,
    alter: impl AsyncFnOnce(Vec<Change>) -> Vec<Result<(), ApiError>>,
) -> Vec<Answer> {
    let accepted = wanted.iter().flatten().flatten().cloned().collect();
    let mut altered = alter(accepted).await.into_iter();
    let answers = wanted.into_iter().map(|wanted| {
        let missing = || Err(ErrorCode::UnknownServerError.into());
        let error = match wanted {
            Ok(Some(_)) => altered.next().unwrap_or_else(missing).err(),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        let code = error.as_ref().map_or(0, |error| error.code.code());
        (code, error.and_then(|error| error.message).map(Into::into))
    });
    answers.collect()
}

/// What is to be changed, if it can be and is named once. `own` is the broker that was asked: it knows no other one's
/// settings.
pub(super) fn target(own: BrokerId, keys: &[Key], key: &Key) -> Result<ConfigResource, ApiError> {
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    if keys.iter().filter(|other| *other == key).count() > 1 {
        return refuse("Each resource must appear at most once.".to_owned());
    }
    let (kind, name) = key;
    let Some(kind) = ConfigResourceKind::from_id(*kind) else {
        return refuse(format!("Unknown resource type {kind}"));
    };
    match kind {
        ConfigResourceKind::Topic if !name.is_empty() => validate_topic_name(name)
            .map_err(|message| ApiError::new(ErrorCode::InvalidTopicException, message))?,
        ConfigResourceKind::Broker if !name.is_empty() => check_broker(own, name, "broker id, expected")?,
        ConfigResourceKind::BrokerLogger => check_broker(own, name, "node id. Expected")?,
        _ => {}
    }
    Ok(ConfigResource::new(kind, &**name))
}

/// Kafka words it in two ways.
fn check_broker(own: BrokerId, name: &str, expected: &str) -> Result<(), ApiError> {
    let message = match name.parse::<i32>() {
        Ok(id) if id == own.0 => return Ok(()),
        Ok(_) => format!("Unexpected {expected} {own}, but received {name}"),
        Err(_) => format!("Node id must be an integer, but it is: {name}"),
    };
    Err(ApiError::new(ErrorCode::InvalidRequest, message))
}

/// No key may be given twice.
pub(super) fn check_names<'a>(names: impl Iterator<Item = &'a Str>) -> Result<(), ApiError> {
    let mut seen = HashSet::new();
    if names.into_iter().all(|name| seen.insert(name)) {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::InvalidRequest, "Error due to duplicate config keys"))
}
