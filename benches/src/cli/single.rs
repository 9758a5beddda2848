//! One measurement at a time, of a broker that runs already or is started for it.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;

use crate::admin::Durability;
use crate::batch::BatchShape;
use crate::clock;
use crate::load::Peer;
use crate::load::paced::PacedLoad;
use crate::measure::{self, Cost, FetchPlan, ProducePlan, RecoveryPlan, Target};
use crate::server::{System, end_after, end_on_interrupt};

/// No single measurement may take longer.
const LIMIT: Duration = Duration::from_secs(1_800);

#[derive(Debug, Args)]
struct BrokerArgs {
    /// host:port of the broker, or of a floor with `--floor`
    #[arg(long)]
    broker: SocketAddr,
    /// Its process id, for CPU time and memory
    #[arg(long)]
    pid: u32,
    /// The server is a floor
    #[arg(long)]
    floor: bool,
}

#[derive(Debug, Args)]
struct LoadArgs {
    /// 0, 1 or -1 (all)
    #[arg(long, default_value_t = 1, allow_hyphen_values = true)]
    acks: i16,
    /// The topic acknowledges acks=all from the disk (flush.messages=1)
    #[arg(long)]
    durable: bool,
    #[arg(long, default_value_t = 1)]
    partitions: i32,
    #[arg(long, default_value_t = 1)]
    connections: u32,
    /// Bytes of a record's value
    #[arg(long, default_value_t = 1024)]
    record_bytes: usize,
    /// Bytes of a batch, one batch a request; 0 for one record
    #[arg(long, default_value_t = 64 << 10)]
    batch_bytes: usize,
}

#[derive(Debug, Args)]
pub(super) struct Produce {
    #[command(flatten)]
    broker: BrokerArgs,
    #[command(flatten)]
    load: LoadArgs,
    /// Unanswered requests of each connection
    #[arg(long, default_value_t = 8)]
    in_flight: usize,
    #[arg(long, default_value_t = 16_384)]
    requests: u64,
}

#[derive(Debug, Args)]
pub(super) struct Fetch {
    #[command(flatten)]
    broker: BrokerArgs,
    #[arg(long, default_value_t = 1)]
    connections: u32,
    #[arg(long, default_value_t = 1024)]
    record_bytes: usize,
    #[arg(long, default_value_t = 64 << 10)]
    batch_bytes: usize,
    /// Bytes of each fetch
    #[arg(long, default_value_t = 1 << 20)]
    fetch_bytes: i32,
    /// MiB in the topic
    #[arg(long, default_value_t = 512)]
    log_mib: u64,
    /// MiB to fetch, over and over
    #[arg(long, default_value_t = 4096)]
    mib: u64,
}

#[derive(Debug, Args)]
pub(super) struct Latency {
    #[command(flatten)]
    broker: BrokerArgs,
    #[command(flatten)]
    load: LoadArgs,
    /// Requests per second, all connections together
    #[arg(long, default_value_t = 10_000)]
    rate: u64,
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

#[derive(Debug, Args)]
pub(super) struct Startup {
    #[arg(long, default_value = "ottla")]
    system: System,
    #[arg(long, default_value_t = 5)]
    count: usize,
}

#[derive(Debug, Args)]
pub(super) struct Memory {
    #[arg(long, default_value = "ottla")]
    system: System,
    #[arg(long, default_value_t = 10_000)]
    partitions: i32,
}

#[derive(Debug, Args)]
pub(super) struct Recovery {
    #[arg(long, default_value = "ottla")]
    system: System,
    #[arg(long, default_value_t = 1)]
    gib: u64,
    #[arg(long, default_value_t = 4)]
    partitions: i32,
}

impl BrokerArgs {
    fn target(&self) -> Target {
        let peer = if self.floor { Peer::Floor } else { Peer::Kafka };
        Target { address: self.broker, pid: self.pid, peer }
    }
}

impl LoadArgs {
    fn shape(&self) -> BatchShape {
        BatchShape { record_bytes: self.record_bytes, batch_bytes: self.batch_bytes }
    }

