//! Forgets a broker that is gone for good (KIP-588).

use metadata::{MetadataImage, MetadataRecord, PartitionImage};
use model::{ApiError, BrokerId, ErrorCode, Uuid};
use protocol::records::metadata::partition_change_record::PartitionChangeRecord;
use protocol::records::metadata::unregister_broker_record::UnregisterBrokerRecord;

use crate::controller::Decision;

pub(crate) fn decide(image: &MetadataImage, id: BrokerId) -> Decision<Result<(), ApiError>> {
    let Some(broker) = image.broker(id) else {
        let message = format!("Broker ID {id} is not currently registered");
        let error = ApiError::new(ErrorCode::BrokerIdNotRegistered, message);
        return Decision { records: Vec::new(), answer: Err(error) };
    };
    let mut records: Vec<MetadataRecord> = Vec::new();
    for topic in image.topics() {
        for (index, partition) in (0..).zip(&topic.partitions) {
            records.extend(without(image, partition, id, (topic.id, index)));
        }
    }
    let record = UnregisterBrokerRecord {
        broker_id: id.0,
        broker_epoch: broker.epoch.0,
        ..UnregisterBrokerRecord::default()
    };
    records.push(record.into());
    Decision { records, answer: Ok(()) }
}

/// The partition with the broker out of its ISR, unless nobody else is in it.
fn without(
    image: &MetadataImage,
    partition: &PartitionImage,
    id: BrokerId,
    (topic_id, partition_id): (Uuid, i32),
) -> Option<MetadataRecord> {
    let others: Vec<BrokerId> = partition.isr.iter().filter(|member| **member != id).copied().collect();
    let leads = partition.leader == Some(id);
    if others.len() == partition.isr.len() && !leads {
        return None;
    }
    let mut change = PartitionChangeRecord { topic_id, partition_id, ..PartitionChangeRecord::default() };
    if leads {
        let is_active = |id: &&BrokerId| image.broker(**id).is_some_and(|broker| broker.is_active());
        change.leader = others.iter().find(is_active).map_or(-1, |leader| leader.0);
    }
    if others.is_empty() {
        return leads.then(|| change.into());
    }
    change.isr = Some(others.iter().map(|member| member.0).collect());
    Some(change.into())
}
