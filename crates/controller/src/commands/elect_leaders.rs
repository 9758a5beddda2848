//! Gives partitions their preferred leader back (KIP-460), or one that may have lost records.

use metadata::{BrokerImage, MetadataImage, MetadataRecord, PartitionImage};
use model::{ApiError, BrokerId, ErrorCode, Uuid};
use protocol::records::metadata::partition_change_record::PartitionChangeRecord;

use crate::controller::Decision;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElectionType {
    /// The first replica, if it is in the ISR.
    Preferred,
    /// For a partition without a leader: any replica that is there.
    Unclean,
}

/// One result for each partition that was asked for.
pub(crate) fn decide(
    image: &MetadataImage,
    election: ElectionType,
    partitions: &[(String, i32)],
) -> Decision<Vec<Result<(), ApiError>>> {
    let mut records = Vec::new();
    let elected = partitions.iter().map(|(name, index)| {
        let unknown = |what: String| ApiError::new(ErrorCode::UnknownTopicOrPartition, what);
        let topic = image.topic(name).ok_or_else(|| unknown(format!("No such topic as {name}")))?;
        let partition = topic.partition(*index);
        let partition = partition.ok_or_else(|| unknown(format!("No such partition as {name}-{index}")))?;
        records.push(elect(image, election, partition, (topic.id, *index))?);
        Ok(())
    });
    let answer = elected.collect();
    Decision { records, answer }
}

fn elect(
    image: &MetadataImage,
    election: ElectionType,
    partition: &PartitionImage,
    (topic_id, partition_id): (Uuid, i32),
) -> Result<MetadataRecord, ApiError> {
    let preferred = partition.replicas.first().copied();
    let is_needed = match election {
        ElectionType::Preferred => partition.leader != preferred,
        ElectionType::Unclean => partition.leader.is_none(),
    };
    if !is_needed {
        let message = "Leader election not needed for topic partition.";
        return Err(ApiError::new(ErrorCode::ElectionNotNeeded, message));
    }
    let is_active = |id: &BrokerId| {
        let directory = partition.directory(*id);
        let has_log = |broker: &BrokerImage| directory.is_none_or(|directory| broker.has_online(directory));
        image.broker(*id).is_some_and(|broker| broker.is_active() && has_log(broker))
    };
    let may_lead =
        |id: &BrokerId| is_active(id) && (partition.isr.contains(id) || partition.elr.contains(id));
    let clean = match election {
        ElectionType::Preferred => preferred.filter(may_lead),
        ElectionType::Unclean => partition.replicas.iter().copied().find(may_lead),
    };
    let change = PartitionChangeRecord { topic_id, partition_id, ..PartitionChangeRecord::default() };
    if let Some(leader) = clean {
        if partition.isr.contains(&leader) {
            return Ok(PartitionChangeRecord { leader: leader.0, ..change }.into());
        }
        // Out of the eligible replicas the leader comes back into the ISR alone.
        return Ok(alone(leader, partition, change).into());
    }
    let unclean = partition.replicas.iter().find(|id| is_active(id));
    match (election, unclean) {
        (ElectionType::Unclean, Some(leader)) => {
            let change = PartitionChangeRecord { leader_recovery_state: 1, ..change };
            Ok(alone(*leader, partition, change).into())
        }
        (ElectionType::Preferred, _) if partition.leader.is_some() => {
            let message = "The preferred leader was not available.";
            Err(ApiError::new(ErrorCode::PreferredLeaderNotAvailable, message))
        }
        _ => {
            let message = "Eligible topic partition leaders are not available.";
            Err(ApiError::new(ErrorCode::EligibleLeadersNotAvailable, message))
        }
    }
}

fn alone(
    leader: BrokerId,
    partition: &PartitionImage,
    change: PartitionChangeRecord,
) -> PartitionChangeRecord {
    let elr = partition.elr.iter().filter(|id| **id != leader).map(|id| id.0).collect();
    PartitionChangeRecord {
        leader: leader.0,
        isr: Some(vec![leader.0]),
        eligible_leader_replicas: Some(elr),
        ..change
    }
}
