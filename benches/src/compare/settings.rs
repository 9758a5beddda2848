//! How much is measured.

use std::time::Duration;

use crate::server::System;

/// Sizes of one comparison.
#[derive(Clone, Debug)]
pub struct Settings {
    pub name: &'static str,
    pub systems: Vec<System>,
    /// Keys of the rows to measure; empty for all.
    pub rows: Vec<String>,
    pub pairs: usize,
    /// Bytes of each produce run.
    pub produce_bytes: u64,
    /// Bytes that each consume run receives, of a log of `log_bytes`.
    pub fetch_bytes: u64,
    pub log_bytes: u64,
    /// Requests of each run with one record a request.
    pub small_requests: u64,
    pub latency_duration: Duration,
    pub latency_warm_up: Duration,
    pub recovery_bytes: u64,
    pub idle_partitions: i32,
    /// Commits of each run, of 1,000 groups in turn.
    pub commits: u64,
    pub heartbeats_duration: Duration,
    pub groups: usize,
    /// Groups of 1,000 committed offsets each.
    pub groups_with_offsets: usize,
    /// What Apache Kafka's compiler gets to see before the first measurement.
    pub kafka_warm_up_bytes: u64,
}

const GIB: u64 = 1 << 30;

impl Settings {
    /// What the documented figures come from: about half an hour.
    #[must_use]
    pub fn full() -> Self {
        Self {
            name: "full",
            systems: vec![System::Floor, System::Ottla, System::Kafka],
            rows: Vec::new(),
            pairs: 5,
            produce_bytes: 3 * GIB,
            fetch_bytes: 8 * GIB,
            log_bytes: 2 * GIB,
            small_requests: 200_000,
            latency_duration: Duration::from_secs(10),
            latency_warm_up: Duration::from_secs(2),
            recovery_bytes: 10 * GIB,
            idle_partitions: 10_000,
            commits: 100_000,
            heartbeats_duration: Duration::from_secs(12),
            groups: 10_000,
            groups_with_offsets: 1_000,
            kafka_warm_up_bytes: 8 * GIB,
        }
    }

    /// A look: a few minutes, two pairs.
    #[must_use]
    pub fn quick() -> Self {
        Self {
            name: "quick",
            pairs: 2,
            produce_bytes: GIB,
            fetch_bytes: 3 * GIB,
            log_bytes: GIB / 2,
            small_requests: 60_000,
            latency_duration: Duration::from_secs(3),
            latency_warm_up: Duration::from_secs(1),
            recovery_bytes: GIB,
            commits: 20_000,
            heartbeats_duration: Duration::from_secs(6),
            kafka_warm_up_bytes: GIB,
            ..Self::full()
        }
    }

    #[must_use]
    pub fn chooses(&self, key: &str) -> bool {
        self.rows.is_empty() || self.rows.iter().any(|row| key.starts_with(row.as_str()))
    }
}
