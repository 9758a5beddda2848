//! The active controller: one command at a time, from the image to records to the next image.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use metadata::{ConfigResource, FEATURES, Feature, METADATA_VERSION, MetadataImage, MetadataRecord};
use model::{ApiError, BrokerEpoch, BrokerId, ErrorCode, LeaderEpoch, Millis, Offset, Uuid};
use protocol::records::metadata::feature_level_record::FeatureLevelRecord;
use storage::fs::Fs;
use tokio::sync::Semaphore;

use crate::ImagePublisher;
use crate::commands::alter_configs::{self, ConfigChange, ConfigRules};
use crate::commands::create_partitions::{self, MorePartitions};
use crate::commands::create_topics::{self, CreatedTopic, NewTopic};
use crate::commands::register_broker::{self, BrokerRegistration};
use crate::commands::{allocate_producer_ids, delete_topics};
use crate::published::Published;
use crate::raft::{NodeOptions, RaftError, RaftNode};

pub struct ControllerOptions {
    pub node_id: BrokerId,
    pub cluster_id: String,
    pub directory_id: Uuid,
    pub metadata_log_dir: PathBuf,
    pub fs: Arc<dyn Fs>,
    pub clock: fn() -> Millis,
    pub random: fn() -> u128,
    pub num_partitions: i32,
    pub default_replication_factor: i16,
    pub config_rules: Arc<dyn ConfigRules>,
}

impl fmt::Debug for ControllerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ControllerOptions").field("node_id", &self.node_id).finish_non_exhaustive()
    }
}

/// The metadata log cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ControllerError(String);

/// The controller of this process.
pub struct Controller {
    node: RaftNode,
    published: Arc<Published>,
    options: ControllerOptions,
    /// Commands are decided one after the other, so that nothing comes between a decision and its records.
    one_at_a_time: Arc<Semaphore>,
}

impl fmt::Debug for Controller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Controller").field("node", &self.node).finish_non_exhaustive()
    }
}

/// What DescribeQuorum tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuorumDescription {
    pub leader_id: BrokerId,
    pub leader_epoch: LeaderEpoch,
    /// Exclusive end of what is committed and in the image.
    pub high_watermark: Offset,
    pub log_end_offset: Offset,
}

/// What follows from a command: records, and the answer once they are committed.
#[derive(Debug)]
pub(crate) struct Decision<T> {
    pub(crate) records: Vec<MetadataRecord>,
    pub(crate) answer: T,
}

impl Controller {
    /// Starts the controller. When this returns it is active, everything that was ever committed is in the image, and
    /// `publisher` was told of it.
    ///
    /// # Errors
    /// The metadata log cannot be read or written, or no leader could be elected.
    pub async fn start(
        options: ControllerOptions,
        publisher: Arc<dyn ImagePublisher>,
    ) -> Result<Arc<Self>, ControllerError> {
        let published = Arc::new(Published::new(MetadataImage::new(&*options.cluster_id), publisher));
        let node = NodeOptions {
            node_id: options.node_id,
            directory_id: options.directory_id,
            dir: options.metadata_log_dir.clone(),
            fs: Arc::clone(&options.fs),
            clock: options.clock,
        };
        let failed = |error: &dyn fmt::Display| ControllerError(error.to_string());
        let node = RaftNode::start(node, Arc::clone(&published)).await.map_err(|error| failed(&error))?;
        let controller =
            Arc::new(Self { node, published, options, one_at_a_time: Arc::new(Semaphore::new(1)) });
        controller.published.go_live();
        Ok(controller)
    }

    #[must_use]
    pub fn image(&self) -> Arc<MetadataImage> {
        self.published.image()
    }

