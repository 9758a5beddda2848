//! All partitions of this broker, by topic name and by topic id, kept in step with the metadata image.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arc_swap::ArcSwap;
use metadata::{MetadataDelta, MetadataImage, TopicImage};
use model::{LeaderEpoch, TopicPartition, Uuid};
use parking_lot::{Mutex, RwLock};
use storage::log::LogConfig;

use crate::counters::Traffic;
use crate::partition::{Host, Partition};

/// The partitions of this broker.
#[derive(Debug)]
pub struct ReplicaManager {
    host: Arc<Host>,
    topics: RwLock<Topics>,
    /// Traffic of topics that are no more: sums over all topics never fall. Locked within `topics`.
    deleted: Mutex<Traffic>,
}

#[derive(Debug, Default)]
struct Topics {
    by_name: HashMap<Arc<str>, Arc<Topic>>,
    by_id: HashMap<Uuid, Arc<Topic>>,
}

/// A topic that this broker has partitions of.
#[derive(Debug)]
pub struct Topic {
    pub id: Uuid,
    pub name: Arc<str>,
    config: ArcSwap<LogConfig>,
    partitions: RwLock<Vec<Arc<Partition>>>,
}

impl Topic {
    #[must_use]
    pub fn partition(&self, index: i32) -> Option<Arc<Partition>> {
        self.partitions.read().get(usize::try_from(index).ok()?).cloned()
    }

    /// In the order of their numbers.
    #[must_use]
    pub fn partitions(&self) -> Vec<Arc<Partition>> {
        self.partitions.read().clone()
    }

    /// Of all its partitions.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        let mut sum = Traffic::default();
        self.partitions.read().iter().for_each(|partition| sum.add(&partition.counters));
        sum
    }

    /// The effective configuration.
    #[must_use]
    pub fn config(&self) -> Arc<LogConfig> {
        self.config.load_full()
    }
}

impl ReplicaManager {
    #[must_use]
    pub fn new(host: Arc<Host>) -> Self {
        Self { host, topics: RwLock::default(), deleted: Mutex::default() }
    }

    #[must_use]
    pub fn host(&self) -> &Arc<Host> {
        &self.host
    }

    #[must_use]
    pub fn topic(&self, name: &str) -> Option<Arc<Topic>> {
        self.topics.read().by_name.get(name).cloned()
    }

    #[must_use]
    pub fn topic_by_id(&self, id: Uuid) -> Option<Arc<Topic>> {
        self.topics.read().by_id.get(&id).cloned()
    }

    /// All topics, in no order.
    #[must_use]
    pub fn topics(&self) -> Vec<Arc<Topic>> {
        self.topics.read().by_name.values().cloned().collect()
    }

    /// Of each topic, in no order, and of those that were deleted since the start together.
    #[must_use]
    pub fn traffic(&self) -> (Vec<(Arc<str>, Traffic)>, Traffic) {
        let topics = self.topics.read();
        let of_topics = topics.by_id.values().map(|topic| (Arc::clone(&topic.name), topic.traffic()));
        (of_topics.collect(), *self.deleted.lock())
    }

    /// Takes over a whole image at the start. Logs that it does not know are set aside, their files kept. A partition whose
    /// log was in a directory that does not work, or is not there any more, is offline: it must not begin anew in another.
    pub fn load(&self, image: &MetadataImage) {
        let found: HashSet<TopicPartition> = self.host.log_manager.partitions().into_iter().collect();
        for topic in image.topics() {
            self.add(topic);
            self.close_lost(topic, &found);
        }
        let known: HashSet<(Arc<str>, i32)> = image
            .topics()
            .flat_map(|topic| (0..).zip(&topic.partitions).map(|(index, _)| (Arc::clone(&topic.name), index)))
            .collect();
        for stray in self.host.log_manager.partitions() {
            if !known.contains(&(Arc::clone(&stray.topic), stray.partition)) {
                tracing::warn!(topic = %stray.topic, partition = stray.partition, "log of no known topic set aside");
                if let Err(error) = self.host.log_manager.set_aside_stray(&stray) {
                    tracing::warn!(topic = %stray.topic, partition = stray.partition, %error, "not set aside");
                }
            }
        }
    }

