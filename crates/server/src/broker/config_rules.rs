//! What the controller may set, by the table of keys.

use std::sync::Arc;

use controller::ConfigRules;
use metadata::{ConfigImage, ConfigResource, ConfigResourceKind, MetadataImage};
use model::{ApiError, BrokerId};

use crate::config::{Config, DynamicBrokerConfigs, TopicConfig, keys};

/// The rules of the table of keys, with this broker's defaults.
#[derive(Debug)]
pub(super) struct KeyRules {
    pub(super) config: Arc<Config>,
}

impl ConfigRules for KeyRules {
    fn validate(&self, resource: &ConfigResource, name: &str, value: Option<&str>) -> Result<(), ApiError> {
        crate::config::validate(resource, name, value)
    }

    fn validate_together(
        &self,
        image: &MetadataImage,
        resource: &ConfigResource,
        overrides: &[(&str, &str)],
    ) -> Result<(), ApiError> {
        match resource.kind {
            ConfigResourceKind::Topic => crate::config::validate_topic_configs(overrides),
            ConfigResourceKind::Group => crate::config::validate_group_configs(&self.config, overrides),
            ConfigResourceKind::Broker => {
                let before = DynamicBrokerConfigs::of(image, BrokerId(self.config.node_id()));
                crate::config::validate_broker_configs(&self.config, &before, resource, overrides)
            }
            _ => Ok(()),
        }
    }

    fn is_list(&self, kind: ConfigResourceKind, name: &str) -> bool {
        crate::config::is_list(kind, name)
    }

    fn default_value(&self, resource: &ConfigResource, name: &str) -> Option<String> {
        if resource.kind != ConfigResourceKind::Topic || keys::topic_key(name).is_none() {
            return None;
        }
        let (dynamic, overrides) = (DynamicBrokerConfigs::default(), ConfigImage::default());
        Some(TopicConfig::new(&self.config, &dynamic, &overrides).list(name).join(","))
    }
}
