//! Moves partitions to other replicas (KIP-455).
//!
//! New replicas are added first; the old ones go when all new ones are in the ISR, which whoever changes the ISR sees
//! to. Where nothing has to be copied, the move is over at once.

use metadata::{MetadataImage, MetadataRecord, PartitionImage};
use model::{ApiError, BrokerId, ErrorCode, Uuid};
use protocol::records::metadata::partition_change_record::PartitionChangeRecord;

use super::create_topics::check_assignment;
use crate::controller::Decision;

/// Where a partition shall be; `None` takes a running move back.
#[derive(Clone, Debug)]
pub struct Reassignment {
    pub topic: String,
    pub partition: i32,
    pub replicas: Option<Vec<BrokerId>>,
}

/// One result for each reassignment.
pub(crate) fn decide(
    image: &MetadataImage,
    reassignments: &[Reassignment],
    allow_replication_factor_change: bool,
) -> Decision<Vec<Result<(), ApiError>>> {
    let mut records = Vec::new();
    let moved = reassignments.iter().map(|wanted| {
        records.extend(reassign(image, wanted, allow_replication_factor_change)?);
        Ok(())
    });
    let answer = moved.collect();
    Decision { records, answer }
}

fn reassign(
    image: &MetadataImage,
    wanted: &Reassignment,
    allow_replication_factor_change: bool,
) -> Result<Option<MetadataRecord>, ApiError> {
    let (name, index) = (&wanted.topic, wanted.partition);
    let unknown = |what: String| ApiError::new(ErrorCode::UnknownTopicOrPartition, what);
    let topic = image.topic(name).ok_or_else(|| unknown(format!("Unable to find a topic named {name}.")))?;
    let partition = topic.partition(index);
    let partition = partition.ok_or_else(|| unknown(format!("Unable to find partition {name}:{index}.")))?;
    let target = match &wanted.replicas {
        None if partition.adding.is_empty() && partition.removing.is_empty() => {
            return Err(ErrorCode::NoReassignmentInProgress.into());
        }
        None => settled(partition),
        Some(replicas) => {
            check_assignment(image, replicas, None)?;
            let (old, new) = (settled(partition).len(), replicas.len());
            if !allow_replication_factor_change && old != new {
                let message = format!("The replication factor is changed from {old} to {new}");
                return Err(ApiError::new(ErrorCode::InvalidReplicationFactor, message));
            }
            replicas.clone()
        }
    };
    Ok(change(image, partition, &target, (topic.id, index)))
}

/// The replicas as they were before a running move.
fn settled(partition: &PartitionImage) -> Vec<BrokerId> {
    partition.replicas.iter().filter(|id| !partition.adding.contains(id)).copied().collect()
}

fn change(
    image: &MetadataImage,
    partition: &PartitionImage,
    target: &[BrokerId],
    (topic_id, partition_id): (Uuid, i32),
) -> Option<MetadataRecord> {
    let before = settled(partition);
    let mut adding: Vec<BrokerId> = target.iter().filter(|id| !before.contains(id)).copied().collect();
    let mut removing: Vec<BrokerId> = before.iter().filter(|id| !target.contains(id)).copied().collect();
    let mut replicas: Vec<BrokerId> = target.iter().chain(&removing).copied().collect();
    let staying: Vec<BrokerId> = partition.isr.iter().filter(|id| target.contains(id)).copied().collect();
    // Nothing to copy: the ones that go can go now, if somebody is left who has everything.
    if adding.iter().all(|id| partition.isr.contains(id)) && !staying.is_empty() {
        replicas.retain(|id| target.contains(id));
        (adding, removing) = (Vec::new(), Vec::new());
    }
    if replicas == partition.replicas && adding == partition.adding && removing == partition.removing {
        return None;
    }
    let ids = |ids: &[BrokerId]| Some(ids.iter().map(|id| id.0).collect());
    let isr: Vec<BrokerId> = partition.isr.iter().filter(|id| replicas.contains(id)).copied().collect();
    let mut record = PartitionChangeRecord {
        topic_id,
        partition_id,
        replicas: ids(&replicas),
        adding_replicas: ids(&adding),
        removing_replicas: ids(&removing),
        directories: Some(replicas.iter().map(|id| directory(image, partition, *id)).collect()),
        ..PartitionChangeRecord::default()
    };
    if isr != partition.isr {
        record.isr = ids(&isr);
    }
    if partition.leader.is_some_and(|leader| !replicas.contains(&leader)) {
        let is_active = |id: &&BrokerId| image.broker(**id).is_some_and(|broker| broker.is_active());
        let leader = replicas.iter().filter(|id| isr.contains(id)).find(is_active);
        record.leader = leader.map_or(-1, |leader| leader.0);
    }
    Some(record.into())
}

/// The log directory of a replica: where it is, or where a new one will be.
fn directory(image: &MetadataImage, partition: &PartitionImage, id: BrokerId) -> Uuid {
    let known = partition.replicas.iter().zip(&partition.directories).find(|(replica, _)| **replica == id);
    if let Some((_, directory)) = known {
        return *directory;
    }
    match image.broker(id).map(|broker| broker.log_dirs.as_slice()) {
        Some([only]) => *only,
        _ => Uuid::UNASSIGNED_DIR,
    }
}