    fn close_lost(&self, image: &TopicImage, found: &HashSet<TopicPartition>) {
        let Some(topic) = self.topic_by_id(image.id) else { return };
        for (partition, image) in topic.partitions().iter().zip(&image.partitions) {
            let dir = image.directory(self.host.node_id).filter(|dir| !dir.is_reserved());
            if let Some(dir) = dir
                && !self.host.log_manager.is_online(dir)
                && !found.contains(partition.id())
            {
                tracing::error!(topic = %topic.name, partition = partition.id().partition, log_dir = %dir, "log is in a directory that is offline");
                partition.close_offline();
            }
        }
    }

    /// The partitions whose log is in a directory that has failed, closed.
    pub fn close_offline(&self) -> Vec<Arc<Partition>> {
        let offline = self.host.log_manager.offline_partitions();
        let partition = |id: &TopicPartition| self.topic(&id.topic)?.partition(id.partition);
        let partitions: Vec<_> = offline.iter().filter_map(partition).collect();
        partitions.iter().for_each(|partition| partition.close_offline());
        partitions
    }

    /// Follows a change of the metadata. Returns whether files of deleted topics wait for their removal.
    pub fn apply(&self, delta: &MetadataDelta) -> bool {
        for topic in &delta.topics_deleted {
            self.remove(topic);
        }
        for topic in
            delta.topics_created.iter().chain(delta.topics_changed.iter().map(|change| &change.topic))
        {
            self.add(topic);
        }
        !delta.topics_deleted.is_empty()
    }

    /// Applies a changed configuration to a topic's logs.
    pub fn update_config(&self, name: &str) {
        let Some(topic) = self.topic(name) else { return };
        let config = Arc::new(self.host.configs.log_config(name));
        topic.config.store(Arc::clone(&config));
        topic.partitions().iter().for_each(|partition| partition.update_config(&config));
    }

    /// As [`Self::update_config`] for every topic: a default of the broker changed.
    pub fn update_all_configs(&self) {
        for topic in self.topics() {
            self.update_config(&topic.name);
        }
    }

    /// Flushes what was written and nobody waited for.
    pub fn flush_leftovers(&self) {
        for topic in self.topics() {
            topic.partitions.read().iter().for_each(|partition| partition.flush_leftovers());
        }
    }

    fn add(&self, image: &Arc<TopicImage>) {
        let topic = self.topic_by_id(image.id).unwrap_or_else(|| self.insert(image));
        let mut partitions = topic.partitions.write();
        for (index, partition) in (0i32..).zip(&image.partitions) {
            match partitions.get(index as usize) {
                Some(existing) => existing.set_leader(partition.leader, partition.leader_epoch),
                None => {
                    let id = TopicPartition { topic: Arc::clone(&topic.name), partition: index };
                    let leader = (partition.leader, partition.leader_epoch.max(LeaderEpoch(0)));
                    partitions.push(Partition::new(id, topic.id, Arc::clone(&self.host), leader));
                }
            }
        }
    }

    fn insert(&self, image: &TopicImage) -> Arc<Topic> {
        let topic = Arc::new(Topic {
            id: image.id,
            name: Arc::clone(&image.name),
            config: ArcSwap::from_pointee(self.host.configs.log_config(&image.name)),
            partitions: RwLock::new(Vec::with_capacity(image.partitions.len())),
        });
        let mut topics = self.topics.write();
        topics.by_id.insert(topic.id, Arc::clone(&topic));
        topics.by_name.insert(Arc::clone(&topic.name), Arc::clone(&topic));
        topic
    }

    fn remove(&self, image: &TopicImage) {
        let topic = {
            let mut topics = self.topics.write();
            let Some(topic) = topics.by_id.remove(&image.id) else { return };
            self.deleted.lock().add_traffic(&topic.traffic());
            if topics.by_name.get(&topic.name).is_some_and(|named| named.id == topic.id) {
                topics.by_name.remove(&topic.name);
            }
            topic
        };
        let on_disk: HashSet<TopicPartition> = self.host.log_manager.partitions().into_iter().collect();
        for partition in topic.partitions() {
            partition.close_deleted();
            if !on_disk.contains(partition.id()) {
                continue;
            }
            if let Err(error) = self.host.log_manager.delete(partition.id()) {
                tracing::warn!(partition = %partition.id(), %error, "log of a deleted topic stays behind");
            }
        }
    }
}
