//! BrokerRegistration.
//!
//! A broker registers when it is ready to serve, and is not fenced from then on. One that comes back with the same log
//! directories takes its old place at once: the lock on the directory has proved that the old process is gone. Kafka
//! lets it wait until the old session ends.
//!
//! The partitions that it leads get a new leader epoch: what it wrote last in the old one may be lost, and followers
//! and consumers find out by the epoch.

use std::sync::Arc;

use metadata::{Endpoint, FEATURES, Feature, MetadataImage, MetadataRecord, PartitionImage, TopicImage};
use model::{ApiError, BrokerEpoch, BrokerId, ErrorCode, Offset, Uuid};
use protocol::records::metadata::partition_change_record::PartitionChangeRecord;
use protocol::records::metadata::register_broker_record::{
    BrokerEndpoint, BrokerFeature, RegisterBrokerRecord,
};

use crate::controller::Decision;

#[derive(Clone, Debug)]
pub struct BrokerRegistration {
    pub id: BrokerId,
    /// One per process.
    pub incarnation_id: Uuid,
    pub endpoints: Vec<Endpoint>,
    pub rack: Option<Arc<str>>,
    /// Ids of the log directories that are online.
    pub log_dirs: Vec<Uuid>,
}

/// The epoch is the offset of the record.
pub(crate) fn decide(
    image: &MetadataImage,
    broker: &BrokerRegistration,
    next_offset: Offset,
) -> Decision<Result<BrokerEpoch, ApiError>> {
    if is_second_process(image, broker) {
        let message = "Another broker is registered with that broker id. If the broker was recently restarted this \
                       should self-resolve once the heartbeat timeout expires.";
        let error = ApiError::new(ErrorCode::DuplicateBrokerRegistration, message);
        return Decision { records: Vec::new(), answer: Err(error) };
    }
    let mut records = vec![registration(broker, next_offset)];
    for topic in image.topics() {
        for (index, partition) in (0..).zip(&topic.partitions) {
            records.extend(take_place(topic, index, partition, broker));
        }
    }
    Decision { records, answer: Ok(BrokerEpoch(next_offset.0)) }
}

fn is_second_process(image: &MetadataImage, broker: &BrokerRegistration) -> bool {
    let Some(registered) = image.broker(broker.id) else { return false };
    let shares_dir = registered.log_dirs.iter().any(|dir| broker.log_dirs.contains(dir));
    registered.incarnation_id != broker.incarnation_id
        && !registered.fenced
        && !registered.log_dirs.is_empty()
        && !shares_dir
}

fn registration(broker: &BrokerRegistration, next_offset: Offset) -> MetadataRecord {
    let endpoint = |endpoint: &Endpoint| BrokerEndpoint {
        name: (&*endpoint.listener_name).into(),
        host: (&*endpoint.host).into(),
        port: endpoint.port,
        security_protocol: endpoint.security_protocol,
        ..BrokerEndpoint::default()
    };
    let feature = |feature: &Feature| BrokerFeature {
        name: feature.name.into(),
        min_supported_version: feature.min_level,
        max_supported_version: feature.max_level,
        ..BrokerFeature::default()
    };
    let record = RegisterBrokerRecord {
        broker_id: broker.id.0,
        incarnation_id: broker.incarnation_id,
        broker_epoch: next_offset.0,
        end_points: broker.endpoints.iter().map(endpoint).collect(),
        features: FEATURES.iter().map(feature).collect(),
        rack: broker.rack.as_deref().map(protocol::Str::from),
        fenced: false,
        log_dirs: broker.log_dirs.clone(),
        ..RegisterBrokerRecord::default()
    };
    record.into()
}

/// A new epoch where the broker leads, leadership where nobody does and it is in the ISR; and no leader where its log is
/// in a directory that does not work.
fn take_place(
    topic: &TopicImage,
    index: i32,
    partition: &PartitionImage,
    broker: &BrokerRegistration,
) -> Option<MetadataRecord> {
    let id = broker.id;
    let leads = partition.leader == Some(id);
    let may_lead = partition.leader.is_none() && partition.isr.contains(&id);
    let directory = partition.directory(id).filter(|directory| !directory.is_reserved());
    let is_online = directory.is_none_or(|directory| broker.log_dirs.contains(&directory));
    (leads || may_lead && is_online).then(|| {
        let change = PartitionChangeRecord {
            partition_id: index,
            topic_id: topic.id,
            leader: if is_online { id.0 } else { -1 },
            ..PartitionChangeRecord::default()
        };
        change.into()
    })
}