    fn durability(&self) -> Durability {
        if self.durable { Durability::Flushed } else { Durability::PageCache }
    }
}

/// A name of its own for every run, so that a broker can be measured again without a restart.
fn topic() -> String {
    format!("bench-{}", clock::unix_ms())
}

impl Produce {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let plan = ProducePlan {
            topic: topic(),
            partitions: self.load.partitions,
            durability: self.load.durability(),
            acks: self.load.acks,
            shape: self.load.shape(),
            connections: self.load.connections,
            in_flight: self.in_flight,
            requests: self.requests,
        };
        print(&measure::produce(self.broker.target(), &plan)?, &self.broker)
    }
}

impl Fetch {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let plan = FetchPlan {
            topic: topic(),
            shape: BatchShape { record_bytes: self.record_bytes, batch_bytes: self.batch_bytes },
            log_bytes: self.log_mib << 20,
            fetch_bytes: self.fetch_bytes,
            connections: self.connections,
            bytes: self.mib << 20,
        };
        print(&measure::fetch(self.broker.target(), &plan)?, &self.broker)
    }
}

impl Latency {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let target = self.broker.target();
        let load = PacedLoad {
            address: target.address,
            peer: target.peer,
            topic: topic(),
            partitions: self.load.partitions,
            acks: self.load.acks,
            shape: self.load.shape(),
            connections: self.load.connections,
            requests_per_second: self.rate,
            duration: Duration::from_secs(self.seconds),
            warm_up: Duration::from_secs(1),
        };
        print(&measure::paced(target, &load, self.load.durability())?, &self.broker)
    }
}

impl Startup {
    pub(super) fn run(self) -> anyhow::Result<()> {
        end_on_interrupt()?;
        end_after(LIMIT);
        for _ in 0..self.count {
            let took = measure::startup(self.system)?;
            println!("{}: {:.1} ms from exec to the first acknowledged produce", self.system, millis(took));
        }
        Ok(())
    }
}

impl Memory {
    pub(super) fn run(self) -> anyhow::Result<()> {
        end_on_interrupt()?;
        end_after(LIMIT);
        let report = measure::memory(self.system, self.partitions)?;
        println!("{} idle: {:?}", self.system, report.idle);
        println!("with {} idle partitions: {:?}", self.partitions, report.with_partitions);
        Ok(())
    }
}

impl Recovery {
    pub(super) fn run(self) -> anyhow::Result<()> {
        end_on_interrupt()?;
        end_after(LIMIT);
        let plan = RecoveryPlan { log_bytes: self.gib << 30, partitions: self.partitions };
        let took = measure::recovery(self.system, plan)?;
        println!("{}: {:.1} ms from exec to the fetch of the last batch", self.system, millis(took));
        Ok(())
    }
}

fn print(cost: &Cost, broker: &BrokerArgs) -> anyhow::Result<()> {
    let [p50, p99, p999, max] = [50.0, 99.0, 99.9, 100.0].map(|percentile| cost.latency_micros(percentile));
    println!(
        "{} requests, {} bytes in {:.2} s: {:.0} requests/s, {:.0} MiB/s",
        cost.report.requests,
        cost.report.bytes,
        cost.report.elapsed.as_secs_f64(),
        cost.requests_per_second(),
        cost.mib_per_second()
    );
    println!(
        "server CPU {:.2} s: {:.3} s/GiB, {:.1} µs/request; {:?}",
        cost.cpu.as_secs_f64(),
        cost.cpu_seconds_per_gib(),
        cost.cpu_micros_per_request(),
        crate::proc_stat::memory(broker.pid)?
    );
    println!("latency p50 {p50:.0} µs, p99 {p99:.0} µs, p99.9 {p999:.0} µs, max {max:.0} µs");
    Ok(())
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
