//! Consumer groups as `kafka_exporter` tells of them, and how far behind they are in time.

use std::collections::HashMap;
use std::sync::Arc;

use coordinator::group::GroupSnapshot;
use metadata::MetadataImage;
use model::batch::{BATCH_HEADER_LEN, BatchHeader, TimestampType};
use model::{LeaderEpoch, Millis, Offset};
use replication::{FetchIsolation, Partition, ReadRequest};

use super::super::catalog::{self, Metric};
use super::super::families::Families;
use super::Memory;
use crate::broker::Broker;

/// Records whose timestamps are looked up in one scrape. What is not seen in this one is seen in one of the next.
const LOOK_UPS_MAX: usize = 1000;

/// The timestamps of the records that groups have to read next, by group, topic and partition. Known for one offset.
pub(super) type Timestamps = HashMap<(Arc<str>, Arc<str>, i32), (Offset, i64)>;

pub(super) fn collect(broker: &Broker, memory: &mut Memory, now: Millis, families: &mut Families) {
    let groups = broker.groups.snapshot();
    collect_counts(&groups, families);
    let image = broker.image();
    let mut lookups = Lookups {
        known: std::mem::take(&mut memory.timestamps),
        next: Timestamps::new(),
        left: LOOK_UPS_MAX,
        now,
    };
    for group in &groups {
        families.set(catalog::GROUP_MEMBERS, &[&group.group_id], group.members);
        collect_offsets(broker, &image, group, &mut lookups, families);
    }
    memory.timestamps = lookups.next;
}

fn collect_counts(groups: &[GroupSnapshot], families: &mut Families) {
    families.set(catalog::GROUPS, &[], groups.len());
    let states: [(&'static Metric, &str); 5] = [
        (catalog::GROUPS_STABLE, "Stable"),
        (catalog::GROUPS_PREPARING, "PreparingRebalance"),
        (catalog::GROUPS_COMPLETING, "CompletingRebalance"),
        (catalog::GROUPS_EMPTY, "Empty"),
        (catalog::GROUPS_DEAD, "Dead"),
    ];
    for (metric, state) in states {
        families.set(metric, &[], groups.iter().filter(|group| group.state == state).count());
    }
    families.set(catalog::GROUP_OFFSETS, &[], groups.iter().map(|group| group.offsets.len()).sum::<usize>());
}

/// Sums over the partitions of one topic.
#[derive(Default)]
struct OfTopic {
    offsets: i64,
    lag: Option<i64>,
}

fn collect_offsets(
    broker: &Broker,
    image: &MetadataImage,
    group: &GroupSnapshot,
    lookups: &mut Lookups,
    families: &mut Families,
) {
    let mut sums: HashMap<&Arc<str>, OfTopic> = HashMap::new();
    for (topic, index, committed) in &group.offsets {
        let number = index.to_string();
        let labels = [&*group.group_id, &**topic, &*number];
        families.set(catalog::GROUP_OFFSET, &labels, committed.0);
        let sum = sums.entry(topic).or_default();
        sum.offsets += committed.0;
        let found = image.topic(topic).and_then(|topic| broker.replicas.topic_by_id(topic.id));
        let Some(partition) = found.and_then(|topic| topic.partition(*index)) else { continue };
        let Some(status) = partition.status() else { continue };
        let lag = (status.high_watermark.0 - committed.0).max(0);
        *sum.lag.get_or_insert(0) += lag;
        families.set(catalog::GROUP_LAG, &labels, lag);
        if lag == 0 {
            families.set(catalog::GROUP_LAG_SECONDS, &labels, 0);
            continue;
        }
        let key = (Arc::clone(&group.group_id), Arc::clone(topic), *index);
        if let Some(seconds) = lookups.lag_seconds(key, &partition, (*committed).max(status.log_start_offset))
        {
            families.set(catalog::GROUP_LAG_SECONDS, &labels, seconds);
        }
    }
    for (topic, sum) in sums {
        let labels = [&*group.group_id, &**topic];
        families.set(catalog::GROUP_OFFSET_SUM, &labels, sum.offsets);
        if let Some(lag) = sum.lag {
            families.set(catalog::GROUP_LAG_SUM, &labels, lag);
        }
    }
}

/// Timestamps of this scrape, from the last one where the offset is still the same.
struct Lookups {
    known: Timestamps,
    next: Timestamps,
    left: usize,
    now: Millis,
}

impl Lookups {
    /// How long ago the record at `offset` was written, as its timestamp says.
    fn lag_seconds(
        &mut self,
        key: (Arc<str>, Arc<str>, i32),
        partition: &Partition,
        offset: Offset,
    ) -> Option<f64> {
        let known = self.known.get(&key).filter(|(of, _)| *of == offset).map(|(_, timestamp)| *timestamp);
        let timestamp = match known {
            Some(timestamp) => timestamp,
            None => {
                self.left = self.left.checked_sub(1)?;
                timestamp_at(partition, offset, self.now)?
            }
        };
        self.next.insert(key, (offset, timestamp));
        seconds_since(timestamp, self.now)
    }
}

/// Producers' clocks may be ahead. A record without a timestamp tells nothing.
#[allow(clippy::cast_precision_loss)]
fn seconds_since(timestamp: i64, now: Millis) -> Option<f64> {
    (timestamp >= 0).then(|| now.0.saturating_sub(timestamp).max(0) as f64 / 1e3)
}

/// Of the batch that holds `offset`: its first record's timestamp, or the time at which it was appended. Only its
/// header is read, without the partition's lock.
fn timestamp_at(partition: &Partition, offset: Offset, now: Millis) -> Option<i64> {
    let request = ReadRequest {
        offset,
        max_bytes: 1,
        min_one_batch: true,
        isolation: FetchIsolation::HighWatermark,
        current_leader_epoch: LeaderEpoch::NONE,
        last_fetched_epoch: LeaderEpoch::NONE,
    };
    let slice = partition.read(request, now).ok()?.slice?;
    let mut header = [0; BATCH_HEADER_LEN];
    let read = rustix::io::pread(slice.descriptor()?, &mut header, slice.position()).ok()?;
    let header = BatchHeader::parse(header.get(..read)?).ok()?;
    Some(match header.attributes.timestamp_type() {
        TimestampType::LogAppendTime => header.max_timestamp,
        TimestampType::CreateTime => header.base_timestamp,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lag_in_time_is_never_negative_and_unknown_without_a_timestamp() {
        assert_eq!(seconds_since(1000, Millis(3500)), Some(2.5));
        assert_eq!(seconds_since(9000, Millis(3500)), Some(0.0));
        assert_eq!(seconds_since(-1, Millis(3500)), None);
    }

    #[test]
    fn groups_are_counted_by_state() {
        let group = |state, offsets: &[i64]| GroupSnapshot {
            group_id: "g".into(),
            state,
            members: 1,
            offsets: offsets.iter().map(|offset| ("t".into(), 0, Offset(*offset))).collect(),
        };
        let mut families = Families::new();
        collect_counts(
            &[group("Stable", &[1, 2]), group("Empty", &[3]), group("Stable", &[])],
            &mut families,
        );
        let text = families.encode();
        for (metric, count) in [
            (catalog::GROUPS, 3),
            (catalog::GROUPS_STABLE, 2),
            (catalog::GROUPS_EMPTY, 1),
            (catalog::GROUPS_DEAD, 0),
            (catalog::GROUP_OFFSETS, 3),
        ] {
            assert!(text.contains(&format!("\n{} {count}\n", metric.name)), "{text}");
        }
    }
}
