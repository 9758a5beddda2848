//! The load: what a client does to a server, and what it saw of it.

pub mod fetch;
pub mod paced;
pub mod produce;

use std::time::Duration;

use anyhow::Context as _;
use hdrhistogram::Histogram;

/// Latencies in nanoseconds, three significant digits.
pub type Latencies = Histogram<u64>;

/// A longer latency counts as this one, in nanoseconds.
const LATENCY_MAX_NS: u64 = 120_000_000_000;

/// An empty histogram.
///
/// # Errors
/// None in practice: bounds and precision are valid.
pub fn latencies() -> anyhow::Result<Latencies> {
    Histogram::new_with_max(LATENCY_MAX_NS, 3).context("histogram")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_that_does_not_fit_counts_as_the_highest() {
        let mut latencies = latencies().unwrap();
        record(&mut latencies, Duration::from_micros(150));
        assert_eq!(latencies.max() / 1000, 150);
        record(&mut latencies, Duration::from_secs(1_000));
        assert!(latencies.max() >= LATENCY_MAX_NS);
    }
}
