//! Gives each measurement the server that it runs against.

use std::time::Duration;

use anyhow::Context as _;

use super::Settings;
use crate::admin::{self, Durability};
use crate::batch::BatchShape;
use crate::floor::Mode;
use crate::load::Peer;
use crate::measure::{self, FetchPlan, ProducePlan, Target};
use crate::server::{FloorServer, KafkaServer, OttlaServer, System};

/// Until the files of a deleted topic are gone, in a broker that goes on running.
const DELETED_WITHIN: Duration = Duration::from_secs(2);

/// Floor and Ottla are started anew for each measurement, on an empty directory. Apache Kafka needs gigabytes until its
/// code is compiled, so one instance is warmed and kept; its topics are deleted after each measurement.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) settings: Settings,
    kafka: Option<KafkaServer>,
    runs: u32,
}

impl Bench {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings, kafka: None, runs: 0 }
    }

    pub(super) fn stop_kafka(&mut self) {
        self.kafka = None;
    }

    /// Runs `measure` with a target and a topic name that is new to it.
    pub(super) fn with_target<T>(
        &mut self,
        system: System,
        floor: Mode,
        measure: impl FnOnce(Target, String) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.runs += 1;
        let topic = format!("bench-{}", self.runs);
        match system {
            System::Floor => {
                let server = FloorServer::start(floor)?;
                measure(Target { address: server.address(), pid: server.pid(), peer: Peer::Floor }, topic)
            }
            System::Ottla => {
                let server = OttlaServer::start()?;
                measure(Target { address: server.address(), pid: server.pid(), peer: Peer::Kafka }, topic)
            }
            System::Kafka => {
                let target = self.warm_kafka()?;
                let result = measure(target, topic.clone());
                delete(target, &topic);
                result
            }
        }
    }

    fn warm_kafka(&mut self) -> anyhow::Result<Target> {
        if let Some(server) = &self.kafka {
            return Ok(target(server));
        }
        let server = KafkaServer::start()?;
        warm_up(target(&server), self.settings.kafka_warm_up_bytes).context("warming up Apache Kafka")?;
        Ok(target(self.kafka.insert(server)))
    }
}

fn target(server: &KafkaServer) -> Target {
    Target { address: server.address(), pid: server.pid(), peer: Peer::Kafka }
}

/// A topic that was never created, because the measurement failed early, is no matter.
fn delete(target: Target, topic: &str) {
    admin::delete_topic(target.address, topic).ok();
    std::thread::sleep(DELETED_WITHIN);
}

/// Large and small requests and fetches, a quarter of the bytes at a time so that the disk does not fill.
fn warm_up(target: Target, bytes: u64) -> anyhow::Result<()> {
    eprintln!("warming up Apache Kafka with {} GiB", bytes >> 30);
    let shape = BatchShape { record_bytes: 1024, batch_bytes: 64 << 10 };
    for round in 0..4 {
        let topic = format!("warm-up-{round}");
        let plan = FetchPlan {
            topic: topic.clone(),
            shape,
            log_bytes: bytes / 4,
            fetch_bytes: 1 << 20,
            connections: 1,
            bytes: bytes / 4,
        };
        measure::fetch(target, &plan)?;
        delete(target, &topic);
    }
    let topic = "warm-up-small".to_owned();
    let plan = ProducePlan {
        topic: topic.clone(),
        partitions: 4,
        durability: Durability::PageCache,
        acks: 1,
        shape: BatchShape::single(1024),
        connections: 16,
        in_flight: 1,
        requests: (bytes >> 30) * 20_000,
    };
    measure::produce(target, &plan)?;
    delete(target, &topic);
    Ok(())
}
