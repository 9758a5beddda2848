//! One measurement of one server: runs a load and reads from the kernel what it cost the server.

mod fetch;
mod groups;
mod memory;
mod produce;
mod recovery;
mod startup;

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::ensure;

use crate::load::{Peer, Report};
use crate::proc_stat;

pub use fetch::{FetchPlan, fetch};
pub use groups::{CommitPlan, commits, failover, heartbeats, memory_of_groups, restart_with_offsets};
pub use memory::{MemoryReport, create_idle_partitions, memory};
pub use produce::{ProducePlan, paced, produce};
pub use recovery::{RecoveryPlan, recovery};
pub use startup::{first_acknowledged_produce, startup};

/// A running server.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub address: SocketAddr,
    pub pid: u32,
    pub peer: Peer,
}

/// A load and its cost.
#[derive(Debug)]
pub struct Cost {
    pub report: Report,
    /// User and system time of the server.
    pub cpu: Duration,
}

impl Cost {
    #[must_use]
    pub fn cpu_seconds_per_gib(&self) -> f64 {
        self.cpu.as_secs_f64() / gib(self.report.bytes)
    }

    #[must_use]
    pub fn cpu_micros_per_request(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.report.requests.max(1) as f64
    }

    #[must_use]
    pub fn mib_per_second(&self) -> f64 {
        gib(self.report.bytes) * 1024.0 / self.report.elapsed.as_secs_f64()
    }

    #[must_use]
    pub fn requests_per_second(&self) -> f64 {
        self.report.requests as f64 / self.report.elapsed.as_secs_f64()
    }

    #[must_use]
    pub fn latency_micros(&self, percentile: f64) -> f64 {
        self.report.latencies.value_at_percentile(percentile) as f64 / 1e3
    }
}

fn gib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1u32 << 30)
}

fn cost_of(target: Target, load: impl FnOnce() -> anyhow::Result<Report>) -> anyhow::Result<Cost> {
    let before = proc_stat::cpu_time(target.pid)?;
    let report = load()?;
    let cpu = proc_stat::cpu_time(target.pid)?.saturating_sub(before);
    ensure!(report.requests > 0, "nothing was measured");
    Ok(Cost { report, cpu })
}
