//! UpdateFeatures, checked only: what was finalised stays.

use protocol::messages::update_features::{FeatureUpdateKey, UpdateFeaturesRequest};

use super::pair::Pair;

const UPGRADE: i8 = 1;
const SAFE_DOWNGRADE: i8 = 2;
const UNSAFE_DOWNGRADE: i8 = 3;

pub(super) fn cases(pair: &mut Pair) {
    for (feature, level) in [
        ("metadata.version", 30),
        ("metadata.version", 31),
        ("metadata.version", 99),
        ("metadata.version", 29),
        ("metadata.version", 7),
        ("metadata.version", 6),
        ("metadata.version", 1),
        ("metadata.version", 0),
        ("metadata.version", -1),
        ("no.such", 1),
        ("no.such", 0),
        ("", 1),
    ] {
        for upgrade_type in [UPGRADE, SAFE_DOWNGRADE, UNSAFE_DOWNGRADE, 0, 4] {
            pair.ask_all(&format!("{feature} {level}, type {upgrade_type}"), |_, version| {
                update(&[(feature, level, if version == 0 { UPGRADE } else { upgrade_type })])
            });
        }
    }
    pair.ask_all("nothing", |_, _| update(&[]));
    pair.ask_all("a good and a bad one", |_, _| {
        update(&[("metadata.version", 30, UPGRADE), ("no.such", 1, UPGRADE)])
    });
    pair.ask_all("a feature twice", |_, _| {
        update(&[("metadata.version", 30, UPGRADE), ("metadata.version", 29, SAFE_DOWNGRADE)])
    });
}

fn update(features: &[(&str, i16, i8)]) -> UpdateFeaturesRequest {
    let key = |(feature, max_version_level, upgrade_type): &(&str, i16, i8)| FeatureUpdateKey {
        feature: (*feature).into(),
        max_version_level: *max_version_level,
        upgrade_type: *upgrade_type,
        ..FeatureUpdateKey::default()
    };
    UpdateFeaturesRequest {
        feature_updates: features.iter().map(key).collect(),
        validate_only: true,
        ..UpdateFeaturesRequest::default()
    }
}
