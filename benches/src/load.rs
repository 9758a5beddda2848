//! The load: what a client does to a server, and what it saw of it.

pub mod fetch;
pub mod paced;
pub mod produce;

use std::time::Duration;

use anyhow::Context as _;
use hdrhistogram::Histogram;

/// Latencies in nanoseconds, three significant digits.
pub type Latencies = Histogram<u64>;

/// An empty histogram.
///
/// # Errors
/// None in practice: the precision is a valid one.
pub fn latencies() -> anyhow::Result<Latencies> {
    Histogram::new(3).context("histogram")
}

/// Adds one latency; one that does not fit counts as the highest that does.
pub fn record(latencies: &mut Latencies, latency: Duration) {
    latencies.saturating_record(u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX));
}

/// Who answers: the floor program's responses have a correlation id and nothing else to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    Kafka,
    Floor,
}

/// What one load run amounts to.
#[derive(Debug)]
pub struct Report {
    pub requests: u64,
    /// Bytes of record batches.
    pub bytes: u64,
    pub elapsed: Duration,
    pub latencies: Latencies,
}

/// Waits for all threads and puts their reports together; `elapsed` is set by the caller.
fn join(threads: Vec<std::thread::JoinHandle<anyhow::Result<Report>>>) -> anyhow::Result<Report> {
    let mut sum = Report { requests: 0, bytes: 0, elapsed: Duration::ZERO, latencies: latencies()? };
    for thread in threads {
        let report = thread.join().map_err(|_| anyhow::anyhow!("a client thread panicked"))??;
        sum.requests += report.requests;
        sum.bytes += report.bytes;
        sum.latencies.add(&report.latencies).context("histogram")?;
    }
    Ok(sum)
}
