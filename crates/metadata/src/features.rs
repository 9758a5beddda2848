//! The features of the cluster (KIP-584) that this program knows: at which levels it can work, and what a new cluster
//! begins with.

use crate::image::METADATA_VERSION;

/// The levels of one feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    pub name: &'static str,
    pub min_level: i16,
    pub max_level: i16,
    /// The level of a new cluster; 0 for off.
    pub initial_level: i16,
}

/// Only what works here is listed: clients and tools take a feature for given.
pub const FEATURES: &[Feature] = &[
    // 3.3-IV3 to 4.3-IV0.
    Feature { name: METADATA_VERSION, min_level: 7, max_level: 30, initial_level: 30 },
];

/// The feature of that name.
#[must_use]
pub fn feature(name: &str) -> Option<&'static Feature> {
    FEATURES.iter().find(|feature| feature.name == name)
}
