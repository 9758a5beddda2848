//! Resident memory of a broker that does nothing.

use std::time::Duration;

use super::Target;
use crate::admin::{self, Durability, Topic};
use crate::proc_stat::{self, Memory};
use crate::server::{Broker, System};

/// A broker is idle when it has used less than `IDLE_CPU` in `IDLE_SPAN`; waiting for that ends after `SETTLE_MAX`.
const IDLE_SPAN: Duration = Duration::from_secs(1);
const IDLE_CPU: Duration = Duration::from_millis(100);
const SETTLE_MAX: Duration = Duration::from_secs(60);
/// Partitions of one topic: Apache Kafka refuses 10,000 in one request.
const PARTITIONS_PER_TOPIC: i32 = 2_000;

#[derive(Clone, Copy, Debug)]
pub struct MemoryReport {
    pub idle: Memory,
    pub with_partitions: Memory,
}

/// A fresh broker: idle, then with `partitions` partitions that never got a record.
///
/// # Errors
/// When the broker does not come up or refuses the partitions.
pub fn memory(system: System, partitions: i32) -> anyhow::Result<MemoryReport> {
    let broker = Broker::start(system)?;
    settle(broker.pid())?;
    let idle = proc_stat::memory(broker.pid())?;
    let target = Target { address: broker.address(), pid: broker.pid(), peer: crate::load::Peer::Kafka };
    create_idle_partitions(target, partitions)?;
    settle(broker.pid())?;
    Ok(MemoryReport { idle, with_partitions: proc_stat::memory(broker.pid())? })
}

/// Waits until the broker has done what it does after a start or in the background of a request.
fn settle(pid: u32) -> anyhow::Result<()> {
    for _ in 0..SETTLE_MAX.as_secs() / IDLE_SPAN.as_secs() {
        let before = proc_stat::cpu_time(pid)?;
        std::thread::sleep(IDLE_SPAN);
        if proc_stat::cpu_time(pid)?.saturating_sub(before) < IDLE_CPU {
            break;
        }
    }
    Ok(())
}

/// Creates so many partitions, in topics named `idle-…`.
///
/// # Errors
/// When the broker refuses them.
pub fn create_idle_partitions(target: Target, partitions: i32) -> anyhow::Result<()> {
    let mut left = partitions;
    while left > 0 {
        let partitions = left.min(PARTITIONS_PER_TOPIC);
        let topic = Topic { name: format!("idle-{left}"), partitions, durability: Durability::PageCache };
        admin::create_topic(target.address, &topic)?;
        left -= partitions;
    }
    Ok(())
}
