//! The commands.

mod single;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::compare::{self, Settings};
use crate::floor::{self, Mode};
use crate::server::{System, end_after, end_on_interrupt};

/// Measures Kafka-compatible brokers and what they are judged by.
#[derive(Debug, Parser)]
#[command(name = "benches")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Floor, Ottla and Apache Kafka in turn; prints a table
    Compare(Compare),
    /// Serve as the floor on a free loopback port until killed
    Floor(Floor),
    /// How long a small write takes to become durable on the disk of DATA_DIR
    Fdatasync(Fdatasync),
    /// Produce to a running broker as fast as the in-flight limit allows
    Produce(single::Produce),
    /// Fill a topic of a running broker and consume it
    Fetch(single::Fetch),
    /// Produce to a running broker at a fixed rate (open loop)
    Latency(single::Latency),
    /// Start a broker and measure until it has acknowledged a record
    Startup(single::Startup),
    /// Start a broker and measure its idle memory
    Memory(single::Memory),
    /// Fill a broker, kill -9, restart, fetch
    Recovery(single::Recovery),
}

#[derive(Debug, Args)]
struct Compare {
    /// A few minutes instead of half an hour
    #[arg(long)]
    quick: bool,
    /// Alternating pairs (full: 5, quick: 2)
    #[arg(long)]
    pairs: Option<usize>,
    /// Only rows whose key begins with one of these
    #[arg(long, value_delimiter = ',')]
    rows: Vec<String>,
    /// Who is measured
    #[arg(long, value_delimiter = ',', default_value = "floor,ottla,kafka")]
    systems: Vec<System>,
    /// Bytes of the log in the recovery row, in GiB
    #[arg(long)]
    recovery_gib: Option<u64>,
    /// Give up after so many minutes
    #[arg(long, default_value_t = 90)]
    minutes_max: u64,
}

#[derive(Debug, Args)]
struct Floor {
    mode: Mode,
    /// Where its file goes
    #[arg(long, default_value = "/tmp")]
    data_dir: PathBuf,
    /// Bytes of each answer in fetch mode
    #[arg(long, default_value_t = 1 << 20)]
    fetch_bytes: usize,
}

#[derive(Debug, Args)]
struct Fdatasync {
    #[arg(long, default_value = "/tmp")]
    data_dir: PathBuf,
    #[arg(long, default_value_t = 64 << 10)]
    bytes: usize,
    #[arg(long, default_value_t = 2_000)]
    count: u64,
}

impl Cli {
    /// Runs the command; its result goes to standard output.
    ///
    /// # Errors
    /// Whatever the command fails at.
    pub fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Compare(args) => args.run(),
            Command::Floor(args) => floor::serve(args.mode, &args.data_dir, args.fetch_bytes),
            Command::Fdatasync(args) => args.run(),
            Command::Produce(args) => args.run(),
            Command::Fetch(args) => args.run(),
            Command::Latency(args) => args.run(),
            Command::Startup(args) => args.run(),
            Command::Memory(args) => args.run(),
            Command::Recovery(args) => args.run(),
        }
    }
}

impl Compare {
    fn run(self) -> anyhow::Result<()> {
        end_on_interrupt()?;
        end_after(Duration::from_secs(60 * self.minutes_max));
        let mut settings = if self.quick { Settings::quick() } else { Settings::full() };
        settings.pairs = self.pairs.unwrap_or(settings.pairs);
        settings.recovery_bytes = self.recovery_gib.map_or(settings.recovery_bytes, |gib| gib << 30);
        settings.rows = self.rows;
        settings.systems = self.systems;
        println!("{}", compare::run(&settings)?);
        Ok(())
    }
}

impl Fdatasync {
    fn run(self) -> anyhow::Result<()> {
        let dir = tempfile::tempdir_in(&self.data_dir)?;
        let latencies = floor::measure_fdatasync(dir.path(), self.bytes, self.count)?;
        let [p50, p99, max] =
            [50.0, 99.0, 100.0].map(|percentile| latencies.value_at_percentile(percentile) as f64 / 1e3);
        println!("fdatasync after {} bytes: p50 {p50:.0} µs, p99 {p99:.0} µs, max {max:.0} µs", self.bytes);
        Ok(())
    }
}
