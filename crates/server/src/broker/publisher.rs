//! Follows the metadata image: what changes there changes the broker.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use controller::ImagePublisher;
use metadata::{ConfigImage, ConfigResource, ConfigResourceKind, MetadataDelta, MetadataImage};
use model::BrokerId;
use replication::{ReplicaManager, TopicConfigs};
use storage::log::LogConfig;
use storage::log_manager::LogManager;

use super::connection_limits::connection_limits;
use super::group_coordinator::GroupCoordinator;
use crate::config::{Config, DynamicBrokerConfigs, topic_log_config};
use crate::net::limits::ConnectionRegistry;

/// The configuration of this broker and of its topics, as of the current image.
#[derive(Debug)]
pub struct LiveConfigs {
    config: Arc<Config>,
    image: ArcSwap<MetadataImage>,
}

impl LiveConfigs {
    #[must_use]
    pub fn new(config: Arc<Config>) -> Self {
        Self { config, image: ArcSwap::from_pointee(MetadataImage::default()) }
    }

    #[must_use]
    pub fn image(&self) -> Arc<MetadataImage> {
        self.image.load_full()
    }
}

impl TopicConfigs for LiveConfigs {
    fn log_config(&self, topic: &str) -> LogConfig {
        let image = self.image.load();
        let none = ConfigImage::default();
        let overrides = image.configs(&ConfigResource::topic(topic)).unwrap_or(&none);
        let dynamic = DynamicBrokerConfigs::of(&image, BrokerId(self.config.node_id()));
        topic_log_config(&self.config, &dynamic, overrides)
    }
}

/// Carries each new image to the configuration and to the partitions, before the command that made it is answered.
#[derive(Debug)]
pub struct BrokerPublisher {
    pub live: Arc<LiveConfigs>,
    pub replicas: Arc<ReplicaManager>,
    pub log_manager: Arc<LogManager>,
    pub connections: Arc<ConnectionRegistry>,
    pub groups: Arc<GroupCoordinator>,
    pub is_loaded: AtomicBool,
    /// The delay before files of a deleted topic are removed.
    pub delete_delay: std::time::Duration,
}

impl ImagePublisher for BrokerPublisher {
    fn publish(&self, image: &Arc<MetadataImage>, delta: &MetadataDelta) {
        self.live.image.store(Arc::clone(image));
        if !self.is_loaded.swap(true, Ordering::AcqRel) {
            self.replicas.load(image);
            self.update_connection_limits(image);
            return;
        }
        if self.replicas.apply(delta) {
            self.remove_deleted_later();
        }
        self.groups.apply(delta);
        for resource in &delta.configs_changed {
            match resource.kind {
                ConfigResourceKind::Topic => self.replicas.update_config(&resource.name),
                ConfigResourceKind::Broker => {
                    self.replicas.update_all_configs();
                    self.update_connection_limits(image);
                }
                _ => {}
            }
        }
    }
}

impl BrokerPublisher {
    fn update_connection_limits(&self, image: &MetadataImage) {
        let config = &self.live.config;
        let dynamic = DynamicBrokerConfigs::of(image, BrokerId(config.node_id()));
        self.connections.set_limits(connection_limits(config, &dynamic));
    }

    fn remove_deleted_later(&self) {
        let (log_manager, delay) = (Arc::clone(&self.log_manager), self.delete_delay);
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            // Its result is of no interest: what stays behind is found again at the next start.
            drop(tokio::task::spawn_blocking(move || log_manager.remove_deleted()).await);
        });
    }
}
