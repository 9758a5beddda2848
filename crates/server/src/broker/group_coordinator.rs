//! The groups that this broker coordinates: the shards of `__consumer_offsets` whose partitions it leads.
//!
//! Follows the metadata image: with the leadership of a partition its shard is loaded in the background, and dropped
//! when the leadership goes. A partition that has no file yet is ready at once.

mod offsets_partition;
mod placement;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use controller::{Controller, NewTopic};
use coordinator::group::{GroupConfig, GroupRequest, GroupResponse, GroupShard, GroupSnapshot};
use coordinator::runtime::{Load, Runtime, Submitted};
use metadata::{MetadataDelta, MetadataImage, TopicImage};
use model::{ApiError, BrokerId, Compression, ErrorCode, LeaderEpoch};
use parking_lot::Mutex;
use replication::ReplicaManager;
use storage::log_manager::LogManager;

use crate::broker::topics::CONSUMER_OFFSETS;
use crate::clock;
use crate::config::{Config, keys};
use offsets_partition::OffsetsPartition;
pub use placement::partition_of;

/// Shards that are loaded at the same time.
const LOAD_THREADS: usize = 4;

/// The group coordinator of a broker.
#[derive(Debug)]
pub struct GroupCoordinator {
    node_id: BrokerId,
    replicas: Arc<ReplicaManager>,
    log_manager: Arc<LogManager>,
    runtime: Arc<Runtime<GroupShard>>,
    shard_config: GroupConfig,
    topic: OffsetsTopicConfig,
    /// Partitions of the topic; before it exists, those that it will have.
    partition_count: AtomicI32,
    commit_timeout_ms: u64,
}

/// How `__consumer_offsets` is created.
#[derive(Clone, Copy, Debug)]
struct OffsetsTopicConfig {
    partitions: i32,
    replication_factor: i16,
    segment_bytes: i32,
}

impl GroupCoordinator {
    #[must_use]
    pub fn new(
        config: &Config,
        node_id: BrokerId,
        replicas: Arc<ReplicaManager>,
        log_manager: Arc<LogManager>,
    ) -> Self {
        let topic = OffsetsTopicConfig {
            partitions: config.get_int(keys::OFFSETS_TOPIC_NUM_PARTITIONS),
            replication_factor: i16::try_from(config.get_int(keys::OFFSETS_TOPIC_REPLICATION_FACTOR))
                .unwrap_or(i16::MAX),
            segment_bytes: config.get_int(keys::OFFSETS_TOPIC_SEGMENT_BYTES),
        };
        // The configuration was checked: it names a codec.
        let codec = u8::try_from(config.get_int(keys::OFFSETS_TOPIC_COMPRESSION_CODEC)).ok();
        let codec = codec.and_then(Compression::from_id).unwrap_or_default();
        Self {
            node_id,
            replicas,
            log_manager,
            runtime: Arc::new(Runtime::new(CONSUMER_OFFSETS, codec)),
            shard_config: shard_config(config),
            topic,
            partition_count: AtomicI32::new(topic.partitions),
            commit_timeout_ms: u64::try_from(config.get_int(keys::OFFSETS_COMMIT_TIMEOUT_MS)).unwrap_or(0),
        }
    }

    /// Asks the shard of a group.
    #[must_use]
    pub fn submit(&self, group_id: &str, request: GroupRequest) -> Submitted<GroupResponse> {
        self.runtime.submit(self.partition_for(group_id), clock::now(), request)
    }

    /// Asks every shard of this broker, also those that are still loading.
    #[must_use]
    pub fn submit_to_all(&self, request: &GroupRequest) -> Vec<Submitted<GroupResponse>> {
        let now = clock::now();
        let partitions = self.runtime.partitions().into_iter();
        partitions.map(|partition| self.runtime.submit(partition, now, request.clone())).collect()
    }

    /// What metrics show of the groups of this broker. Shards that are still loading are left out.
    #[must_use]
    pub fn snapshot(&self) -> Vec<GroupSnapshot> {
        let taken = self.submit_to_all(&GroupRequest::Snapshot).into_iter();
        let groups = taken.filter_map(|submitted| match submitted {
            Submitted::Done(Ok(GroupResponse::Snapshot(groups))) => Some(groups),
            _ => None,
        });
        groups.flatten().collect()
    }

    /// The partition of `__consumer_offsets` that a group belongs to.
    #[must_use]
    pub fn partition_for(&self, group_id: &str) -> i32 {
        partition_of(group_id, self.partition_count.load(Ordering::Relaxed))
    }

    /// How long records wait for their replicas: `offsets.commit.timeout.ms`.
    #[must_use]
    pub fn commit_timeout_ms(&self) -> u64 {
        self.commit_timeout_ms
    }

