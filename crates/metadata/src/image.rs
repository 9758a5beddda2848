//! The cluster as of one offset of the metadata log.
//!
//! Persistent maps: a clone costs nothing, a change costs as much as it changes, and whoever holds an image keeps it as
//! it was. One file per subject beside this one.

pub(crate) mod broker;
pub(crate) mod client_quota;
pub(crate) mod config;
pub(crate) mod scram;
pub(crate) mod topic;

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{BrokerId, Offset, Uuid};
use rpds::{HashTrieMapSync, RedBlackTreeMapSync};

use broker::BrokerImage;
use client_quota::{QuotaEntity, QuotaValues};
use config::{ConfigImage, ConfigResource};
use scram::ScramCredential;
use topic::TopicImage;

/// Producer ids are handed to brokers in blocks of this size.
pub const PRODUCER_ID_BLOCK_SIZE: i64 = 1000;
/// The feature whose level gates record versions and behaviour of the whole cluster.
pub const METADATA_VERSION: &str = "metadata.version";

/// Everything that the cluster agrees on. Changed by [`MetadataImage::apply`] alone.
#[derive(Clone, Debug)]
pub struct MetadataImage {
    pub(crate) cluster_id: Arc<str>,
    /// Of the last applied record; −1 before the first.
    pub(crate) offset: Offset,
    /// The same topics in both maps.
    pub(crate) topics_by_name: RedBlackTreeMapSync<Arc<str>, Arc<TopicImage>>,
    pub(crate) topics_by_id: HashTrieMapSync<Uuid, Arc<TopicImage>>,
    pub(crate) brokers: RedBlackTreeMapSync<BrokerId, Arc<BrokerImage>>,
    /// Resources with at least one config set.
    pub(crate) configs: RedBlackTreeMapSync<ConfigResource, ConfigImage>,
    /// Entities with at least one quota.
    pub(crate) client_quotas: RedBlackTreeMapSync<QuotaEntity, QuotaValues>,
    /// By user and by Kafka's number of the mechanism.
    pub(crate) scram_credentials: RedBlackTreeMapSync<(Arc<str>, i8), ScramCredential>,
    /// Finalized levels above 0; there are a handful.
    pub(crate) features: Arc<BTreeMap<Arc<str>, i16>>,
    /// First id of the block that is handed out next.
    pub(crate) next_producer_id: i64,
    pub(crate) partition_count: usize,
}

impl Default for MetadataImage {
    fn default() -> Self {
        Self {
            cluster_id: Arc::default(),
            offset: Offset::NONE,
            topics_by_name: RedBlackTreeMapSync::default(),
            topics_by_id: HashTrieMapSync::default(),
            brokers: RedBlackTreeMapSync::default(),
            configs: RedBlackTreeMapSync::default(),
            client_quotas: RedBlackTreeMapSync::default(),
            scram_credentials: RedBlackTreeMapSync::default(),
            features: Arc::default(),
            next_producer_id: 0,
            partition_count: 0,
        }
    }
}

impl MetadataImage {
    /// The image before the first record.
    #[must_use]
    pub fn new(cluster_id: impl Into<Arc<str>>) -> Self {
        Self { cluster_id: cluster_id.into(), ..Self::default() }
    }

    #[must_use]
    pub fn cluster_id(&self) -> &Arc<str> {
        &self.cluster_id
    }

    /// Offset of the last applied record; −1 before the first.
    #[must_use]
    pub fn offset(&self) -> Offset {
        self.offset
    }

    #[must_use]
    pub fn topic(&self, name: &str) -> Option<&Arc<TopicImage>> {
        self.topics_by_name.get(name)
    }

    #[must_use]
    pub fn topic_by_id(&self, id: Uuid) -> Option<&Arc<TopicImage>> {
        self.topics_by_id.get(&id)
    }

    /// In name order.
    pub fn topics(&self) -> impl Iterator<Item = &Arc<TopicImage>> {
        self.topics_by_name.values()
    }

