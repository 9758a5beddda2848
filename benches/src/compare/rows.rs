//! The rows of the comparison, in the order of the table.

use super::{Bench, Settings};
use crate::admin::Durability;
use crate::batch::BatchShape;
use crate::floor::Mode;
use crate::load::paced::PacedLoad;
use crate::measure::{self, CommitPlan, Cost, FetchPlan, ProducePlan, RecoveryPlan};
use crate::server::{Broker, System};

/// What a measurement yields.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    /// What Ottla should reach; empty where the figure only informs.
    pub(super) aim: &'static str,
}

/// One measurement, which gives one value for each figure.
#[derive(Debug)]
pub(super) struct Row {
    /// For `--rows`.
    pub(super) key: &'static str,
    pub(super) figures: &'static [Figure],
    /// Needs fresh brokers and much disk: at most three pairs, no floor, and the warmed Apache Kafka is stopped before.
    pub(super) fresh_brokers: bool,
    pub(super) measure: fn(&mut Bench, System) -> anyhow::Result<Vec<f64>>,
}

const PAIRS_MAX_OF_FRESH: usize = 3;

impl Row {
    pub(super) fn pairs(&self, settings: &Settings) -> usize {
        if self.fresh_brokers { settings.pairs.min(PAIRS_MAX_OF_FRESH) } else { settings.pairs }
    }
}

const fn figure(name: &'static str, unit: &'static str, aim: &'static str) -> Figure {
    Figure { name, unit, aim }
}

pub(super) const ROWS: &[Row] = &[
    Row {
        key: "produce",
        figures: &[
            figure(
                "produce acks=1, 1 KiB records, 64 KiB batches: CPU",
                "s/GiB",
                "≤ 1.25 × floor, ≤ 0.25 × Kafka",
            ),
            figure("— throughput", "MiB/s", ""),
        ],
        fresh_brokers: false,
        measure: produce,
    },
    Row {
        key: "durable",
        figures: &[
            figure("produce acks=all durable, 4 MiB in flight: CPU", "s/GiB", "≤ 1.2 × acks=1"),
            figure("— throughput", "MiB/s", ""),
        ],
        fresh_brokers: false,
        measure: durable,
    },
    Row {
        key: "consume",
        figures: &[
            figure("consume, 1 MiB per fetch: CPU", "s/GiB", "≤ 1.25 × floor"),
            figure("— throughput", "MiB/s", ""),
        ],
        fresh_brokers: false,
        measure: consume,
    },
    Row {
        key: "small",
        figures: &[
            figure("1 KiB request with one record, 16 connections: CPU", "µs/request", "≤ 1.5 × echo"),
            figure("— rate", "requests/s", ""),
        ],
        fresh_brokers: false,
        measure: small,
    },
    Row {
        key: "latency",
        figures: &[
            figure("produce at 10,000/s, acks=1, 16 connections: p50", "µs", "≤ 60"),
            figure("— p99", "µs", "≤ 250"),
            figure("— p99.9", "µs", "≤ 3,000"),
        ],
        fresh_brokers: false,
        measure: latency,
    },
    Row {
        key: "latency-durable",
        figures: &[
            figure("produce at 10,000/s, acks=all durable, 16 connections: p50", "µs", "≤ 150"),
            figure("— p99", "µs", "≤ 500"),
            figure("— p99.9", "µs", ""),
        ],
        fresh_brokers: false,
        measure: latency_durable,
    },
    Row {
        key: "startup",
        figures: &[figure("exec to first acknowledged produce, empty directory", "ms", "≤ 10")],
        fresh_brokers: true,
        measure: startup,
    },
    Row {
        key: "memory",
        figures: &[
            figure("RSS idle", "MiB", "≤ 6"),
            figure("— of it anonymous", "MiB", ""),
            figure("— with 10,000 idle partitions", "MiB", "≤ 16"),
        ],
        fresh_brokers: true,
        measure: memory,
    },
    Row {
        key: "recovery",
        figures: &[figure("kill -9 to first fetch of the last batch", "ms", "≤ 100")],
        fresh_brokers: true,
        measure: recovery,
    },
    Row {
        key: "group-commits",
        figures: &[
            figure("commit of one offset, 1,000 groups, 16 connections: CPU", "µs/commit", "≤ 0.3 × Kafka"),
            figure("— rate", "commits/s", ""),
            figure("— p99", "µs", ""),
        ],
        fresh_brokers: false,
        measure: group_commits,
    },
    Row {
        key: "group-heartbeats",
        figures: &[figure("5,000 idle members, heartbeats each 3 s: CPU", "% of a core", "≤ 2")],
        fresh_brokers: false,
        measure: group_heartbeats,
    },
    Row {
        key: "group-memory",
        figures: &[figure("10,000 groups of one member: RSS", "MiB", "")],
        fresh_brokers: true,
        measure: group_memory,
    },
    Row {
        key: "group-failover",
        figures: &[figure("death of a member to its successor's assignment, session 6 s", "ms", "")],
        fresh_brokers: true,
        measure: group_failover,
    },
    Row {
        key: "group-restart",
        figures: &[figure(
            "kill -9 with 1,000,000 committed offsets to every group's answer",
            "ms",
            "≤ 1,000",
        )],
        fresh_brokers: true,
        measure: group_restart,
    },
];

