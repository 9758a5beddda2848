//! The cluster as the metadata has it, and the log directories.

use std::sync::Arc;

use metadata::MetadataImage;

use super::super::catalog;
use super::super::families::Families;
use crate::broker::Broker;
use crate::config::listeners::host_and_port;

pub(super) fn collect(broker: &Broker, families: &mut Families) {
    let image = broker.image();
    families.set(catalog::LAST_APPLIED_RECORD, &[], image.offset().0);
    let is_active = broker.controller.is_active();
    families.set(catalog::ACTIVE_CONTROLLER, &[], is_active);
    // One node tells of the whole cluster, so that sums over all nodes are right.
    let told = if is_active { &image } else { &MetadataImage::default().into() };
    collect_controller(told, families);
    if is_active {
        collect_brokers(broker, &image, families);
        for topic in image.topics() {
            families.set(catalog::TOPIC_PARTITIONS, &[&topic.name], topic.partitions.len());
        }
    }
    collect_quorum(broker, families);
    collect_log_dirs(broker, families);
}

fn collect_quorum(broker: &Broker, families: &mut Families) {
    let Some(quorum) = broker.controller.describe_quorum() else {
        families.set(catalog::RAFT_LEADER, &[], -1);
        return;
    };
    families.set(catalog::RAFT_LEADER, &[], quorum.leader_id.0);
    families.set(catalog::RAFT_EPOCH, &[], quorum.leader_epoch.0);
    families.set(catalog::RAFT_HIGH_WATERMARK, &[], quorum.high_watermark.0);
    families.set(catalog::RAFT_LOG_END, &[], quorum.log_end_offset.0);
    let state = if quorum.leader_id == broker.node_id { "leader" } else { "follower" };
    families.set(catalog::RAFT_STATE, &[state], 1);
}

fn collect_controller(image: &MetadataImage, families: &mut Families) {
    let partitions = || image.topics().flat_map(|topic| &topic.partitions);
    let offline = partitions().filter(|partition| partition.leader.is_none()).count();
    let imbalanced = partitions().filter(|partition| {
        partition.leader.is_some() && partition.replicas.first().copied() != partition.leader
    });
    families.set(catalog::OFFLINE_PARTITIONS, &[], offline);
    families.set(catalog::PREFERRED_IMBALANCE, &[], imbalanced.count());
    families.set(catalog::GLOBAL_TOPICS, &[], image.topic_count());
    families.set(catalog::GLOBAL_PARTITIONS, &[], image.partition_count());
    let fenced = image.brokers().filter(|broker| broker.fenced).count();
    families.set(catalog::ACTIVE_BROKERS, &[], image.brokers().count() - fenced);
    families.set(catalog::FENCED_BROKERS, &[], fenced);
}

fn collect_brokers(broker: &Broker, image: &MetadataImage, families: &mut Families) {
    families.set(catalog::BROKERS, &[], image.brokers().filter(|broker| !broker.fenced).count());
    let listener = broker.metrics.listeners.first().map(|listener| Arc::clone(&listener.name));
    for registered in image.brokers() {
        let named = listener.as_deref().and_then(|name| registered.endpoint(name));
        let Some(endpoint) = named.or_else(|| registered.endpoints.first()) else { continue };
        let address = host_and_port(&endpoint.host, endpoint.port);
        families.set(catalog::BROKER_INFO, &[&registered.id.0.to_string(), &address], 1);
    }
}

fn collect_log_dirs(broker: &Broker, families: &mut Families) {
    let dirs = broker.log_manager.dirs();
    families.set(catalog::OFFLINE_LOG_DIRS, &[], dirs.iter().filter(|dir| dir.is_offline()).count());
    for dir in dirs {
        let path = dir.path().display().to_string();
        families.set(catalog::LOG_DIR_OFFLINE, &[&path], dir.is_offline());
        families.set(catalog::FILES_SYNCED, &[&path], dir.flusher().files_synced());
        if let Ok(stat) = rustix::fs::statvfs(dir.path()) {
            let bytes = |blocks: u64| blocks.saturating_mul(stat.f_frsize);
            families.set(catalog::LOG_DIR_BYTES, &[&path], bytes(stat.f_blocks));
            families.set(catalog::LOG_DIR_FREE_BYTES, &[&path], bytes(stat.f_bavail));
        }
    }
}
