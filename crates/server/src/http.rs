//! The HTTP listener of `ottla.metrics.listener`: metrics for Prometheus, health for supervisors and people.
//!
//! It opens before the logs are recovered, so that `/livez` and `/readyz` answer from the first moment on.

mod accept;
mod health;
mod routes;

use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::{Arc, OnceLock};

use tokio::net::TcpListener;

use crate::broker::Broker;
use crate::cli::port_holder;
use crate::config::listeners::host_and_port;
use crate::config::{Config, Origin, keys};
use crate::metrics::Scraper;
use crate::net::listener::{bind, resolve};

/// Pending connections in the kernel.
const BACKLOG: i32 = 64;

/// The listener, once it is open.
#[derive(Debug)]
pub struct HttpServer {
    address: SocketAddr,
    state: Arc<HttpState>,
}

/// What the handlers of requests know.
#[derive(Debug, Default)]
pub(crate) struct HttpState {
    /// Set when the broker serves.
    broker: OnceLock<Arc<Broker>>,
    scraper: Scraper,
}

/// The address that was asked for cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot listen on {address}: {source}", keys::OTTLA_METRICS_LISTENER)]
pub struct HttpBindError {
    pub address: String,
    pub source: io::Error,
}

impl HttpServer {
    /// Listens and serves from here on; `None` if that is switched off. A default address that is not to be had is
    /// a warning: another broker on a laptop is no reason not to start.
    ///
    /// # Errors
    /// The address was set by somebody, and cannot be listened on.
    pub async fn start(config: &Config) -> Result<Option<Self>, HttpBindError> {
        let Some((host, port)) = config.metrics_listener() else { return Ok(None) };
        let address = host_and_port(&host, port);
        match open(&host, port).await {
            Ok((socket, address)) => {
                let state = Arc::new(HttpState::default());
                tokio::spawn(accept::accept_loop(socket, routes::router(Arc::clone(&state))));
                Ok(Some(Self { address, state }))
            }
            Err(source) if *config.origin(keys::OTTLA_METRICS_LISTENER) == Origin::Default => {
                let holder =
                    port_holder::find(port).map(|holder| format!(" by {holder}")).unwrap_or_default();
                let key = keys::OTTLA_METRICS_LISTENER;
                tracing::warn!(
                    "no metrics: {address} cannot be listened on{holder}: {source}; --override {key}=localhost:0 takes \
                     a free port, --override {key}= none"
                );
                Ok(None)
            }
            Err(source) => Err(HttpBindError { address, source }),
        }
    }

    /// As bound.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From here on the broker is what is told of.
    pub fn serving(&self, broker: &Arc<Broker>) {
        let is_first = self.state.broker.set(Arc::clone(broker)).is_ok();
        assert!(is_first, "one broker for one listener");
    }
}

async fn open(host: &str, port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let socket: StdListener = bind(resolve(host, port).await?, BACKLOG)?;
    let address = socket.local_addr()?;
    Ok((TcpListener::from_std(socket)?, address))
}