const LARGE: BatchShape = BatchShape { record_bytes: 1024, batch_bytes: 64 << 10 };

fn large(bench: &Bench, topic: String) -> ProducePlan {
    ProducePlan {
        topic,
        partitions: 1,
        durability: Durability::PageCache,
        acks: 1,
        shape: LARGE,
        connections: 1,
        in_flight: 8,
        requests: bench.settings.produce_bytes / LARGE.batch_bytes as u64,
    }
}

fn throughput(cost: &Cost) -> Vec<f64> {
    vec![cost.cpu_seconds_per_gib(), cost.mib_per_second()]
}

fn produce(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    let plan = large(bench, String::new());
    bench.with_target(system, Mode::Produce, |target, topic| {
        Ok(throughput(&measure::produce(target, &ProducePlan { topic, ..plan })?))
    })
}

fn durable(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    let (durability, acks) = (Durability::Flushed, -1);
    let plan = ProducePlan {
        partitions: 4,
        connections: 4,
        in_flight: 16,
        durability,
        acks,
        ..large(bench, String::new())
    };
    bench.with_target(system, Mode::Flushed, |target, topic| {
        Ok(throughput(&measure::produce(target, &ProducePlan { topic, ..plan })?))
    })
}

fn consume(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    let (log_bytes, bytes) = (bench.settings.log_bytes, bench.settings.fetch_bytes);
    bench.with_target(system, Mode::Fetch, |target, topic| {
        let plan = FetchPlan { topic, shape: LARGE, log_bytes, fetch_bytes: 1 << 20, connections: 1, bytes };
        Ok(throughput(&measure::fetch(target, &plan)?))
    })
}

fn small(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    let plan = ProducePlan {
        partitions: 16,
        shape: BatchShape::single(1024),
        connections: 16,
        in_flight: 1,
        requests: bench.settings.small_requests,
        ..large(bench, String::new())
    };
    bench.with_target(system, Mode::Echo, |target, topic| {
        let cost = measure::produce(target, &ProducePlan { topic, ..plan })?;
        Ok(vec![cost.cpu_micros_per_request(), cost.requests_per_second()])
    })
}

fn latency(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    paced(bench, system, Mode::Echo, Durability::PageCache)
}

fn latency_durable(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    paced(bench, system, Mode::Flushed, Durability::Flushed)
}

fn paced(bench: &mut Bench, system: System, floor: Mode, durability: Durability) -> anyhow::Result<Vec<f64>> {
    let (duration, warm_up) = (bench.settings.latency_duration, bench.settings.latency_warm_up);
    bench.with_target(system, floor, |target, topic| {
        let load = PacedLoad {
            address: target.address,
            peer: target.peer,
            topic,
            partitions: 16,
            acks: if durability == Durability::Flushed { -1 } else { 1 },
            shape: BatchShape::single(1024),
            connections: 16,
            requests_per_second: 10_000,
            duration,
            warm_up,
        };
        let cost = measure::paced(target, &load, durability)?;
        Ok([50.0, 99.0, 99.9].map(|percentile| cost.latency_micros(percentile)).to_vec())
    })
}

fn startup(_: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    Ok(vec![measure::startup(system)?.as_secs_f64() * 1e3])
}

fn memory(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    let report = measure::memory(system, bench.settings.idle_partitions)?;
    let kib = [report.idle.total_kib, report.idle.anonymous_kib, report.with_partitions.total_kib];
    Ok(kib.map(|kib| kib as f64 / 1024.0).to_vec())
}

fn recovery(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    let plan = RecoveryPlan { log_bytes: bench.settings.recovery_bytes, partitions: 4 };
    Ok(vec![measure::recovery(system, plan)?.as_secs_f64() * 1e3])
}

fn group_commits(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    let commits = usize::try_from(bench.settings.commits)?;
    with_broker(bench, system, |target, topic| {
        let plan = CommitPlan { topic, groups: 1_000, connections: 16, commits };
        let cost = measure::commits(target, &plan)?;
        Ok(vec![cost.cpu_micros_per_request(), cost.requests_per_second(), cost.latency_micros(99.0)])
    })
}

fn group_heartbeats(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    let duration = bench.settings.heartbeats_duration;
    with_broker(bench, system, |target, prefix| {
        let cost = measure::heartbeats(target, &prefix, 5_000, duration)?;
        Ok(vec![100.0 * cost.cpu.as_secs_f64() / cost.report.elapsed.as_secs_f64()])
    })
}

/// Groups have no floor.
fn with_broker(
    bench: &mut Bench,
    system: System,
    measure: impl FnOnce(measure::Target, String) -> anyhow::Result<Vec<f64>>,
) -> anyhow::Result<Vec<f64>> {
    if system == System::Floor { Ok(Vec::new()) } else { bench.with_target(system, Mode::Echo, measure) }
}

fn group_memory(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    Ok(vec![measure::memory_of_groups(system, bench.settings.groups)? as f64 / 1024.0])
}

fn group_failover(_: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    let broker = Broker::start(system)?;
    Ok(vec![measure::failover(broker.address())?.as_secs_f64() * 1e3])
}

fn group_restart(bench: &mut Bench, system: System) -> anyhow::Result<Vec<f64>> {
    let taken = measure::restart_with_offsets(system, bench.settings.groups_with_offsets, 1_000)?;
    Ok(vec![taken.as_secs_f64() * 1e3])
}
