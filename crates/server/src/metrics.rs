//! What the broker counts and measures.
//!
//! ```text
//! a request ──▶ shards: one relaxed addition, no lock, no look-up    (requests, network, waiting, partitions' counters)
//! a scrape  ──▶ scrape: sums the shards, asks image, logs and /proc ──▶ families ──▶ text
//! ```
//!
//! Names are those that dashboards and alerts for Apache Kafka know (`catalog`).

pub mod catalog;
mod families;
pub mod flushes;
pub mod histogram;
pub mod network;
mod process;
pub mod requests;
mod scrape;
pub mod shards;
pub mod waiting;
mod window;

use std::sync::Arc;

use flushes::FlushTimes;
use network::ListenerTraffic;
use replication::counters::Counter;
use requests::RequestMetrics;
pub(crate) use scrape::Scraper;
use waiting::Waiting;

/// The counters of one broker that belong to no partition.
#[derive(Debug)]
pub struct Metrics {
    pub requests: RequestMetrics,
    pub waiting: Waiting,
    pub listeners: Vec<Arc<ListenerTraffic>>,
    pub flushes: Arc<FlushTimes>,
    pub unknown_partitions: UnknownPartitions,
}

/// Partitions that were asked for and that are not here: they have no counters of their own.
#[derive(Debug, Default)]
pub struct UnknownPartitions {
    pub produce: Counter,
    pub fetch: Counter,
}

impl Metrics {
    #[must_use]
    pub fn new(listener_names: impl Iterator<Item = Arc<str>>) -> Self {
        Self {
            requests: RequestMetrics::default(),
            waiting: Waiting::default(),
            listeners: listener_names.map(|name| Arc::new(ListenerTraffic::new(name))).collect(),
            flushes: Arc::default(),
            unknown_partitions: UnknownPartitions::default(),
        }
    }

    /// The counters of a listener: to be looked up once per connection.
    #[must_use]
    pub fn listener(&self, name: &str) -> Option<&Arc<ListenerTraffic>> {
        self.listeners.iter().find(|listener| &*listener.name == name)
    }
}
