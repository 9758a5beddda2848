//! Applying records to an image: the one place where the state of the cluster changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::{BrokerEpoch, BrokerId, Offset, Uuid};
use protocol::records::metadata::{
    broker_registration_change_record::BrokerRegistrationChangeRecord, clear_elr_record::ClearElrRecord,
    client_quota_record::ClientQuotaRecord, config_record::ConfigRecord,
    feature_level_record::FeatureLevelRecord, partition_change_record::PartitionChangeRecord,
    partition_record::PartitionRecord, register_broker_record::RegisterBrokerRecord,
    topic_record::TopicRecord, user_scram_credential_record::UserScramCredentialRecord,
};

use crate::delta::{MetadataDelta, TopicDelta};
use crate::image::MetadataImage;
use crate::image::broker::BrokerImage;
use crate::image::client_quota::QuotaEntity;
use crate::image::config::{ConfigResource, ConfigResourceKind};
use crate::image::scram::ScramCredential;
use crate::image::topic::{PartitionImage, TopicImage};
use crate::record::MetadataRecord;

/// A record that does not fit the image. The log was written by another program or is damaged: the process must stop
/// rather than skip it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    #[error("no topic with id {0}")]
    UnknownTopic(Uuid),
    #[error("topic {0} exists already")]
    TopicExists(Arc<str>),
    #[error("topic {topic} has {count} partitions, so that partition {partition} cannot follow")]
    PartitionGap { topic: Arc<str>, partition: i32, count: usize },
    #[error("topic {topic} has no partition {partition}")]
    UnknownPartition { topic: Arc<str>, partition: i32 },
    #[error("broker {0} is not registered")]
    UnknownBroker(BrokerId),
    #[error("broker {id} is registered with epoch {registered}, not {epoch}")]
    BrokerEpoch { id: BrokerId, registered: BrokerEpoch, epoch: BrokerEpoch },
    #[error("config resource type {0} does not exist")]
    ResourceType(i8),
    #[error("records of type {0} are not supported yet")]
    NotSupported(&'static str),
}

impl MetadataImage {
    /// Takes in the records that stand at `offset`: all, or none when one does not fit.
    ///
    /// # Errors
    /// When a record does not fit.
    pub fn apply(
        &mut self,
        records: &[MetadataRecord],
        offset: Offset,
    ) -> Result<MetadataDelta, ReplayError> {
        let mut replay =
            Replay { image: self.clone(), edits: BTreeMap::new(), delta: MetadataDelta::default() };
        records.iter().try_for_each(|record| replay.record(record))?;
        replay.finish_topics();
        *self = replay.image;
        self.offset = offset;
        Ok(replay.delta)
    }
}

/// An image in the making.
struct Replay {
    image: MetadataImage,
    /// Topics that these records touch. They go into the image at the end, so that a topic of 10,000 partitions is
    /// copied once and not 10,000 times.
    edits: BTreeMap<Uuid, TopicEdit>,
    delta: MetadataDelta,
}

struct TopicEdit {
    topic: TopicImage,
    /// `None` when these records create it.
    before: Option<Arc<TopicImage>>,
    partitions: BTreeSet<i32>,
    /// Removed after these records touched it.
    is_removed: bool,
}

impl Replay {
    fn record(&mut self, record: &MetadataRecord) -> Result<(), ReplayError> {
        use MetadataRecord as R;
        match record {
            R::Topic(record) => self.topic(record),
            R::Partition(record) => self.partition(record),
            R::PartitionChange(record) => self.partition_change(record),
            R::RemoveTopic(record) => self.remove_topic(record.topic_id),
            R::ClearElr(record) => self.clear_elr(record),
            R::RegisterBroker(record) => self.register_broker(record),
            R::UnregisterBroker(record) => self.unregister_broker(record.broker_id, record.broker_epoch),
            R::FenceBroker(record) => self.broker(record.id, record.epoch, |broker| broker.fenced = true),
            R::UnfenceBroker(record) => self.broker(record.id, record.epoch, |broker| broker.fenced = false),
            R::BrokerRegistrationChange(record) => self.broker_registration_change(record),
            R::Config(record) => self.config(record),
            R::ClientQuota(record) => {
                self.client_quota(record);
                Ok(())
            }
            R::UserScramCredential(record) => {
                self.scram_credential(record);
                Ok(())
            }
            R::RemoveUserScramCredential(record) => {
                self.delta.scram_credentials_changed = true;
                self.image.scram_credentials.remove_mut(&(Arc::from(&*record.name), record.mechanism));
                Ok(())
            }
            R::FeatureLevel(record) => self.feature_level(record),
            R::ProducerIds(record) => {
                self.image.next_producer_id = record.next_producer_id;
                Ok(())
            }
            R::NoOp(_) => Ok(()),
            other => Err(ReplayError::NotSupported(other.name())),
        }
    }

