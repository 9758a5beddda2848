//! What one step of the metadata log changed: enough for a broker to act without comparing images.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::BrokerId;

use crate::image::MetadataImage;
use crate::image::config::ConfigResource;
use crate::image::topic::TopicImage;

/// Everything that differs between two images. A topic stands in one of the three lists, in its newest form
/// (`topics_deleted`: its last).
#[derive(Clone, Debug, Default)]
pub struct MetadataDelta {
    pub topics_created: Vec<Arc<TopicImage>>,
    pub topics_changed: Vec<TopicDelta>,
    pub topics_deleted: Vec<Arc<TopicImage>>,
    /// Registered, unregistered, fenced, unfenced or otherwise changed.
    pub brokers_changed: BTreeSet<BrokerId>,
    /// Also the resources of deleted topics that had configs.
    pub configs_changed: BTreeSet<ConfigResource>,
    pub client_quotas_changed: bool,
    pub scram_credentials_changed: bool,
    pub features_changed: bool,
}

/// A topic that existed before and after, and those of its partitions that are new or differ.
#[derive(Clone, Debug)]
pub struct TopicDelta {
    pub topic: Arc<TopicImage>,
    pub partitions: BTreeSet<i32>,
}

impl MetadataDelta {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.topics_created.is_empty()
            && self.topics_changed.is_empty()
            && self.topics_deleted.is_empty()
            && self.brokers_changed.is_empty()
            && self.configs_changed.is_empty()
            && !self.client_quotas_changed
            && !self.scram_credentials_changed
            && !self.features_changed
    }
}

impl MetadataImage {
    /// The delta from nothing to this image.
    #[must_use]
    pub fn as_delta(&self) -> MetadataDelta {
        MetadataDelta {
            topics_created: self.topics().cloned().collect(),
            brokers_changed: self.brokers().map(|broker| broker.id).collect(),
            configs_changed: self.config_resources().map(|(resource, _)| resource.clone()).collect(),
            client_quotas_changed: true,
            scram_credentials_changed: true,
            features_changed: true,
            ..MetadataDelta::default()
        }
    }
}