    /// Creates `__consumer_offsets`. When this returns, a broker alone is the coordinator of every group. That the topic
    /// exists already is no error.
    ///
    /// # Errors
    /// The controller does not create it.
    pub async fn create_topic(&self, controller: &Controller, image: &MetadataImage) -> Result<(), ApiError> {
        let alive = image.brokers().filter(|broker| !broker.fenced).count();
        let set = |name: &str, value: &dyn ToString| (name.to_owned(), Some(value.to_string()));
        let topic = NewTopic {
            partitions: self.topic.partitions,
            replication_factor: self.topic.replication_factor.min(i16::try_from(alive.max(1)).unwrap_or(1)),
            configs: vec![
                set(keys::topic::CLEANUP_POLICY, &"compact"),
                set(keys::topic::COMPRESSION_TYPE, &"producer"),
                set(keys::topic::SEGMENT_BYTES, &self.topic.segment_bytes),
            ],
            ..NewTopic::with_defaults(CONSUMER_OFFSETS.into())
        };
        let created = controller.create_topics(vec![topic], false).await.pop();
        match created {
            Some(Err(error)) if error.code != ErrorCode::TopicAlreadyExists => Err(error),
            _ => Ok(()),
        }
    }

    /// Takes over the shards that this broker leads in `image`.
    pub fn elect(&self, image: &MetadataImage) {
        if let Some(topic) = image.topic(CONSUMER_OFFSETS) {
            self.follow(topic);
        }
    }

    /// Follows a change of the metadata. The partitions have followed it before.
    pub fn apply(&self, delta: &MetadataDelta) {
        let is_ours = |topic: &&Arc<TopicImage>| &*topic.name == CONSUMER_OFFSETS;
        if delta.topics_deleted.iter().any(|topic| is_ours(&topic)) {
            self.runtime.unload_all();
            self.partition_count.store(self.topic.partitions, Ordering::Relaxed);
        }
        let changed = delta.topics_changed.iter().map(|changed| &changed.topic);
        if let Some(topic) = delta.topics_created.iter().chain(changed).find(is_ours) {
            self.follow(topic);
        }
        self.forget_topics(&delta.topics_deleted);
    }

    /// Calls the shards when something of theirs is due, for ever.
    pub async fn run_timers(self: Arc<Self>) {
        self.runtime.run_timers(clock::now).await;
    }

    /// The broker stops: whoever waits is sent to the next coordinator.
    pub fn stop(&self) {
        self.runtime.unload_all();
    }

    fn follow(&self, topic: &TopicImage) {
        let count = i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX);
        self.partition_count.store(count, Ordering::Relaxed);
        let Some(local) = self.replicas.topic(CONSUMER_OFFSETS) else { return };
        let on_disk = self.log_manager.partitions().into_iter();
        let on_disk: HashSet<i32> =
            on_disk.filter(|id| &*id.topic == CONSUMER_OFFSETS).map(|id| id.partition).collect();
        let mut to_load = Vec::new();
        for (index, image) in (0..).zip(&topic.partitions) {
            let leader_epoch = image.leader_epoch.max(LeaderEpoch(0));
            if image.leader != Some(self.node_id) {
                self.runtime.unload(index, leader_epoch);
                continue;
            }
            let Some(partition) = local.partition(index) else { continue };
            let has_file = on_disk.contains(&index);
            let writer = OffsetsPartition::new(partition, Arc::clone(&local), has_file);
            let shard = GroupShard::new(self.shard_config.clone(), rand::random);
            match self.runtime.start_load(index, leader_epoch, Arc::new(writer), shard) {
                Some(load) if has_file => to_load.push(load),
                // There is nothing to read.
                Some(load) => load.run(&clock::now),
                None => {}
            }
        }
        load_in_background(to_load);
    }

    /// Offsets in topics that were deleted go with them. Nobody waits for that.
    fn forget_topics(&self, deleted: &[Arc<TopicImage>]) {
        let topics = deleted.iter().map(|topic| (Arc::clone(&topic.name), topic.id));
        let topics: Vec<_> = topics.filter(|(name, _)| &**name != CONSUMER_OFFSETS).collect();
        if !topics.is_empty() {
            drop(self.submit_to_all(&GroupRequest::TopicsDeleted { topics }));
        }
    }
}

fn load_in_background(loads: Vec<Load<GroupShard>>) {
    let threads = loads.len().min(LOAD_THREADS);
    let left = Arc::new(Mutex::new(loads));
    for _ in 0..threads {
        let left = Arc::clone(&left);
        tokio::task::spawn_blocking(move || {
            loop {
                let next = left.lock().pop();
                let Some(load) = next else { return };
                load.run(&clock::now);
            }
        });
    }
}

fn shard_config(config: &Config) -> GroupConfig {
    const MINUTE_MS: i64 = 60 * 1000;
    let count = |key: &'static str| usize::try_from(config.get_int(key)).unwrap_or(0);
    GroupConfig {
        min_session_timeout_ms: config.get_int(keys::GROUP_MIN_SESSION_TIMEOUT_MS),
        max_session_timeout_ms: config.get_int(keys::GROUP_MAX_SESSION_TIMEOUT_MS),
        initial_rebalance_delay_ms: config.get_int(keys::GROUP_INITIAL_REBALANCE_DELAY_MS),
        max_size: count(keys::GROUP_MAX_SIZE),
        offset_metadata_bytes_max: count(keys::OFFSET_METADATA_MAX_BYTES),
        offsets_retention_ms: i64::from(config.get_int(keys::OFFSETS_RETENTION_MINUTES)) * MINUTE_MS,
        offsets_retention_check_interval_ms: config.get_long(keys::OFFSETS_RETENTION_CHECK_INTERVAL_MS),
    }
}
