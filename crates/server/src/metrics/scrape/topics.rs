//! Topics and partitions. Traffic and sizes are told by topic; by partition only what `kafka_exporter` tells.

use std::collections::HashMap;
use std::sync::Arc;

use metadata::{ConfigImage, ConfigResource, MetadataImage, PartitionImage, TopicImage};
use model::{BrokerId, TopicPartition};
use replication::counters::Traffic;
use replication::{LogSize, PartitionStatus};
use storage::log_manager::LogManager;

use super::super::catalog::{self, Metric};
use super::super::families::Families;
use super::Memory;
use crate::broker::Broker;
use crate::config::{DynamicBrokerConfigs, TopicConfig, keys};

pub(super) fn collect(broker: &Broker, memory: &mut Memory, families: &mut Families) {
    collect_traffic(broker, families);
    let image = broker.image();
    let dynamic = DynamicBrokerConfigs::of(&image, broker.node_id);
    let mut sums = Sums::default();
    let mut still_closed = HashMap::new();
    for topic in image.topics() {
        let min_isr = min_insync_replicas(broker, &image, &dynamic, &topic.name);
        let mut collected = OfTopic { size_bytes: 0, segments: 0, replicas: 0 };
        for (index, partition) in (0i32..).zip(&topic.partitions) {
            if !partition.replicas.contains(&broker.node_id) {
                continue;
            }
            collected.replicas += 1;
            let status = status(broker, topic, index);
            sums.add(broker.node_id, min_isr, partition, status.is_some());
            let Some(status) = status else { continue };
            collected.segments += status.segment_count;
            let id = TopicPartition { topic: Arc::clone(&topic.name), partition: index };
            let known = memory.closed_sizes.get(&id).copied();
            let (size, is_closed) = size_bytes(&status.size, known, &broker.log_manager);
            collected.size_bytes += size;
            if partition.leader == Some(broker.node_id) {
                collect_led(topic, index, partition, &status, families);
            }
            if is_closed {
                still_closed.insert(id, size);
            }
        }
        if collected.replicas > 0 {
            families.set(catalog::LOG_SIZE, &[&topic.name], collected.size_bytes);
            families.set(catalog::LOG_SEGMENTS, &[&topic.name], collected.segments);
        }
    }
    memory.closed_sizes = still_closed;
    sums.tell(families);
}

fn min_insync_replicas(
    broker: &Broker,
    image: &MetadataImage,
    dynamic: &DynamicBrokerConfigs,
    topic: &str,
) -> usize {
    let none = ConfigImage::default();
    let overrides = image.configs(&ConfigResource::topic(topic)).unwrap_or(&none);
    let min_isr = TopicConfig::new(&broker.config, dynamic, overrides).int(keys::topic::MIN_INSYNC_REPLICAS);
    usize::try_from(min_isr).unwrap_or(1)
}

struct OfTopic {
    size_bytes: u64,
    segments: usize,
    replicas: usize,
}

fn status(broker: &Broker, topic: &TopicImage, index: i32) -> Option<PartitionStatus> {
    broker.replicas.topic_by_id(topic.id)?.partition(index)?.status()
}

/// The size, and whether it is that of a log that is not open.
fn size_bytes(size: &LogSize, known: Option<u64>, log_manager: &LogManager) -> (u64, bool) {
    match size {
        LogSize::Known(size) => (*size, false),
        LogSize::OnDisk(closed) => {
            (known.unwrap_or_else(|| log_manager.closed_size_bytes(closed).unwrap_or(0)), true)
        }
    }
}

fn collect_traffic(broker: &Broker, families: &mut Families) {
    let (topics, deleted) = broker.replicas.traffic();
    let mut sum = deleted;
    topics.iter().for_each(|(_, traffic)| sum.add_traffic(traffic));
    sum.failed_produce_requests += broker.metrics.unknown_partitions.produce.get();
    sum.failed_fetch_requests += broker.metrics.unknown_partitions.fetch.get();
    type Value = fn(&Traffic) -> u64;
    let of_traffic: [(&'static Metric, Value); 8] = [
        (catalog::MESSAGES_IN, |traffic| traffic.messages_in),
        (catalog::BYTES_IN, |traffic| traffic.bytes_in),
        (catalog::BYTES_OUT, |traffic| traffic.bytes_out),
        (catalog::BYTES_REJECTED, |traffic| traffic.bytes_rejected),
        (catalog::PRODUCE_REQUESTS, |traffic| traffic.produce_requests),
        (catalog::FETCH_REQUESTS, |traffic| traffic.fetch_requests),
        (catalog::FAILED_PRODUCE_REQUESTS, |traffic| traffic.failed_produce_requests),
        (catalog::FAILED_FETCH_REQUESTS, |traffic| traffic.failed_fetch_requests),
    ];
    for (metric, value) in of_traffic {
        families.set(metric, &[], value(&sum));
        for (topic, traffic) in &topics {
            families.set(metric, &[topic], value(traffic));
        }
    }
}

/// What the leader of a partition tells of it.
fn collect_led(
    topic: &TopicImage,
    index: i32,
    partition: &PartitionImage,
    status: &PartitionStatus,
    families: &mut Families,
) {
    let number = index.to_string();
    let labels = [&*topic.name, &*number];
    families.set(catalog::CURRENT_OFFSET, &labels, status.high_watermark.0);
    families.set(catalog::OLDEST_OFFSET, &labels, status.log_start_offset.0);
    families.set(catalog::PARTITION_LEADER, &labels, partition.leader.map_or(-1, |leader| leader.0));
    let is_preferred = partition.replicas.first().copied() == partition.leader;
    families.set(catalog::LEADER_IS_PREFERRED, &labels, is_preferred);
    families.set(catalog::PARTITION_REPLICAS, &labels, partition.replicas.len());
    families.set(catalog::PARTITION_ISR, &labels, partition.isr.len());
    let is_under_replicated = partition.isr.len() < partition.replicas.len();
    families.set(catalog::PARTITION_UNDER_REPLICATED, &labels, is_under_replicated);
}

/// Counts over all partitions of this broker.
#[derive(Default)]
struct Sums {
    partitions: usize,
    leaders: usize,
    under_replicated: usize,
    under_min_isr: usize,
    at_min_isr: usize,
    offline: usize,
    reassigning: usize,
}

impl Sums {
    fn add(&mut self, node_id: BrokerId, min_isr: usize, partition: &PartitionImage, is_online: bool) {
        self.partitions += 1;
        self.offline += usize::from(!is_online);
        if partition.leader != Some(node_id) {
            return;
        }
        self.leaders += 1;
        self.under_replicated += usize::from(partition.isr.len() < partition.replicas.len());
        self.reassigning += usize::from(!partition.adding.is_empty() || !partition.removing.is_empty());
        let min_isr = min_isr.min(partition.replicas.len());
        self.under_min_isr += usize::from(partition.isr.len() < min_isr);
        self.at_min_isr += usize::from(partition.isr.len() == min_isr);
    }

    fn tell(&self, families: &mut Families) {
        families.set(catalog::PARTITIONS, &[], self.partitions);
        families.set(catalog::LEADERS, &[], self.leaders);
        families.set(catalog::UNDER_REPLICATED, &[], self.under_replicated);
        families.set(catalog::UNDER_MIN_ISR, &[], self.under_min_isr);
        families.set(catalog::AT_MIN_ISR, &[], self.at_min_isr);
        families.set(catalog::OFFLINE_REPLICAS, &[], self.offline);
        families.set(catalog::REASSIGNING, &[], self.reassigning);
    }
}
