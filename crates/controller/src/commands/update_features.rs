//! Raises and lowers the levels of features (KIP-584, KIP-778): all that are named, or none.

use std::collections::BTreeMap;

use metadata::{METADATA_VERSION, MetadataImage, MetadataRecord, feature};
use model::{ApiError, BrokerId, ErrorCode};
use protocol::records::metadata::feature_level_record::FeatureLevelRecord;

use crate::controller::Decision;

/// The level that a feature shall have.
#[derive(Clone, Debug)]
pub struct FeatureUpdate {
    pub name: String,
    pub level: i16,
    /// `None` for a number that does not exist.
    pub upgrade_type: Option<UpgradeType>,
}

/// Whether a level may go down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpgradeType {
    Upgrade,
    SafeDowngrade,
    UnsafeDowngrade,
}

impl UpgradeType {
    /// By Kafka's number on the wire.
    #[must_use]
    pub const fn from_id(id: i8) -> Option<Self> {
        match id {
            1 => Some(Self::Upgrade),
            2 => Some(Self::SafeDowngrade),
            3 => Some(Self::UnsafeDowngrade),
            _ => None,
        }
    }
}

pub(crate) fn decide(
    image: &MetadataImage,
    node_id: BrokerId,
    updates: &[FeatureUpdate],
) -> Decision<Result<(), ApiError>> {
    // Of a feature that is named twice, the last word counts.
    let by_name: BTreeMap<&str, &FeatureUpdate> =
        updates.iter().map(|update| (update.name.as_str(), update)).collect();
    let mut records = Vec::new();
    for update in by_name.into_values() {
        match judge(image, node_id, update) {
            Ok(record) => records.extend(record),
            Err(why) => {
                let message = format!(
                    "The update failed for all features since the following feature had an error: {why}"
                );
                let error = ApiError::new(ErrorCode::InvalidUpdateVersion, message);
                return Decision { records: Vec::new(), answer: Err(error) };
            }
        }
    }
    Decision { records, answer: Ok(()) }
}

/// The record, unless the level is what it is already; or what is wrong, in Kafka's words.
fn judge(
    image: &MetadataImage,
    node_id: BrokerId,
    update: &FeatureUpdate,
) -> Result<Option<MetadataRecord>, String> {
    let FeatureUpdate { name, level, upgrade_type } = update;
    let invalid = |why: &str| Err(format!("Invalid update version {level} for feature {name}. {why}"));
    let Some(upgrade_type) = upgrade_type else {
        return invalid("The controller does not support the given upgrade type.");
    };
    if *level < 0 {
        return invalid("A feature version cannot be less than 0.");
    }
    let Some(known) = feature(name) else {
        return match level {
            0 => invalid(&format!("Feature {name} not found.")),
            _ => invalid(&format!("Local controller {node_id} does not support this feature.")),
        };
    };
    let (min, max) = (known.min_level, known.max_level);
    if !(min..=max).contains(level) {
        return invalid(&format!("Local controller {node_id} only supports versions {min}-{max}"));
    }
    let current = image.feature_level(name);
    if *level < current && *upgrade_type == UpgradeType::Upgrade {
        return invalid(
            "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe \
             downgrade.",
        );
    }
    if *level < current && name == METADATA_VERSION {
        // Records are written in the form of the newest level, which an older program might not read.
        let why = match upgrade_type {
            UpgradeType::UnsafeDowngrade => "Unsafe metadata downgrade is not supported in this version.",
            _ => "Refusing to perform the requested downgrade because it might delete metadata information.",
        };
        return Err(format!("Unsupported {name} downgrade from {current} to {level}. {why}"));
    }
    let record = FeatureLevelRecord {
        name: name.as_str().into(),
        feature_level: *level,
        ..FeatureLevelRecord::default()
    };
    Ok((*level != current).then(|| record.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(level: i16, upgrade_type: UpgradeType) -> Result<(), ApiError> {
        let mut image = MetadataImage::default();
        let finalized = FeatureLevelRecord {
            name: METADATA_VERSION.into(),
            feature_level: 29,
            ..FeatureLevelRecord::default()
        };
        image.apply(&[finalized.into()], model::Offset(0)).unwrap();
        let update =
            FeatureUpdate { name: METADATA_VERSION.to_owned(), level, upgrade_type: Some(upgrade_type) };
        let decision = decide(&image, BrokerId(1), &[update]);
        image.apply(&decision.records, model::Offset(1)).unwrap();
        let expected = if decision.answer.is_ok() { level } else { 29 };
        assert_eq!(image.feature_level(METADATA_VERSION), expected);
        decision.answer
    }

    #[test]
    fn the_level_goes_up_and_never_down() {
        assert_eq!(answer(30, UpgradeType::Upgrade), Ok(()));
        assert_eq!(answer(29, UpgradeType::SafeDowngrade), Ok(()), "the same level");
        assert!(answer(28, UpgradeType::SafeDowngrade).is_err());
        assert!(answer(28, UpgradeType::UnsafeDowngrade).is_err());
        assert!(answer(31, UpgradeType::Upgrade).is_err());
    }
}