    fn topic(&mut self, record: &TopicRecord) -> Result<(), ReplayError> {
        let name: Arc<str> = record.name.as_str().into();
        let exists = self.image.topics_by_name.contains_key(&name)
            || self.image.topics_by_id.contains_key(&record.topic_id)
            || self.edits.iter().any(|(id, edit)| {
                !edit.is_removed
                    && (*id == record.topic_id || (edit.before.is_none() && edit.topic.name == name))
            });
        if exists {
            return Err(ReplayError::TopicExists(name));
        }
        let topic = TopicImage { id: record.topic_id, name, partitions: Vec::new() };
        let edit = TopicEdit { topic, before: None, partitions: BTreeSet::new(), is_removed: false };
        self.edits.insert(record.topic_id, edit);
        Ok(())
    }

    fn edit(&mut self, id: Uuid) -> Result<&mut TopicEdit, ReplayError> {
        use std::collections::btree_map::Entry;
        match self.edits.entry(id) {
            Entry::Occupied(entry) if entry.get().is_removed => Err(ReplayError::UnknownTopic(id)),
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let before = self.image.topics_by_id.get(&id).ok_or(ReplayError::UnknownTopic(id))?;
                let topic = TopicImage::clone(before);
                let before = Some(before.clone());
                Ok(entry.insert(TopicEdit { topic, before, partitions: BTreeSet::new(), is_removed: false }))
            }
        }
    }

    fn partition(&mut self, record: &PartitionRecord) -> Result<(), ReplayError> {
        let edit = self.edit(record.topic_id)?;
        let partitions = &mut edit.topic.partitions;
        let gap = || ReplayError::PartitionGap {
            topic: edit.topic.name.clone(),
            partition: record.partition_id,
            count: partitions.len(),
        };
        let index = usize::try_from(record.partition_id).map_err(|_| gap())?;
        if index > partitions.len() {
            return Err(gap());
        }
        let partition = Arc::new(PartitionImage::from_record(record));
        if let Some(slot) = partitions.get_mut(index) {
            *slot = partition;
        } else {
            partitions.push(partition);
        }
        edit.partitions.insert(record.partition_id);
        Ok(())
    }

    fn partition_change(&mut self, record: &PartitionChangeRecord) -> Result<(), ReplayError> {
        let edit = self.edit(record.topic_id)?;
        let partition =
            usize::try_from(record.partition_id).ok().and_then(|index| edit.topic.partitions.get_mut(index));
        let Some(partition) = partition else {
            let topic = edit.topic.name.clone();
            return Err(ReplayError::UnknownPartition { topic, partition: record.partition_id });
        };
        Arc::make_mut(partition).apply_change(record);
        edit.partitions.insert(record.partition_id);
        Ok(())
    }

    /// Forgets the eligible leader replicas of one topic, or of all.
    fn clear_elr(&mut self, record: &ClearElrRecord) -> Result<(), ReplayError> {
        let ids: Vec<Uuid> = if record.topic_name.is_empty() {
            self.image.topics_by_id.keys().copied().collect()
        } else {
            self.image.topic(&record.topic_name).map(|topic| topic.id).into_iter().collect()
        };
        for id in ids {
            let edit = self.edit(id)?;
            for (index, partition) in (0i32..).zip(&mut edit.topic.partitions) {
                if !partition.elr.is_empty() || !partition.last_known_elr.is_empty() {
                    let partition = Arc::make_mut(partition);
                    partition.elr.clear();
                    partition.last_known_elr.clear();
                    edit.partitions.insert(index);
                }
            }
        }
        Ok(())
    }

    fn remove_topic(&mut self, id: Uuid) -> Result<(), ReplayError> {
        let edit = self.edit(id)?;
        edit.is_removed = true;
        let name = edit.topic.name.clone();
        let before = edit.before.clone();
        if let Some(topic) = before {
            self.image.topics_by_name.remove_mut(&name);
            self.image.topics_by_id.remove_mut(&id);
            self.image.partition_count -= topic.partitions.len();
            self.delta.topics_deleted.push(topic);
        }
        let resource = ConfigResource::topic(name);
        if self.image.configs.remove_mut(&resource) {
            self.delta.configs_changed.insert(resource);
        }
        Ok(())
    }

    fn finish_topics(&mut self) {
        for (id, edit) in std::mem::take(&mut self.edits) {
            if edit.is_removed {
                continue;
            }
            let topic = Arc::new(edit.topic);
            let before = edit.before.as_ref().map_or(0, |topic| topic.partitions.len());
            self.image.partition_count += topic.partitions.len() - before;
            self.image.topics_by_name.insert_mut(topic.name.clone(), topic.clone());
            self.image.topics_by_id.insert_mut(id, topic.clone());
            if edit.before.is_none() {
                self.delta.topics_created.push(topic);
            } else if !edit.partitions.is_empty() {
                self.delta.topics_changed.push(TopicDelta { topic, partitions: edit.partitions });
            }
        }
    }

    fn register_broker(&mut self, record: &RegisterBrokerRecord) -> Result<(), ReplayError> {
        let broker = BrokerImage::from_record(record);
        self.delta.brokers_changed.insert(broker.id);
        self.image.brokers.insert_mut(broker.id, Arc::new(broker));
        Ok(())
    }

    fn unregister_broker(&mut self, id: i32, epoch: i64) -> Result<(), ReplayError> {
        self.broker(id, epoch, |_| ())?;
        self.image.brokers.remove_mut(&BrokerId(id));
        Ok(())
    }

    fn broker_registration_change(
        &mut self,
        record: &BrokerRegistrationChangeRecord,
    ) -> Result<(), ReplayError> {
        self.broker(record.broker_id, record.broker_epoch, |broker| broker.apply_change(record))
    }

    fn broker(
        &mut self,
        id: i32,
        epoch: i64,
        change: impl FnOnce(&mut BrokerImage),
    ) -> Result<(), ReplayError> {
        let (id, epoch) = (BrokerId(id), BrokerEpoch(epoch));
        let broker = self.image.brokers.get(&id).ok_or(ReplayError::UnknownBroker(id))?;
        if broker.epoch != epoch {
            return Err(ReplayError::BrokerEpoch { id, registered: broker.epoch, epoch });
        }
        let mut changed = BrokerImage::clone(broker);
        change(&mut changed);
        self.image.brokers.insert_mut(id, Arc::new(changed));
        self.delta.brokers_changed.insert(id);
        Ok(())
    }

    fn config(&mut self, record: &ConfigRecord) -> Result<(), ReplayError> {
        let kind = ConfigResourceKind::from_id(record.resource_type)
            .ok_or(ReplayError::ResourceType(record.resource_type))?;
        let resource = ConfigResource::new(kind, record.resource_name.as_str());
        let mut config = self.image.configs.get(&resource).cloned().unwrap_or_default();
        config.set(&record.name, record.value.as_deref());
        if config.is_empty() {
            self.image.configs.remove_mut(&resource);
        } else {
            self.image.configs.insert_mut(resource.clone(), config);
        }
        self.delta.configs_changed.insert(resource);
        Ok(())
    }

    fn client_quota(&mut self, record: &ClientQuotaRecord) {
        let entity = QuotaEntity::from_record(record);
        let mut values = self.image.client_quotas.get(&entity).cloned().unwrap_or_default();
        if record.remove {
            values.remove(&*record.key);
        } else {
            values.insert(Arc::from(&*record.key), record.value);
        }
        if values.is_empty() {
            self.image.client_quotas.remove_mut(&entity);
        } else {
            self.image.client_quotas.insert_mut(entity, values);
        }
        self.delta.client_quotas_changed = true;
    }

    fn scram_credential(&mut self, record: &UserScramCredentialRecord) {
        let key = (Arc::from(&*record.name), record.mechanism);
        self.image.scram_credentials.insert_mut(key, ScramCredential::from_record(record));
        self.delta.scram_credentials_changed = true;
    }

    fn feature_level(&mut self, record: &FeatureLevelRecord) -> Result<(), ReplayError> {
        let features = Arc::make_mut(&mut self.image.features);
        if record.feature_level > 0 {
            features.insert(record.name.as_str().into(), record.feature_level);
        } else {
            features.remove(record.name.as_str());
        }
        self.delta.features_changed = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
