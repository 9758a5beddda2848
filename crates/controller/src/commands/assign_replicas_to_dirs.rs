//! A broker with several log directories says which of them it has put its replicas in (AssignReplicasToDirs, KIP-858).

use metadata::{MetadataImage, MetadataRecord};
use model::{BrokerId, Uuid};
use protocol::records::metadata::partition_change_record::PartitionChangeRecord;

use crate::controller::Decision;

/// The log directory of a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectoryAssignment {
    pub topic_id: Uuid,
    pub partition: i32,
    pub directory: Uuid,
}

/// Replicas that are no more, and those that are known to be there, are passed over.
pub(crate) fn decide(
    image: &MetadataImage,
    id: BrokerId,
    assignments: &[DirectoryAssignment],
) -> Decision<()> {
    let records = assignments.iter().filter_map(|assignment| assigned(image, id, *assignment)).collect();
    Decision { records, answer: () }
}

fn assigned(image: &MetadataImage, id: BrokerId, assignment: DirectoryAssignment) -> Option<MetadataRecord> {
    let DirectoryAssignment { topic_id, partition: partition_id, directory } = assignment;
    let partition = image.topic_by_id(topic_id)?.partition(partition_id)?;
    let index = partition.replicas.iter().position(|replica| *replica == id)?;
    let mut directories = partition.directories.clone();
    let known = directories.get_mut(index)?;
    if *known == directory {
        return None;
    }
    *known = directory;
    let mut change = PartitionChangeRecord {
        topic_id,
        partition_id,
        directories: Some(directories),
        ..PartitionChangeRecord::default()
    };
    let is_online = image.broker(id).is_some_and(|broker| broker.is_active() && broker.has_online(directory));
    if partition.leader.is_none() && partition.isr.contains(&id) && is_online {
        change.leader = id.0;
    }
    Some(change.into())
}