    /// In name order, from `name` (or where it would be) on.
    pub fn topics_from(&self, name: &str) -> impl Iterator<Item = &Arc<TopicImage>> {
        let from = std::ops::Bound::Included(name);
        self.topics_by_name.range::<str, _>((from, std::ops::Bound::Unbounded)).map(|(_, topic)| topic)
    }

    #[must_use]
    pub fn topic_count(&self) -> usize {
        self.topics_by_name.size()
    }

    /// Partitions of all topics.
    #[must_use]
    pub fn partition_count(&self) -> usize {
        self.partition_count
    }

    #[must_use]
    pub fn broker(&self, id: BrokerId) -> Option<&Arc<BrokerImage>> {
        self.brokers.get(&id)
    }

    /// Registered brokers in id order, fenced ones included.
    pub fn brokers(&self) -> impl Iterator<Item = &Arc<BrokerImage>> {
        self.brokers.values()
    }

    /// What is set for the resource itself; `None` when nothing is.
    #[must_use]
    pub fn configs(&self, resource: &ConfigResource) -> Option<&ConfigImage> {
        self.configs.get(resource)
    }

    /// Every resource with at least one config set, in the order of their kinds and names.
    pub fn config_resources(&self) -> impl Iterator<Item = (&ConfigResource, &ConfigImage)> {
        self.configs.iter()
    }

    /// What is set for the entity itself; `None` when nothing is.
    #[must_use]
    pub fn client_quotas_of(&self, entity: &QuotaEntity) -> Option<&QuotaValues> {
        self.client_quotas.get(entity)
    }

    /// Every entity with a quota.
    pub fn client_quotas(&self) -> impl Iterator<Item = (&QuotaEntity, &QuotaValues)> {
        self.client_quotas.iter()
    }

    /// The credential of a user for a mechanism.
    #[must_use]
    pub fn scram_credential(&self, user: &str, mechanism: i8) -> Option<&ScramCredential> {
        self.scram_credentials.get(&(Arc::from(user), mechanism))
    }

    /// Users, mechanisms and credentials, in the order of the users.
    pub fn scram_credentials(&self) -> impl Iterator<Item = (&str, i8, &ScramCredential)> {
        self.scram_credentials.iter().map(|((user, mechanism), credential)| (&**user, *mechanism, credential))
    }

    /// The finalized level of a feature; 0 when it is off.
    #[must_use]
    pub fn feature_level(&self, name: &str) -> i16 {
        self.features.get(name).copied().unwrap_or(0)
    }

    /// Finalized features in name order.
    pub fn features(&self) -> impl Iterator<Item = (&str, i16)> {
        self.features.iter().map(|(name, level)| (&**name, *level))
    }

    /// First id of the block of producer ids that is handed out next.
    #[must_use]
    pub fn next_producer_id(&self) -> i64 {
        self.next_producer_id
    }

    /// Every invariant of the image, for tests: that the maps agree and that no list names what is not there.
    ///
    /// # Panics
    /// When one does not hold.
    pub fn check(&self) {
        assert_eq!(self.topics_by_name.size(), self.topics_by_id.size(), "as many names as ids");
        let mut partitions = 0;
        for (name, topic) in &self.topics_by_name {
            assert_eq!(name, &topic.name, "a topic stands under its name");
            let by_id = self.topics_by_id.get(&topic.id);
            assert!(by_id.is_some_and(|t| Arc::ptr_eq(t, topic)), "{name} stands under its id");
            topic.partitions.iter().for_each(|partition| partition.check());
            partitions += topic.partitions.len();
        }
        assert_eq!(partitions, self.partition_count, "partitions are counted");
        assert!(self.configs.values().all(|config| !config.is_empty()), "no empty config is kept");
        assert!(
            self.client_quotas.values().all(|values| !values.is_empty()),
            "no entity without quotas is kept"
        );
        assert!(self.features.values().all(|level| *level > 0), "no feature is kept that is off");
    }
}
