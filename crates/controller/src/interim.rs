//! A controller whose decisions live in memory, to be replaced by the one on `raft`.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use metadata::{ConfigResource, Endpoint, MetadataImage, MetadataRecord};
use model::{ApiError, BrokerEpoch, BrokerId, ErrorCode, Millis, Uuid};
use parking_lot::Mutex;
use protocol::records::metadata as records;
use storage::fs::Fs;

use crate::ImagePublisher;

/// Checks one configuration value; `None` deletes it.
pub type ValidateConfig =
    Arc<dyn Fn(&ConfigResource, &str, Option<&str>) -> Result<(), ApiError> + Send + Sync>;

pub struct ControllerOptions {
    pub node_id: BrokerId,
    pub cluster_id: String,
    pub directory_id: Uuid,
    pub metadata_log_dir: PathBuf,
    pub fs: Arc<dyn Fs>,
    pub clock: fn() -> Millis,
    pub num_partitions: i32,
    pub default_replication_factor: i16,
    pub validate_config: ValidateConfig,
}

impl fmt::Debug for ControllerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ControllerOptions").field("node_id", &self.node_id).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug)]
pub struct BrokerRegistration {
    pub id: BrokerId,
    pub incarnation_id: Uuid,
    pub endpoints: Vec<Endpoint>,
    pub rack: Option<Arc<str>>,
    pub log_dirs: Vec<Uuid>,
}

#[derive(Clone, Debug)]
pub struct NewTopic {
    pub name: Arc<str>,
    /// −1: the default.
    pub partitions: i32,
    /// −1: the default.
    pub replication_factor: i16,
    pub assignments: Vec<(i32, Vec<BrokerId>)>,
    pub configs: Vec<(String, Option<String>)>,
}

impl NewTopic {
    #[must_use]
    pub fn with_defaults(name: Arc<str>) -> Self {
        Self { name, partitions: -1, replication_factor: -1, assignments: Vec::new(), configs: Vec::new() }
    }
}

#[derive(Clone, Debug)]
pub struct CreatedTopic {
    pub id: Uuid,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ControllerError(String);

pub struct Controller {
    image: Mutex<MetadataImage>,
    publisher: Arc<dyn ImagePublisher>,
    options: ControllerOptions,
}

impl fmt::Debug for Controller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Controller").finish_non_exhaustive()
    }
}

impl Controller {
    /// # Errors
    /// None yet.
    #[allow(clippy::unused_async)]
    pub async fn start(
        options: ControllerOptions,
        publisher: Arc<dyn ImagePublisher>,
    ) -> Result<Arc<Self>, ControllerError> {
        let image = Mutex::new(MetadataImage::new(&*options.cluster_id));
        let controller = Arc::new(Self { image, publisher, options });
        let level = records::feature_level_record::FeatureLevelRecord {
            name: "metadata.version".into(),
            feature_level: 30,
            ..Default::default()
        };
        controller.apply(&[level.into()]).map_err(|error| ControllerError(error.to_string()))?;
        Ok(controller)
    }

    fn apply(&self, records: &[MetadataRecord]) -> Result<(), ApiError> {
        let mut image = self.image.lock();
        let offset = model::Offset(image.offset().0 + 1);
        let delta = image
            .apply(records, offset)
            .map_err(|error| ApiError::new(ErrorCode::UnknownServerError, error.to_string()))?;
        self.publisher.publish(&Arc::new(image.clone()), &delta);
        Ok(())
    }

    /// # Errors
    /// None yet.
    #[allow(clippy::unused_async)]
    pub async fn register_broker(&self, broker: BrokerRegistration) -> Result<BrokerEpoch, ApiError> {
        let end_points =
            broker.endpoints.iter().map(|endpoint| records::register_broker_record::BrokerEndpoint {
                name: (&*endpoint.listener_name).into(),
                host: (&*endpoint.host).into(),
                port: endpoint.port,
                security_protocol: endpoint.security_protocol,
                ..Default::default()
            });
        let record = records::register_broker_record::RegisterBrokerRecord {
            broker_id: broker.id.0,
            incarnation_id: broker.incarnation_id,
            broker_epoch: 1,
            fenced: false,
            log_dirs: broker.log_dirs.clone(),
            end_points: end_points.collect(),
            ..Default::default()
        };
        self.apply(&[record.into()])?;
        Ok(BrokerEpoch(1))
    }

    /// In the order of `topics`.
    #[allow(clippy::unused_async)]
    pub async fn create_topics(
        &self,
        topics: Vec<NewTopic>,
        validate_only: bool,
    ) -> Vec<Result<CreatedTopic, ApiError>> {
        topics.into_iter().map(|topic| self.create_topic(&topic, validate_only)).collect()
    }

    fn create_topic(&self, topic: &NewTopic, validate_only: bool) -> Result<CreatedTopic, ApiError> {
        if self.image.lock().topic(&topic.name).is_some() {
            let message = format!("Topic '{}' already exists.", topic.name);
            return Err(ApiError::new(ErrorCode::TopicAlreadyExists, message));
        }
        let id = Uuid::from_u128(rand::random());
        let record = records::topic_record::TopicRecord {
            name: (&*topic.name).into(),
            topic_id: id,
            ..Default::default()
        };
        let mut records: Vec<MetadataRecord> = vec![record.into()];
        let partitions = if topic.partitions > 0 { topic.partitions } else { self.options.num_partitions };
        for partition_id in 0..partitions {
            let node = self.options.node_id.0;
            let partition = records::partition_record::PartitionRecord {
                partition_id,
                topic_id: id,
                replicas: vec![node],
                isr: vec![node],
                leader: node,
                leader_epoch: 0,
                partition_epoch: 0,
                ..Default::default()
            };
            records.push(partition.into());
        }
        if !validate_only {
            self.apply(&records)?;
        }
        Ok(CreatedTopic { id })
    }

    /// The first of 1000 producer ids that nobody else gets.
    ///
    /// # Errors
    /// None yet.
    #[allow(clippy::unused_async)]
    pub async fn allocate_producer_ids(
        &self,
        broker_id: BrokerId,
        broker_epoch: BrokerEpoch,
    ) -> Result<i64, ApiError> {
        let first = self.image.lock().next_producer_id();
        let record = records::producer_ids_record::ProducerIdsRecord {
            broker_id: broker_id.0,
            broker_epoch: broker_epoch.0,
            next_producer_id: first + metadata::PRODUCER_ID_BLOCK_SIZE,
            ..Default::default()
        };
        self.apply(&[record.into()])?;
        Ok(first)
    }

    #[allow(clippy::unused_async)]
    pub async fn shutdown(&self) {}
}
