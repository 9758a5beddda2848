//! Start and stop of the broker.

use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use controller::{BrokerRegistration, Controller, ControllerError, ControllerOptions};
use metadata::Endpoint;
use model::BrokerId;
use replication::{Host, ReplicaManager};
use storage::fs::{Fs, RealFs};
use storage::log::LogConfig;
use storage::log_manager::{LogManager, LogManagerError, LogManagerOptions, Random};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::config_rules::KeyRules;
use super::connection_limits::connection_limits;
use super::group_coordinator::GroupCoordinator;
use super::producer_ids::ProducerIds;
use super::publisher::{BrokerPublisher, LiveConfigs};
use super::{Broker, Settings};
use crate::cli::banner::{ReadyInfo, announce_ready};
use crate::clock;
use crate::config::listeners::host_and_port;
use crate::config::{Config, DynamicBrokerConfigs, Listener, keys};
use crate::dispatch::ClientService;
use crate::fetch_session::FetchSessionCache;
use crate::http::{HttpBindError, HttpServer};
use crate::metrics::Metrics;
use crate::net::connection;
use crate::net::limits::ConnectionRegistry;
use crate::net::listener::{accept_loop, bind, resolve};

/// How long requests in flight may take at a stop before their connections are cut.
const DRAIN_MAX: Duration = Duration::from_secs(10);

