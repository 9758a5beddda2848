//! Connections of the HTTP listener: few, and each with limits of time.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// Connections at once: scrapers and probes, not users. More wait in the kernel.
const CONNECTIONS_MAX: usize = 64;
/// A request's head must have come within this time, also on a connection that is kept.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// A connection with a request that is answered more slowly than this is cut.
const CONNECTION_MAX: Duration = Duration::from_secs(600);
/// Pause after a failed accept (out of descriptors), so that the loop does not spin.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(100);

/// Serves for as long as the process runs.
pub(super) async fn accept_loop(listener: TcpListener, router: Router) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let router = router.clone();
                tokio::spawn(async move {
                    serve(stream, router).await;
                    drop(slot);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "accept of the HTTP listener failed");
                tokio::time::sleep(ACCEPT_BACKOFF).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, router: Router) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    match tokio::time::timeout(CONNECTION_MAX, connection).await {
        Ok(Ok(())) | Err(_) => {}
        Ok(Err(error)) => tracing::debug!(%error, "HTTP connection ended"),
    }
}
