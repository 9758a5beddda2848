//! Grows topics.

use metadata::{MetadataImage, MetadataRecord, TopicImage};
use model::{ApiError, BrokerId, ErrorCode};

use super::create_topics::{PARTITIONS_MAX, check_assignment, partition_record, too_many_partitions};
use crate::controller::Decision;
use crate::placement::Ring;

/// How many partitions a topic shall have.
#[derive(Clone, Debug)]
pub struct MorePartitions {
    pub topic: String,
    /// Old ones included.
    pub count: i32,
    /// The replicas of the new ones; `None` leaves it to the controller.
    pub assignments: Option<Vec<Vec<BrokerId>>>,
}

pub(crate) fn decide(
    image: &MetadataImage,
    topics: &[MorePartitions],
    random: fn() -> u128,
) -> Decision<Vec<Result<(), ApiError>>> {
    let mut records = Vec::new();
    let grown = topics.iter().map(|wanted| {
        let topic = image.topic(&wanted.topic).ok_or(ErrorCode::UnknownTopicOrPartition)?;
        let added = usize::try_from(wanted.count).unwrap_or(0).saturating_sub(topic.partitions.len());
        if records.len() + added > PARTITIONS_MAX {
            return Err(too_many_partitions());
        }
        records.extend(grow(image, topic, wanted, random)?);
        Ok(())
    });
    let answer = grown.collect();
    Decision { records, answer }
}

fn grow(
    image: &MetadataImage,
    topic: &TopicImage,
    wanted: &MorePartitions,
    random: fn() -> u128,
) -> Result<Vec<MetadataRecord>, ApiError> {
    let refuse = |code, message: String| Err(ApiError::new(code, message));
    let existing = i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX);
    let (name, count) = (&topic.name, wanted.count);
    if count == existing {
        return refuse(ErrorCode::InvalidPartitions, format!("Topic already has {existing} partition(s)."));
    }
    if count < existing {
        return refuse(
            ErrorCode::InvalidPartitions,
            format!(
                "The topic {name} currently has {existing} partition(s); {count} would not be an increase."
            ),
        );
    }
    let replication_factor = topic.partitions.first().map_or(1, |partition| partition.replicas.len());
    let added = existing..count;
    let replicas: Vec<Vec<BrokerId>> = match &wanted.assignments {
        None => {
            let ring = Ring::new(image, random());
            if ring.len() < replication_factor {
                return refuse(
                    ErrorCode::InvalidReplicationFactor,
                    format!(
                        "Unable to replicate the partition {replication_factor} time(s): The target replication factor of {replication_factor} cannot be reached because only {} broker(s) are registered or some brokers have all their log directories cordoned.",
                        ring.len()
                    ),
                );
            }
            added.clone().map(|index| ring.replicas(index as usize, replication_factor)).collect()
        }
        Some(assignments) => {
            if assignments.len() != added.len() {
                return refuse(
                    ErrorCode::InvalidReplicaAssignment,
                    format!(
                        "Attempted to add {} additional partition(s), but only {} assignment(s) were specified.",
                        added.len(),
                        assignments.len()
                    ),
                );
            }
            for assignment in assignments {
                check_assignment(image, assignment, Some(replication_factor))?;
            }
            assignments.clone()
        }
    };
    let records =
        added.zip(replicas).map(|(index, replicas)| partition_record(image, topic.id, index, &replicas));
    Ok(records.collect())
}
