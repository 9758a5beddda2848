//! Consume a partition that lies in the page cache.

use super::produce::prepare;
use super::{Cost, ProducePlan, Target, cost_of};
use crate::admin::Durability;
use crate::batch::BatchShape;
use crate::load::Peer;
use crate::load::fetch::FetchLoad;

/// Fill a topic with one partition, then fetch from it.
#[derive(Clone, Debug)]
pub struct FetchPlan {
    pub topic: String,
    pub shape: BatchShape,
    /// How much the partition holds.
    pub log_bytes: u64,
    pub fetch_bytes: i32,
    pub connections: u32,
    /// How much is fetched, over and over from the beginning.
    pub bytes: u64,
}

/// # Errors
/// When the topic cannot be made or filled, or the load fails.
pub fn fetch(target: Target, plan: &FetchPlan) -> anyhow::Result<Cost> {
    let batch = plan.shape.build(0);
    let requests = plan.log_bytes.div_ceil(batch.bytes.len() as u64).max(64);
    let fill = ProducePlan {
        topic: plan.topic.clone(),
        partitions: 1,
        durability: Durability::PageCache,
        acks: 1,
        shape: plan.shape,
        connections: 1,
        in_flight: 8,
        requests,
    };
    if target.peer == Peer::Kafka {
        prepare(target, &fill.topic, fill.partitions, fill.durability)?;
        fill.load(target, requests).run()?;
    }
    // The record that proved the topic usable comes first.
    let first_offset = 1;
    let load = FetchLoad {
        address: target.address,
        peer: target.peer,
        topic: plan.topic.clone(),
        connections: plan.connections,
        fetch_bytes: plan.fetch_bytes,
        batch_bytes: batch.bytes.len(),
        batch_records: batch.records,
        first_offset,
        end_offset: first_offset + requests as i64 * i64::from(batch.records),
        bytes: plan.bytes,
    };
    FetchLoad { bytes: plan.bytes / 16, ..load.clone() }.run()?;
    cost_of(target, || load.run())
}
