//! The broker that a client test talks to: Ottla, or Apache Kafka to find out whether the test itself is right.
//!
//! `SUBJECT` chooses: unset means Ottla, `kafka` an Apache Kafka started for each test, `HOST:PORT` one that runs.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::broker_process::BrokerProcess;
use crate::oracle::Oracle;
use crate::tool::Tool;

/// A broker under test, stopped when dropped (unless it ran before).
#[derive(Debug)]
pub enum Subject {
    Ottla(BrokerProcess),
    Kafka(Oracle),
    Running(String),
}

impl Subject {
    /// A broker with default configuration.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// A broker with `overrides` (`key=value`).
    #[must_use]
    pub fn start_with(overrides: &[&str]) -> Self {
        match std::env::var("SUBJECT").ok().as_deref() {
            None | Some("" | "ottla") => Self::Ottla(BrokerProcess::start(overrides)),
            Some("kafka") => Self::Kafka(Oracle::start(overrides)),
            Some(address) => Self::Running(address.to_owned()),
        }
    }

    /// HOST:PORT, as clients take it.
    #[must_use]
    pub fn bootstrap(&self) -> String {
        match self {
            Self::Ottla(broker) => broker.address().to_string(),
            Self::Kafka(oracle) => oracle.address().to_string(),
            Self::Running(address) => address.clone(),
        }
    }

    /// The directory of its partitions; nothing is known of that of a broker that ran before.
    #[must_use]
    pub fn log_dir(&self) -> Option<PathBuf> {
        match self {
            Self::Ottla(broker) => Some(broker.data_dir().to_path_buf()),
            Self::Kafka(oracle) => Some(oracle.log_dir()),
            Self::Running(_) => None,
        }
    }

    /// Creates a topic whose name starts with `name` and is not in use, and returns the name.
    #[must_use]
    pub fn create_topic(&self, name: &str, partitions: u32, configs: &[&str]) -> String {
        let name = unique(name);
        self.create_topic_named(&name, partitions, configs);
        name
    }

    pub fn create_topic_named(&self, name: &str, partitions: u32, configs: &[&str]) {
        let partitions = partitions.to_string();
        let call = Tool::python("admin.py").args([&self.bootstrap(), "create", name, &partitions]);
        call.args(configs).succeeds();
    }

    /// kill -9.
    pub fn kill(&mut self) {
        match self {
            Self::Ottla(broker) => broker.kill(),
            Self::Kafka(oracle) => oracle.kill(),
            Self::Running(address) => panic!("{address} is not ours to kill"),
        }
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(&mut self) {
        match self {
            Self::Ottla(broker) => broker.stop(),
            Self::Kafka(oracle) => oracle.stop(),
            Self::Running(address) => panic!("{address} is not ours to stop"),
        }
    }

    /// A start on the same files and port, after [`Subject::stop`] or [`Subject::kill`].
    #[must_use]
    pub fn restart(self) -> Self {
        match self {
            Self::Ottla(broker) => Self::Ottla(broker.restart()),
            Self::Kafka(oracle) => {
                oracle.restart();
                Self::Kafka(oracle)
            }
            Self::Running(address) => panic!("{address} is not ours to start"),
        }
    }
}

/// A name that no other test of this run uses, also against a broker that several share.
#[must_use]
pub fn unique(name: &str) -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("{name}-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
