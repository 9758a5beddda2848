//! Accepts connections on one listener.

use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream, lookup_host};
use tracing::{debug, warn};

use super::limits::{ConnectionRegistry, ConnectionSlot};

/// Pause after a failed accept (out of descriptors), so that the loop does not spin.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(100);

/// Binds `address` and starts to queue connections; they are accepted by [`accept_loop`].
///
/// # Errors
/// As the operating system gives it, `AddrInUse` above all.
pub fn bind(address: SocketAddr, backlog: i32) -> io::Result<StdListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(backlog)?;
    Ok(socket.into())
}

/// The address to listen on. Where a name has addresses of both kinds, clients try IPv4 as well; a second socket
/// would need a second port. An empty host is all addresses.
pub async fn resolve(host: &str, port: u16) -> io::Result<SocketAddr> {
    let host = if host.is_empty() { "0.0.0.0" } else { host };
    let addresses = lookup_host((host, port)).await?;
    let preferred = addresses.min_by_key(SocketAddr::is_ipv6);
    preferred.ok_or_else(|| io::ErrorKind::AddrNotAvailable.into())
}

/// Hands each accepted connection with its slot to `serve`, for ever.
pub async fn accept_loop(
    listener: TcpListener,
    registry: Arc<ConnectionRegistry>,
    serve: impl Fn(TcpStream, SocketAddr, ConnectionSlot),
) {
    loop {
        registry.wait_for_slot().await;
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "accept failed");
                tokio::time::sleep(ACCEPT_BACKOFF).await;
                continue;
            }
        };
        let Some(slot) = registry.register(peer.ip()) else {
            debug!(%peer, "refused: max.connections.per.ip reached");
            continue;
        };
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%peer, %error, "cannot set TCP_NODELAY");
            continue;
        }
        serve(stream, peer, slot);
    }
}
