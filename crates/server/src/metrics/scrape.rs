//! One scrape: everything is asked and summed, then written as text. Never on a thread that serves clients.

mod cluster;
mod groups;
mod process;
mod requests;
mod topics;

use std::collections::HashMap;
use std::time::Duration;

use model::{Millis, TopicPartition};
use parking_lot::Mutex;
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::catalog;
use super::families::Families;
use super::requests::RequestKind;
use super::window::Window;
use crate::broker::Broker;

/// Kafka's numbers for the state of a broker.
const STARTING: i32 = 1;
const RUNNING: i32 = 3;
const STOPPING: i32 = 7;

/// Remembers what one scrape needs of those before it.
#[derive(Debug, Default)]
pub(crate) struct Scraper {
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    request_times: HashMap<RequestKind, Window>,
    flush_times: Window,
    /// When the workers were looked at, and how long they had been busy by then, all together.
    busy: Option<(Instant, Duration)>,
    /// Sizes of logs that are not open, and so do not change.
    closed_sizes: HashMap<TopicPartition, u64>,
    timestamps: groups::Timestamps,
    took: Duration,
}

impl Scraper {
    /// Prometheus' text of all metrics; before the broker serves, of what there is then. `runtime` runs the workers.
    /// Reads files.
    pub(crate) fn scrape(&self, broker: Option<&Broker>, runtime: &Handle, now: Millis) -> String {
        let mut memory = self.memory.lock();
        let started = Instant::now();
        let mut families = Families::new();
        families.set(catalog::BUILD_INFO, &[env!("CARGO_PKG_VERSION")], 1);
        families.set(catalog::BROKER_STATE, &[], state(broker));
        if let Some(broker) = broker {
            requests::collect(broker, &mut memory, now, &mut families);
            topics::collect(broker, &mut memory, &mut families);
            cluster::collect(broker, &mut families);
            groups::collect(broker, &mut memory, now, &mut families);
        }
        process::collect(runtime, &mut memory, &mut families);
        families.set(catalog::SCRAPE_SECONDS, &[], memory.took.as_secs_f64());
        let text = families.encode();
        memory.took = started.elapsed();
        text
    }
}

fn state(broker: Option<&Broker>) -> i32 {
    match broker {
        None => STARTING,
        Some(broker) if broker.shutdown.is_cancelled() => STOPPING,
        Some(_) => RUNNING,
    }
}
