//! The broker as a whole: what it owns, how it starts, how it stops.
//!
//! ```text
//! start   listeners bound ─▶ log directories locked ─▶ controller replays the metadata ─▶ broker registered
//!         ─▶ connections accepted ─▶ ready
//! stop    no more connections ─▶ requests in flight answered ─▶ logs closed and marked clean ─▶ controller stopped
//! ```

mod config_rules;
mod connection_limits;
pub mod group_coordinator;
mod log_dirs;
pub mod producer_ids;
pub mod publisher;
mod start;
pub mod topics;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use controller::{Controller, NewTopic};
use metadata::MetadataImage;
use model::{ApiError, BrokerEpoch, BrokerId, ErrorCode};
use replication::ReplicaManager;
use storage::log_manager::LogManager;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::config::{Config, keys};
use crate::fetch_session::FetchSessionCache;
use crate::metrics::Metrics;
use crate::net::limits::ConnectionRegistry;
use group_coordinator::GroupCoordinator;
use log_dirs::LogDirWatch;
use producer_ids::ProducerIds;
use publisher::LiveConfigs;
pub use start::{StartError, run};

/// One broker. Shared by all connections.
#[derive(Debug)]
pub struct Broker {
    pub node_id: BrokerId,
    pub broker_epoch: BrokerEpoch,
    pub config: Arc<Config>,
    pub settings: Settings,
    pub live: Arc<LiveConfigs>,
    pub log_manager: Arc<LogManager>,
    pub replicas: Arc<ReplicaManager>,
    pub controller: Arc<Controller>,
    pub connections: Arc<ConnectionRegistry>,
    pub groups: Arc<GroupCoordinator>,
    pub fetch_sessions: FetchSessionCache,
    pub metrics: Arc<Metrics>,
    pub producer_ids: ProducerIds,
    /// Held while a new block of producer ids is asked for.
    refilling: Semaphore,
    pub shutdown: CancellationToken,
    /// Why the broker must stop although nobody told it to.
    failure: watch::Sender<Option<String>>,
}

/// Configuration that is read with every request, looked up once.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// `socket.request.max.bytes`
    pub request_bytes_max: usize,
    /// `fetch.max.bytes`
    pub fetch_max_bytes: usize,
    /// `auto.create.topics.enable`
    pub auto_create_topics: bool,
}

impl Settings {
    fn of(config: &Config) -> Self {
        let bytes = |key: &'static str| usize::try_from(config.get_int(key)).unwrap_or(0);
        Self {
            request_bytes_max: bytes(keys::SOCKET_REQUEST_MAX_BYTES),
            fetch_max_bytes: bytes(keys::FETCH_MAX_BYTES),
            auto_create_topics: config.get_bool(keys::AUTO_CREATE_TOPICS_ENABLE),
        }
    }
}

impl Broker {
    /// The metadata that this broker knows of now.
    #[must_use]
    pub fn image(&self) -> Arc<MetadataImage> {
        self.live.image()
    }

    /// Creates topics that a client asked for by name, with the broker's defaults. Gives the errors by name; a topic
    /// that another request created meanwhile is none.
    pub async fn create_missing_topics(&self, names: BTreeSet<Arc<str>>) -> HashMap<Arc<str>, ErrorCode> {
        let topics: Vec<NewTopic> =
            names.iter().map(|name| NewTopic::with_defaults(Arc::clone(name))).collect();
        let created = self.controller.create_topics(topics, false).await;
        let failed =
            names.into_iter().zip(created).filter_map(|(name, result)| Some((name, result.err()?.code)));
        failed.filter(|(_, error)| *error != ErrorCode::TopicAlreadyExists).collect()
    }

    /// A producer id that nobody else has.
    ///
    /// # Errors
    /// The controller gives no new block.
    pub async fn next_producer_id(&self) -> Result<i64, ApiError> {
        let _one_at_a_time = self.refilling.acquire().await;
        loop {
            if let Some(id) = self.producer_ids.next_of_block() {
                return Ok(id);
            }
            let first = self.controller.allocate_producer_ids(self.node_id, self.broker_epoch).await?;
            self.producer_ids.refill(first);
        }
    }

    /// Stops the broker. Later reasons than the first do not count.
    fn fail(&self, reason: String) {
        self.failure.send_if_modified(|failure| {
            let is_first = failure.is_none();
            failure.get_or_insert(reason);
            is_first
        });
    }

    /// Returns when the broker cannot go on, with the reason.
    async fn failed(&self) -> String {
        let mut failure = self.failure.subscribe();
        let failed = failure.wait_for(Option::is_some).await.ok().and_then(|reason| reason.clone());
        failed.unwrap_or_default()
    }

    /// Flushes what nobody waited for, writes the checkpoints, and forgets producers that write no more, until the broker
    /// stops.
    async fn keep_house(self: Arc<Self>) {
        const TICK: Duration = Duration::from_secs(1);
        const TICKS_PER_CHECKPOINT: u32 = 5;
        let expiration_check_ms = self.config.get_int(keys::PRODUCER_ID_EXPIRATION_CHECK_INTERVAL_MS);
        let ticks_per_expiration_check = expiration_check_ms.unsigned_abs().div_ceil(1000).max(1);
        let mut log_dirs = LogDirWatch::default();
        for tick in 1u32.. {
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                () = self.shutdown.cancelled() => return,
            }
            self.replicas.flush_leftovers();
            if tick.is_multiple_of(TICKS_PER_CHECKPOINT) {
                let log_manager = Arc::clone(&self.log_manager);
                // A failure takes the directory offline, which is logged where it happens.
                drop(tokio::task::spawn_blocking(move || log_manager.write_checkpoints()).await);
            }
            self.look_after_log_dirs(&mut log_dirs).await;
            if tick.is_multiple_of(ticks_per_expiration_check) {
                let log_manager = Arc::clone(&self.log_manager);
                // It takes the lock of each log in turn.
                let remove = move || log_manager.remove_expired_producers(clock::now());
                drop(tokio::task::spawn_blocking(remove).await);
            }
        }
    }
}
