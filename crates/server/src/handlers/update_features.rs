//! UpdateFeatures, versions 0 to 2 (KIP-584): raises and lowers the levels of the cluster's features.
//!
//! Version 1 (KIP-778): kinds of downgrades, and a check without change. 2 (KIP-1022): one answer for all features.

use std::ops::RangeInclusive;

use controller::{FeatureUpdate, UpgradeType};
use protocol::Decoder;
use protocol::messages::update_features::{
    FeatureUpdateKey, UpdatableFeatureResult, UpdateFeaturesRequest, UpdateFeaturesResponse,
};

use super::errors::code_and_message;
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=2;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    context.answer_later(input, update)
}

async fn update(context: RequestContext, request: UpdateFeaturesRequest) -> UpdateFeaturesResponse {
    let api_version = context.api_version;
    let updates: Vec<FeatureUpdate> =
        request.feature_updates.iter().map(|key| feature_update(key, api_version)).collect();
    let updated = context.broker.controller.update_features(&updates, request.validate_only).await;
    let has_results = updated.is_ok() && api_version <= 1;
    let (error_code, error_message) = code_and_message(updated);
    let results = updates.iter().filter(|_| has_results).map(|update| UpdatableFeatureResult {
        feature: update.name.as_str().into(),
        // Kafka's message of success.
        error_message: Some("NONE".into()),
        ..UpdatableFeatureResult::default()
    });
    UpdateFeaturesResponse {
        error_code,
        error_message,
        results: results.collect(),
        ..UpdateFeaturesResponse::default()
    }
}

fn feature_update(key: &FeatureUpdateKey, api_version: i16) -> FeatureUpdate {
    let upgrade_type = match (api_version, key.allow_downgrade) {
        (0, true) => Some(UpgradeType::SafeDowngrade),
        (0, false) => Some(UpgradeType::Upgrade),
        _ => UpgradeType::from_id(key.upgrade_type),
    };
    FeatureUpdate { name: key.feature.to_string(), level: key.max_version_level, upgrade_type }
}