/// Why the broker does not start, or does not go on.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("listener {name}: cannot listen on {address}: {source}")]
    Bind { name: Arc<str>, address: String, source: io::Error },
    #[error(transparent)]
    Http(#[from] HttpBindError),
    #[error(transparent)]
    LogDirs(#[from] LogManagerError),
    #[error(transparent)]
    Controller(#[from] ControllerError),
    #[error("the controller refuses this broker: {0}")]
    Registration(String),
    #[error("{0}")]
    Failed(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A listener whose port is taken, before connections are accepted.
struct Bound {
    name: Arc<str>,
    of_controller: bool,
    socket: StdListener,
    endpoint: Endpoint,
    address: SocketAddr,
}

/// Runs the broker until SIGTERM or SIGINT.
///
/// # Errors
/// A listener, a log directory or the metadata log cannot be used.
pub fn run(config: Config) -> Result<(), StartError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(config))
}

async fn serve(config: Config) -> Result<(), StartError> {
    let started = Instant::now();
    let config = Arc::new(config);
    let listeners = bind_all(&config).await?;
    let http = HttpServer::start(&config).await?;
    let broker = open(&config, &listeners).await?;
    let connections = TaskTracker::new();
    let ready = ready_info(&broker, &listeners, http.as_ref(), started);
    let stop = stop_signal()?;
    accept_all(&broker, listeners, &connections)?;
    tokio::spawn(Arc::clone(&broker).keep_house());
    tokio::spawn(Arc::clone(&broker.groups).run_timers());
    if let Some(http) = &http {
        http.serving(&broker);
    }
    announce_ready(&ready);
    let failure = tokio::select! {
        () = stop => None,
        reason = broker.failed() => Some(reason),
    };
    shut_down(&broker, &connections).await;
    failure.map_or(Ok(()), |reason| Err(StartError::Failed(reason)))
}

fn ready_info(
    broker: &Broker,
    listeners: &[Bound],
    http: Option<&HttpServer>,
    started: Instant,
) -> ReadyInfo {
    let every_message = broker.config.get_long(keys::LOG_FLUSH_INTERVAL_MESSAGES) == 1;
    let durability = if every_message { "acks=all is fsynced" } else { "acks=all is in the page cache" };
    ReadyInfo {
        addresses: of_broker(listeners).map(|bound| bound.address.to_string()).collect(),
        advertised: of_broker(listeners)
            .map(|bound| host_and_port(&bound.endpoint.host, bound.endpoint.port))
            .collect(),
        metrics: http.map(|http| format!("http://{}/metrics", http.address())),
        data_dir: broker.log_manager.dirs().first().map(|dir| dir.path().to_owned()).unwrap_or_default(),
        cluster_id: broker.log_manager.cluster_id().to_owned(),
        node_id: broker.node_id.0,
        durability: durability.to_owned(),
        started_in_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}

async fn bind_all(config: &Config) -> Result<Vec<Bound>, StartError> {
    let backlog = config.get_int(keys::SOCKET_LISTEN_BACKLOG_SIZE);
    let advertised = config.advertised_listeners();
    let mut bound = Vec::new();
    for listener in config.broker_listeners().into_iter().chain(config.controller_listeners()) {
        let failed = |source| StartError::Bind {
            name: Arc::from(&*listener.name),
            address: listener.address(),
            source,
        };
        let told = advertised.iter().find(|other| other.name == listener.name).unwrap_or(&listener);
        let address = resolve(&listener.host, listener.port).await.map_err(failed)?;
        let socket = bind(address, backlog).map_err(failed)?;
        let address = socket.local_addr().map_err(failed)?;
        bound.push(Bound {
            endpoint: endpoint(told, address),
            of_controller: config.is_controller_listener(&listener.name),
            name: Arc::from(&*listener.name),
            socket,
            address,
        });
    }
    Ok(bound)
}

fn of_broker(listeners: &[Bound]) -> impl Iterator<Item = &Bound> {
    listeners.iter().filter(|bound| !bound.of_controller)
}

/// What clients are told: the advertised address, with a port of 0 resolved.
fn endpoint(told: &Listener, address: SocketAddr) -> Endpoint {
    Endpoint {
        listener_name: Arc::from(&*told.name),
        host: Arc::from(if told.host.is_empty() { "localhost" } else { &told.host }),
        port: if told.port == 0 { address.port() } else { told.port },
        security_protocol: told.protocol.id(),
    }
}

async fn open(config: &Arc<Config>, listeners: &[Bound]) -> Result<Arc<Broker>, StartError> {
    let metrics = Arc::new(Metrics::new(listeners.iter().map(|bound| Arc::clone(&bound.name))));
    let fs: Arc<dyn Fs> = Arc::new(RealFs::observed(Arc::clone(&metrics.flushes) as _));
    let node_id = BrokerId(config.node_id());
    let log_manager = Arc::new(LogManager::open(
        Arc::clone(&fs),
        LogManagerOptions {
            log_dirs: config.log_dirs(),
            metadata_log_dir: Some(config.metadata_log_dir()),
            node_id,
            cluster_id: None,
            random: &mut ThreadRandom,
        },
    )?);
    let live = Arc::new(LiveConfigs::new(Arc::clone(config)));
    let host = Host { node_id, log_manager: Arc::clone(&log_manager), configs: Arc::clone(&live) as _ };
    let replicas = Arc::new(ReplicaManager::new(Arc::new(host)));
    let connections = ConnectionRegistry::new(connection_limits(config, &DynamicBrokerConfigs::default()));
    let groups =
        Arc::new(GroupCoordinator::new(config, node_id, Arc::clone(&replicas), Arc::clone(&log_manager)));
    let publisher = Arc::new(BrokerPublisher {
        connections: Arc::clone(&connections),
        live: Arc::clone(&live),
        replicas: Arc::clone(&replicas),
        log_manager: Arc::clone(&log_manager),
        groups: Arc::clone(&groups),
        is_loaded: AtomicBool::new(false),
        delete_delay: Duration::from_millis(
            u64::try_from(config.get_long(keys::LOG_SEGMENT_DELETE_DELAY_MS)).unwrap_or(0),
        ),
    });
    let options = controller_options(config, &fs, &log_manager);
    let controller = Controller::start(options, publisher).await?;
    let registration = BrokerRegistration {
        id: node_id,
        incarnation_id: random_id(),
        endpoints: of_broker(listeners).map(|bound| bound.endpoint.clone()).collect(),
        rack: config.get_optional_str(keys::BROKER_RACK).map(Arc::from),
        log_dirs: log_manager.dirs().iter().filter(|dir| !dir.is_offline()).map(|dir| dir.id()).collect(),
    };
    let registered = controller.register_broker(registration).await;
    let broker_epoch = registered.map_err(|error| StartError::Registration(error.to_string()))?;
    recover_in_background(config, &replicas, &log_manager);
    groups.elect(&live.image());
    let slots = usize::try_from(config.get_int(keys::MAX_INCREMENTAL_FETCH_SESSION_CACHE_SLOTS)).unwrap_or(0);
    Ok(Arc::new(Broker {
        node_id,
        broker_epoch,
        settings: Settings::of(config),
        config: Arc::clone(config),
        live,
        log_manager,
        replicas,
        controller,
        connections,
        groups,
        fetch_sessions: FetchSessionCache::new(slots),
        metrics,
        producer_ids: ProducerIds::default(),
        refilling: Semaphore::new(1),
        shutdown: CancellationToken::new(),
        failure: watch::Sender::default(),
    }))
}

fn controller_options(config: &Arc<Config>, fs: &Arc<dyn Fs>, log_manager: &LogManager) -> ControllerOptions {
    ControllerOptions {
        node_id: BrokerId(config.node_id()),
        cluster_id: log_manager.cluster_id().to_owned(),
        directory_id: log_manager.metadata_dir().map_or(model::Uuid::ZERO, |dir| dir.id()),
        metadata_log_dir: config.metadata_log_dir(),
        fs: Arc::clone(fs),
        clock: clock::now,
        num_partitions: config.get_int(keys::NUM_PARTITIONS),
        default_replication_factor: i16::try_from(config.get_int(keys::DEFAULT_REPLICATION_FACTOR))
            .unwrap_or(1),
        random: rand::random,
        config_rules: Arc::new(KeyRules { config: Arc::clone(config) }),
    }
}

/// After an unclean stop every log with files is opened, and so recovered, before somebody asks for it; who asks
/// meanwhile waits for the one log alone.
fn recover_in_background(config: &Config, replicas: &Arc<ReplicaManager>, log_manager: &Arc<LogManager>) {
    if log_manager.dirs().iter().all(|dir| dir.is_offline() || dir.was_clean()) {
        return;
    }
    let threads = usize::try_from(config.get_int(keys::NUM_RECOVERY_THREADS_PER_DATA_DIR)).unwrap_or(1);
    let (replicas, log_manager) = (Arc::clone(replicas), Arc::clone(log_manager));
    tokio::task::spawn_blocking(move || {
        let known = |id: &model::TopicPartition| {
            let topic = replicas.topic(&id.topic)?;
            topic.partition(id.partition)?;
            Some((topic.id, LogConfig::clone(&topic.config())))
        };
        let reports = log_manager.recover(threads, &known, clock::now());
        let bytes_checked: u64 = reports.iter().map(|(_, report)| report.bytes_checked).sum();
        let bytes_cut: u64 = reports.iter().map(|(_, report)| report.bytes_cut).sum();
        tracing::info!(logs = reports.len(), bytes_checked, bytes_cut, "logs recovered");
    });
}

fn accept_all(
    broker: &Arc<Broker>,
    listeners: Vec<Bound>,
    connections: &TaskTracker,
) -> Result<(), StartError> {
    let registry = Arc::clone(&broker.connections);
    tokio::spawn(Arc::clone(&registry).reap());
    for bound in listeners {
        let listener = TcpListener::from_std(bound.socket)?;
        let (broker, connections, registry) =
            (Arc::clone(broker), connections.clone(), Arc::clone(&registry));
        let shutdown = broker.shutdown.clone();
        let accept = accept_loop(listener, registry, move |stream, peer, slot| {
            let service = ClientService::new(Arc::clone(&broker), Arc::clone(&bound.name), peer.ip());
            connections.spawn(connection::serve(stream, peer, slot, broker.shutdown.clone(), service));
        });
        tokio::spawn(async move {
            tokio::select! {
                () = accept => {}
                () = shutdown.cancelled() => {}
            }
        });
    }
    Ok(())
}

/// Resolves at SIGTERM or SIGINT.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

async fn shut_down(broker: &Arc<Broker>, connections: &TaskTracker) {
    tracing::info!("stopping");
    broker.shutdown.cancel();
    broker.groups.stop();
    connections.close();
    if tokio::time::timeout(DRAIN_MAX, connections.wait()).await.is_err() {
        tracing::warn!(connections = connections.len(), "connections cut with requests in flight");
    }
    let (log_manager, broker_epoch) = (Arc::clone(&broker.log_manager), broker.broker_epoch.0);
    if let Err(error) = tokio::task::spawn_blocking(move || log_manager.close(broker_epoch)).await {
        tracing::error!(%error, "logs not closed cleanly");
    }
    broker.controller.shutdown().await;
    tracing::info!("stopped");
}

#[derive(Debug)]
struct ThreadRandom;

impl Random for ThreadRandom {
    fn next_u128(&mut self) -> u128 {
        rand::random()
    }
}

fn random_id() -> model::Uuid {
    loop {
        if let Some(id) = model::Uuid::from_random(rand::random()) {
            return id;
        }
    }
}
