//! Creates topics.

use std::collections::BTreeMap;
use std::sync::Arc;

use metadata::{ConfigResource, MetadataImage, MetadataRecord};
use model::{ApiError, BrokerId, ErrorCode, Uuid};
use protocol::records::metadata::config_record::ConfigRecord;
use protocol::records::metadata::partition_record::PartitionRecord;
use protocol::records::metadata::topic_record::TopicRecord;

use super::alter_configs::ConfigRules;
use crate::controller::Decision;
use crate::placement::Ring;

/// A topic that shall be. Its name was checked.
#[derive(Clone, Debug)]
pub struct NewTopic {
    pub name: Arc<str>,
    /// −1: the default.
    pub partitions: i32,
    /// −1: the default.
    pub replication_factor: i16,
    /// Partition and replicas; empty leaves it to the controller.
    pub assignments: Vec<(i32, Vec<BrokerId>)>,
    pub configs: Vec<(String, Option<String>)>,
}

impl NewTopic {
    #[must_use]
    pub fn with_defaults(name: Arc<str>) -> Self {
        Self { name, partitions: -1, replication_factor: -1, assignments: Vec::new(), configs: Vec::new() }
    }
}

/// What became, or would become, of a [`NewTopic`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedTopic {
    pub id: Uuid,
    pub partitions: i32,
    pub replication_factor: i16,
}

/// `num.partitions` and `default.replication.factor`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Defaults {
    pub(crate) num_partitions: i32,
    pub(crate) replication_factor: i16,
}

pub(crate) fn decide(
    image: &MetadataImage,
    topics: &[NewTopic],
    defaults: Defaults,
    rules: &dyn ConfigRules,
    random: fn() -> u128,
) -> Decision<Vec<Result<CreatedTopic, ApiError>>> {
    let mut records = Vec::new();
    if partition_count(topics, defaults) > PARTITIONS_MAX {
        let refuse = |_| Err(too_many_partitions());
        return Decision { records, answer: topics.iter().map(refuse).collect() };
    }
    let maker = Maker { image, defaults, rules, random };
    // The names of one request are not compared with each other, as in Kafka; they are different ones.
    let answer = topics.iter().map(|topic| {
        check_name(image, &topic.name)?;
        let (made, answer) = maker.make(topic)?;
        records.extend(made);
        Ok(answer)
    });
    let answer = answer.collect();
    Decision { records, answer }
}

/// Partitions that one request may create.
pub(crate) const PARTITIONS_MAX: usize = 10_000;

pub(crate) fn too_many_partitions() -> ApiError {
    ApiError::new(ErrorCode::PolicyViolation, "Excessively large number of partitions per request.")
}

fn partition_count(topics: &[NewTopic], defaults: Defaults) -> usize {
    let count = |topic: &NewTopic| match topic.partitions {
        _ if !topic.assignments.is_empty() => topic.assignments.len(),
        -1 => usize::try_from(defaults.num_partitions).unwrap_or(0),
        partitions => usize::try_from(partitions).unwrap_or(0),
    };
    topics.iter().map(count).sum()
}

/// `.` and `_` are the same in the names of metrics.
fn collision_name(name: &str) -> String {
    name.replace('.', "_")
}

fn check_name(image: &MetadataImage, name: &str) -> Result<(), ApiError> {
    if image.topic(name).is_some() {
        return Err(ApiError::new(ErrorCode::TopicAlreadyExists, format!("Topic '{name}' already exists.")));
    }
    let wanted = collision_name(name);
    let collides = |other: &str| {
        let message = format!("Topic '{name}' collides with existing topic: {other}");
        Err(ApiError::new(ErrorCode::InvalidTopicException, message))
    };
    // Only names with one of the two characters can collide.
    if name.contains(['.', '_']) {
        let other = image.topics().find(|topic| collision_name(&topic.name) == wanted);
        if let Some(other) = other {
            return collides(&other.name);
        }
    }
    Ok(())
}

struct Maker<'a> {
    image: &'a MetadataImage,
    defaults: Defaults,
    rules: &'a dyn ConfigRules,
    random: fn() -> u128,
}