    /// Why there will be no controller any more in this process.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.node.failure()
    }

    /// Whether this node is the active controller.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.node.term().is_ok()
    }

    /// The quorum as its leader sees it; `None` if this node is not the leader.
    #[must_use]
    pub fn describe_quorum(&self) -> Option<QuorumDescription> {
        let leader_epoch = self.node.term().ok()?;
        let high_watermark = Offset(self.published.image().offset().0 + 1);
        Some(QuorumDescription {
            leader_id: self.options.node_id,
            leader_epoch,
            high_watermark,
            // The image may be newer than what the log says of itself.
            log_end_offset: self.node.next_offset().max(high_watermark),
        })
    }

    /// The features of a new cluster; they are committed with its first records, which are the first broker's.
    fn bootstrap(image: &MetadataImage) -> Vec<MetadataRecord> {
        if image.feature_level(METADATA_VERSION) > 0 {
            return Vec::new();
        }
        let level = |feature: &Feature| {
            let record = FeatureLevelRecord {
                name: feature.name.into(),
                feature_level: feature.initial_level,
                ..FeatureLevelRecord::default()
            };
            record.into()
        };
        FEATURES.iter().filter(|feature| feature.initial_level > 0).map(level).collect()
    }

    /// Decides against the newest image and commits what follows. Whoever asked may go away meanwhile: the turn ends
    /// with the commit all the same, or the next command would be decided without these records.
    async fn command<T>(&self, decide: impl FnOnce(&MetadataImage) -> Decision<T>) -> Result<T, ApiError> {
        let turn = Arc::clone(&self.one_at_a_time).acquire_owned().await;
        let turn = turn.map_err(|_| ApiError::from(ErrorCode::NotController))?;
        let term = self.node.term().map_err(not_done)?;
        let image = self.published.image();
        let Decision { records, answer } = decide(&image);
        if records.is_empty() {
            return Ok(answer);
        }
        let records: Vec<MetadataRecord> = Self::bootstrap(&image).into_iter().chain(records).collect();
        let node = self.node.clone();
        let appended = tokio::spawn(async move {
            let appended = node.append(&records, term).await;
            drop(turn);
            appended
        });
        let ended = |_| ApiError::new(ErrorCode::UnknownServerError, "The controller ended meanwhile.");
        appended.await.map_err(ended)?.map_err(not_done)?;
        Ok(answer)
    }

    /// Registers a broker and unfences it. One with a new incarnation takes the place of the old one at once.
    ///
    /// # Errors
    /// DUPLICATE_BROKER_REGISTRATION; or the records could not be committed.
    pub async fn register_broker(&self, broker: BrokerRegistration) -> Result<BrokerEpoch, ApiError> {
        let decide = |image: &MetadataImage| register_broker::decide(image, &broker, self.node.next_offset());
        self.command(decide).await?
    }

    /// Creates topics, or says what would come of it. The results are in the order of `topics`.
    pub async fn create_topics(
        &self,
        topics: Vec<NewTopic>,
        validate_only: bool,
    ) -> Vec<Result<CreatedTopic, ApiError>> {
        let defaults = create_topics::Defaults {
            num_partitions: self.options.num_partitions,
            replication_factor: self.options.default_replication_factor,
        };
        let decided = self.command(|image| {
            let mut decision = create_topics::decide(
                image,
                &topics,
                defaults,
                &*self.options.config_rules,
                self.options.random,
            );
            if validate_only {
                decision.records.clear();
            }
            decision
        });
        decided.await.unwrap_or_else(|error| vec![Err(error); topics.len()])
    }

    /// Deletes topics by id. The results are in the order of `topics`.
    pub async fn delete_topics(&self, topics: Vec<Uuid>) -> Vec<Result<(), ApiError>> {
        let decided = self.command(|image| delete_topics::decide(image, &topics));
        decided.await.unwrap_or_else(|error| vec![Err(error); topics.len()])
    }

    /// Grows topics, or says what would come of it. The results are in the order of `topics`.
    pub async fn create_partitions(
        &self,
        topics: Vec<MorePartitions>,
        validate_only: bool,
    ) -> Vec<Result<(), ApiError>> {
        let decided = self.command(|image| {
            let mut decision = create_partitions::decide(image, &topics, self.options.random);
            if validate_only {
                decision.records.clear();
            }
            decision
        });
        decided.await.unwrap_or_else(|error| vec![Err(error); topics.len()])
    }

    /// Changes single settings (KIP-339). The results are in the order of `resources`.
    pub async fn incremental_alter_configs(
        &self,
        resources: Vec<(ConfigResource, Vec<ConfigChange>)>,
        validate_only: bool,
    ) -> Vec<Result<(), ApiError>> {
        self.alter_configs_by(resources, validate_only, alter_configs::incremental).await
    }

    /// Replaces all settings of each resource. The results are in the order of `resources`.
    pub async fn alter_configs(
        &self,
        resources: Vec<(ConfigResource, Vec<ConfigChange>)>,
        validate_only: bool,
    ) -> Vec<Result<(), ApiError>> {
        self.alter_configs_by(resources, validate_only, alter_configs::replace).await
    }

    async fn alter_configs_by(
        &self,
        resources: Vec<(ConfigResource, Vec<ConfigChange>)>,
        validate_only: bool,
        alter: alter_configs::Alter,
    ) -> Vec<Result<(), ApiError>> {
        let decided = self.command(|image| {
            let mut records = Vec::new();
            let mut answer = Vec::with_capacity(resources.len());
            for (resource, changes) in &resources {
                let altered = alter(image, resource, changes, &*self.options.config_rules);
                answer.push(altered.map(|altered| records.extend(altered)));
            }
            if validate_only {
                records.clear();
            }
            Decision { records, answer }
        });
        decided.await.unwrap_or_else(|error| vec![Err(error); resources.len()])
    }

    /// The first of a block of producer ids that nobody else gets.
    ///
    /// # Errors
    /// STALE_BROKER_EPOCH, BROKER_ID_NOT_REGISTERED; or the record could not be committed.
    pub async fn allocate_producer_ids(
        &self,
        broker_id: BrokerId,
        broker_epoch: BrokerEpoch,
    ) -> Result<i64, ApiError> {
        self.command(|image| allocate_producer_ids::decide(image, broker_id, broker_epoch)).await?
    }

    /// Stops the quorum's node; the metadata log is closed.
    pub async fn shutdown(&self) {
        if let Err(error) = self.node.shutdown().await {
            tracing::warn!(%error, "controller not stopped cleanly");
        }
    }
}

fn not_done(error: RaftError) -> ApiError {
    match error {
        RaftError::NotController => ErrorCode::NotController.into(),
        other => {
            tracing::error!(error = %other, "metadata not committed");
            ApiError::new(ErrorCode::UnknownServerError, other.to_string())
        }
    }
}

mod admin;
mod log_dirs;
#[cfg(test)]
mod tests;
