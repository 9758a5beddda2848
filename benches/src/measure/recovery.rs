//! kill -9 while the log's end is in the page cache only, restart, fetch of the last batch.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::produce::prepare;
use super::{ProducePlan, Target};
use crate::admin::{self, Durability};
use crate::batch::BatchShape;
use crate::clock;
use crate::load::Peer;
use crate::server::{Broker, System, connect_within, ensure_disk_holds};

const LIMIT: Duration = Duration::from_secs(120);
const RETRY_PAUSE: Duration = Duration::from_millis(1);
const TOPIC: &str = "recovery";

#[derive(Clone, Copy, Debug)]
pub struct RecoveryPlan {
    pub log_bytes: u64,
    pub partitions: i32,
}

/// Time from exec until the last batch of every partition has been fetched.
///
/// # Errors
/// When the broker does not come back within two minutes, or has lost an acknowledged record.
pub fn recovery(system: System, plan: RecoveryPlan) -> anyhow::Result<Duration> {
    ensure_disk_holds(plan.log_bytes)?;
    let mut broker = Broker::start(system)?;
    let target = Target { address: broker.address(), pid: broker.pid(), peer: Peer::Kafka };
    let shape = BatchShape { record_bytes: 1024, batch_bytes: 64 << 10 };
    let batch = shape.build(0);
    let of_each = plan.log_bytes / (batch.bytes.len() as u64 * u64::from(plan.partitions.unsigned_abs()));
    let fill = ProducePlan {
        topic: TOPIC.into(),
        partitions: plan.partitions,
        durability: Durability::PageCache,
        acks: 1,
        shape,
        connections: plan.partitions.unsigned_abs(),
        in_flight: 4,
        requests: of_each * u64::from(plan.partitions.unsigned_abs()),
    };
    prepare(target, &fill.topic, fill.partitions, fill.durability)?;
    fill.load(target, fill.requests).run().context("filling the log")?;
    // The record that proved the topic usable comes first.
    let last_batch_offset = 1 + (of_each as i64 - 1) * i64::from(batch.records);
    broker.kill_and_restart()?;
    for partition in 0..plan.partitions {
        fetch_when_possible(broker.address(), partition, last_batch_offset, batch.bytes.len())?;
    }
    Ok(broker.started().elapsed())
}

fn fetch_when_possible(
    address: SocketAddr,
    partition: i32,
    offset: i64,
    expected_len: usize,
) -> anyhow::Result<()> {
    let deadline = clock::now() + LIMIT;
    loop {
        let mut connection = connect_within(address, LIMIT)?;
        match admin::fetch_one(&mut connection, TOPIC, partition, offset) {
            Ok(len) if len >= expected_len => return Ok(()),
            // The high watermark may still be on its way.
            Ok(len) => ensure!(clock::now() < deadline, "{TOPIC}-{partition} has {len} bytes at {offset}"),
            Err(error) => ensure!(clock::now() < deadline, "{error:#}"),
        }
        std::thread::sleep(RETRY_PAUSE);
    }
}