impl Maker<'_> {
    fn make(&self, topic: &NewTopic) -> Result<(Vec<MetadataRecord>, CreatedTopic), ApiError> {
        let replicas = if topic.assignments.is_empty() { self.place(topic)? } else { self.assigned(topic)? };
        let configs = self.configs(topic)?;
        let id = self.new_id();
        let record = TopicRecord { name: (&*topic.name).into(), topic_id: id, ..TopicRecord::default() };
        let mut records: Vec<MetadataRecord> = vec![record.into()];
        records.extend(configs);
        let created = CreatedTopic {
            id,
            partitions: i32::try_from(replicas.len()).unwrap_or(i32::MAX),
            replication_factor: replicas
                .first()
                .map_or(0, |first| i16::try_from(first.len()).unwrap_or(i16::MAX)),
        };
        let partitions =
            (0..).zip(&replicas).map(|(index, list)| partition_record(self.image, id, index, list));
        records.extend(partitions);
        Ok((records, created))
    }

    /// Random, not in use, and none whose text begins with a hyphen.
    fn new_id(&self) -> Uuid {
        loop {
            if let Some(id) =
                Uuid::from_random((self.random)()).filter(|id| self.image.topic_by_id(*id).is_none())
            {
                return id;
            }
        }
    }

    fn place(&self, topic: &NewTopic) -> Result<Vec<Vec<BrokerId>>, ApiError> {
        let factor = match topic.replication_factor {
            -1 => self.defaults.replication_factor,
            factor if factor > 0 => factor,
            _ => {
                let message = "Replication factor must be larger than 0, or -1 to use the default value.";
                return Err(ApiError::new(ErrorCode::InvalidReplicationFactor, message));
            }
        };
        let partitions = match topic.partitions {
            -1 => self.defaults.num_partitions,
            partitions if partitions > 0 => partitions,
            _ => {
                let message = "Number of partitions was set to an invalid non-positive value.";
                return Err(ApiError::new(ErrorCode::InvalidPartitions, message));
            }
        };
        let ring = Ring::new(self.image, (self.random)());
        let count = usize::try_from(factor).unwrap_or(0);
        if ring.len() < count {
            let message = format!(
                "Unable to replicate the partition {factor} time(s): The target replication factor of {factor} cannot \
                 be reached because only {} broker(s) are registered or some brokers have all their log directories cordoned.",
                ring.len()
            );
            return Err(ApiError::new(ErrorCode::InvalidReplicationFactor, message));
        }
        Ok((0..partitions).map(|index| ring.replicas(index as usize, count)).collect())
    }

    fn assigned(&self, topic: &NewTopic) -> Result<Vec<Vec<BrokerId>>, ApiError> {
        let refuse = |code, message: &str| Err(ApiError::new(code, message));
        if topic.replication_factor != -1 {
            let message =
                "A manual partition assignment was specified, but replication factor was not set to -1.";
            return refuse(ErrorCode::InvalidRequest, message);
        }
        if topic.partitions != -1 {
            let message = "A manual partition assignment was specified, but numPartitions was not set to -1.";
            return refuse(ErrorCode::InvalidRequest, message);
        }
        let mut assignments: BTreeMap<i32, &Vec<BrokerId>> = BTreeMap::new();
        let mut factor = None;
        for (partition, replicas) in &topic.assignments {
            if assignments.contains_key(partition) {
                let message =
                    format!("Found multiple manual partition assignments for partition {partition}");
                return refuse(ErrorCode::InvalidReplicaAssignment, &message);
            }
            check_assignment(self.image, replicas, factor)?;
            factor = Some(replicas.len());
            assignments.insert(*partition, replicas);
        }
        if assignments.keys().zip(0..).any(|(partition, index)| *partition != index) {
            let message = "partitions should be a consecutive 0-based integer sequence";
            return refuse(ErrorCode::InvalidReplicaAssignment, message);
        }
        Ok(assignments.into_values().cloned().collect())
    }

    fn configs(&self, topic: &NewTopic) -> Result<Vec<MetadataRecord>, ApiError> {
        let resource = ConfigResource::topic(Arc::clone(&topic.name));
        let mut overrides: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, value) in &topic.configs {
            let Some(value) = value else {
                let message = format!("Null value not supported for topic configs: {name}");
                return Err(ApiError::new(ErrorCode::InvalidConfig, message));
            };
            self.rules.validate(&resource, name, Some(value))?;
            overrides.insert(name, value);
        }
        let list: Vec<(&str, &str)> = overrides.iter().map(|(name, value)| (*name, *value)).collect();
        self.rules.validate_together(self.image, &resource, &list)?;
        let record = |(name, value): (&str, &str)| {
            let record = ConfigRecord {
                resource_type: resource.kind.id(),
                resource_name: (&*resource.name).into(),
                name: name.into(),
                value: Some(value.into()),
                ..ConfigRecord::default()
            };
            record.into()
        };
        Ok(list.into_iter().map(record).collect())
    }
}

pub(crate) fn check_assignment(
    image: &MetadataImage,
    replicas: &[BrokerId],
    factor: Option<usize>,
) -> Result<(), ApiError> {
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidReplicaAssignment, message));
    if replicas.is_empty() {
        return refuse("The manual partition assignment includes an empty replica list.".to_owned());
    }
    let mut sorted = replicas.to_vec();
    sorted.sort_unstable();
    for pair in sorted.windows(2) {
        if let [first, second] = pair
            && first == second
        {
            return refuse(format!(
                "The manual partition assignment includes the broker {first} more than once."
            ));
        }
    }
    if let Some(unknown) = sorted.iter().find(|id| image.broker(**id).is_none()) {
        return refuse(format!(
            "The manual partition assignment includes broker {unknown}, but no such broker is registered."
        ));
    }
    match factor {
        Some(factor) if factor != replicas.len() => refuse(format!(
            "The manual partition assignment includes a partition with {} replica(s), but this is not consistent with \
             previous partitions, which have {factor} replica(s).",
            replicas.len()
        )),
        _ => Ok(()),
    }
}

pub(crate) fn partition_record(
    image: &MetadataImage,
    topic_id: Uuid,
    partition_id: i32,
    replicas: &[BrokerId],
) -> MetadataRecord {
    let ids: Vec<i32> = replicas.iter().map(|id| id.0).collect();
    let is_active = |id: &&BrokerId| image.broker(**id).is_some_and(|broker| !broker.fenced);
    let isr: Vec<i32> = replicas.iter().filter(is_active).map(|id| id.0).collect();
    let directory = |id: &BrokerId| match image.broker(*id).map(|broker| broker.log_dirs.as_slice()) {
        Some([only]) => *only,
        _ => Uuid::UNASSIGNED_DIR,
    };
    let record = PartitionRecord {
        partition_id,
        topic_id,
        leader: isr.first().copied().unwrap_or(-1),
        replicas: ids,
        isr,
        leader_epoch: 0,
        partition_epoch: 0,
        directories: replicas.iter().map(directory).collect(),
        ..PartitionRecord::default()
    };
    record.into()
}
