//! Log directories of a broker have failed (KIP-858): it leads no partition any more whose log is in one of them.
//!
//! In Kafka the broker's heartbeats say so.

use metadata::{MetadataImage, MetadataRecord};
use model::{BrokerEpoch, BrokerId, Uuid};
use protocol::records::metadata::broker_registration_change_record::BrokerRegistrationChangeRecord;
use protocol::records::metadata::partition_change_record::PartitionChangeRecord;

use crate::controller::Decision;

/// `online` are the ids of the directories that work, at least one; `lost` the partitions whose log is in another, by topic id
/// and number.
pub(crate) fn decide(
    image: &MetadataImage,
    (id, epoch): (BrokerId, BrokerEpoch),
    online: &[Uuid],
    lost: &[(Uuid, i32)],
) -> Decision<()> {
    let mut records: Vec<MetadataRecord> = Vec::new();
    if image.broker(id).is_some_and(|broker| broker.epoch == epoch && broker.log_dirs != online) {
        let record = BrokerRegistrationChangeRecord {
            broker_id: id.0,
            broker_epoch: epoch.0,
            fenced: 0,
            in_controlled_shutdown: 0,
            log_dirs: online.to_vec(),
            cordoned_log_dirs: None,
            unknown_tags: Default::default(),
        };
        records.push(record.into());
    }
    for (topic_id, partition_id) in lost {
        let partition = image.topic_by_id(*topic_id).and_then(|topic| topic.partition(*partition_id));
        let Some(partition) = partition.filter(|partition| partition.leader == Some(id)) else { continue };
        let is_active = |id: &&BrokerId| image.broker(**id).is_some_and(|broker| broker.is_active());
        let next = partition.isr.iter().filter(|member| **member != id).find(is_active);
        let change = PartitionChangeRecord {
            topic_id: *topic_id,
            partition_id: *partition_id,
            // The ISR stays: when the directory works again, what was committed is in it.
            leader: next.map_or(-1, |next| next.0),
            ..PartitionChangeRecord::default()
        };
        records.push(change.into());
    }
    Decision { records, answer: () }
}
