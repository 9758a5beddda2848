//! ApiVersions, versions 0 to 4.
//!
//! - 3 (KIP-511): the client names itself; a name that is none is INVALID_REQUEST, and the connection goes on.
//! - 3 (KIP-584): supported and finalised features. Before 4, features whose lowest level is 0 are left out, since old
//!   clients cannot read them.
//! - An unknown version is answered in version 0 with UNSUPPORTED_VERSION and the range of ApiVersions alone.
//!
//! The response header has version 0 always. Missing: version 5 (Kafka 4.4).

use std::ops::RangeInclusive;

use metadata::{FEATURES, Feature, MetadataImage};
use model::ErrorCode;
use protocol::messages::api_versions::{
    ApiVersion, ApiVersionsRequest, ApiVersionsResponse, FinalizedFeatureKey, SupportedFeatureKey,
};
use protocol::{ApiKey, Decoder, UnknownTags};

use super::versions_served;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=4;
/// Old librdkafka switches features off where Produce does not begin at 0 (KAFKA-18659), though 0 to 2 are refused.
const PRODUCE_ADVERTISED_MIN: i16 = 0;

pub(super) fn handle(context: &RequestContext, input: Decoder) -> Reply {
    if !VERSIONS.contains(&context.api_version) {
        let response = ApiVersionsResponse {
            error_code: ErrorCode::UnsupportedVersion.code(),
            api_keys: vec![advertised(ApiKey::ApiVersions, VERSIONS)],
            ..ApiVersionsResponse::default()
        };
        return RequestContext { api_version: 0, ..context.clone() }.reply(&response);
    }
    match context.decode::<ApiVersionsRequest>(input) {
        Ok(request) => context.reply(&respond(context, &request)),
        Err(error) => Reply::Close(format!("ApiVersions request: {error}")),
    }
}

fn respond(context: &RequestContext, request: &ApiVersionsRequest) -> ApiVersionsResponse {
    let names = [&request.client_software_name, &request.client_software_version];
    if context.api_version >= 3 && !names.into_iter().all(|name| is_software_name(name)) {
        return ApiVersionsResponse { error_code: ErrorCode::InvalidRequest.code(), ..Default::default() };
    }
    let image = context.broker.image();
    let api_keys = ApiKey::ALL
        .iter()
        .filter_map(|api| Some(advertised(*api, versions_served(*api, context.on_controller)?)))
        .collect();
    ApiVersionsResponse {
        api_keys,
        supported_features: supported(context.api_version),
        finalized_features_epoch: image.offset().0,
        finalized_features: finalized(&image),
        ..ApiVersionsResponse::default()
    }
}

fn supported(api_version: i16) -> Vec<SupportedFeatureKey> {
    let key = |feature: &Feature| SupportedFeatureKey {
        name: feature.name.into(),
        min_version: feature.min_level,
        max_version: feature.max_level,
        unknown_tags: UnknownTags::default(),
    };
    FEATURES.iter().filter(|feature| api_version >= 4 || feature.min_level > 0).map(key).collect()
}

fn finalized(image: &MetadataImage) -> Vec<FinalizedFeatureKey> {
    let key = |(name, level): (&str, i16)| FinalizedFeatureKey {
        name: name.into(),
        max_version_level: level,
        min_version_level: level,
        unknown_tags: UnknownTags::default(),
    };
    image.features().map(key).collect()
}

fn advertised(api: ApiKey, versions: RangeInclusive<i16>) -> ApiVersion {
    let min_version = if api == ApiKey::Produce { PRODUCE_ADVERTISED_MIN } else { *versions.start() };
    ApiVersion {
        api_key: api.code(),
        min_version,
        max_version: *versions.end(),
        unknown_tags: UnknownTags::default(),
    }
}

/// `[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?`
fn is_software_name(name: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    let at_the_ends = [name.bytes().next(), name.bytes().last()];
    at_the_ends.into_iter().all(|end| end.is_some_and(|byte| byte.is_ascii_alphanumeric()))
        && name.bytes().all(inside)
}

#[cfg(test)]
mod tests {
    use super::is_software_name;

    #[test]
    fn a_software_name_begins_and_ends_with_a_letter_or_digit() {
        let good = ["a", "apache-kafka-java", "4.3.1"];
        let bad = ["", "-a", "a-", "a b", "ü", "."];
        assert!(good.into_iter().all(is_software_name));
        assert!(!bad.into_iter().any(is_software_name));
    }
}
