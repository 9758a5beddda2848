//! One client connection: frames in, responses out in the order of their requests.
//!
//! A request has two stages. Stage 1 runs here, in the connection's order. What it leaves to wait for (replication, a
//! flush, new records) is a future, and a produce request's wait overlaps with the stage 1 of the requests behind it.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::frame::{FrameError, FrameReader};
use super::limits::{ConnectionSlot, FRAME_GRACE, WRITE_STALL};
use super::response::Response;
use crate::metrics::requests::RequestStamp;

/// Requests of one connection that may wait for their second stage at once; then it is no longer read.
const IN_FLIGHT_MAX: usize = 64;

/// A response that is still waited for. `None` closes the connection.
pub type ResponseFuture = Pin<Box<dyn Future<Output = Option<Response>> + Send>>;

/// The outcome of a request's first stage.
pub enum Reply {
    Now(Response),
    /// The second stage of a produce request: later requests may start meanwhile.
    Overlapping(ResponseFuture),
    /// Anything else that waits: the next request starts after it, as clients expect.
    Exclusive(ResponseFuture),
    /// The request has no response (produce with acks=0).
    Nothing,
    /// The connection is of no further use; the reason goes to the log.
    Close(String),
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Now(_) => "Now",
            Self::Overlapping(_) => "Overlapping",
            Self::Exclusive(_) => "Exclusive",
            Self::Nothing => "Nothing",
            Self::Close(_) => "Close",
        })
    }
}

/// What handles the frames of a connection.
pub trait Service: Send {
    /// The largest frame that is acceptable now, in bytes.
    fn frame_len_max(&self) -> usize;
    /// Stage 1 of one request.
    fn call(&mut self, frame: Bytes) -> Reply;
    /// A response of `len` bytes has left.
    fn answered(&mut self, stamp: Option<&RequestStamp>, len: usize);
}

enum InFlight {
    Ready(Response),
    Waiting(ResponseFuture),
}

/// Serves one connection until it ends. Errors of the peer are logged here, once.
/// When `shutdown` is cancelled, the requests that were read are answered and no more are read.
pub async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    slot: ConnectionSlot,
    shutdown: CancellationToken,
    mut service: impl Service,
) {
    let entry = Arc::clone(slot.entry());
    let mut connection = Connection {
        stream,
        slot,
        reader: FrameReader::default(),
        in_flight: VecDeque::new(),
        exclusive: false,
        shutdown,
    };
    let end = tokio::select! {
        end = connection.run(&mut service) => end,
        () = entry.closing.notified() => Err(End::Silent),
    };
    match end {
        Ok(()) => {}
        Err(End::Frame(FrameError::Io(error)) | End::Write(error)) => {
            debug!(%peer, %error, "connection ended");
        }
        Err(reason) => debug!(%peer, %reason, "connection closed"),
    }
}

#[derive(Debug, thiserror::Error)]
enum End {
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error("write failed: {0}")]
    Write(std::io::Error),
    #[error("{0}")]
    Refused(String),
    #[error("a response is not to be sent")]
    NoResponse,
    #[error("no progress for too long")]
    Silent,
}

struct Connection {
    stream: TcpStream,
    slot: ConnectionSlot,
    reader: FrameReader,
    in_flight: VecDeque<InFlight>,
    /// The last request in flight must be answered before the next one starts.
    exclusive: bool,
    shutdown: CancellationToken,
}

impl Connection {
    async fn run(&mut self, service: &mut impl Service) -> Result<(), End> {
        loop {
            while let Some(InFlight::Ready(_)) = self.in_flight.front() {
                if let Some(InFlight::Ready(response)) = self.in_flight.pop_front() {
                    let (stamp, len) = (response.stamp, response.len());
                    self.send(response).await?;
                    service.answered(stamp.as_ref(), len);
                }
            }
            self.exclusive &= !self.in_flight.is_empty();
            let reading =
                !self.exclusive && self.in_flight.len() < IN_FLIGHT_MAX && !self.shutdown.is_cancelled();
            self.set_deadline(service);
            match self.in_flight.front_mut() {
                None => {
                    let frame = tokio::select! {
                        biased;
                        frame = self.reader.next(&self.stream, service.frame_len_max()) => frame?,
                        () = self.shutdown.cancelled() => None,
                    };
                    match frame {
                        Some(frame) => self.start(service, frame)?,
                        None => return Ok(()),
                    }
                }
                Some(InFlight::Ready(_)) => {}
                Some(InFlight::Waiting(front)) => {
                    tokio::select! {
                        biased;
                        response = front => {
                            self.in_flight.pop_front();
                            self.in_flight.push_front(InFlight::Ready(response.ok_or(End::NoResponse)?));
                        }
                        frame = self.reader.next(&self.stream, service.frame_len_max()), if reading => match frame? {
                            Some(frame) => self.start(service, frame)?,
                            None => return Ok(()),
                        },
                        closed = peer_closed(&self.stream), if !reading => return closed,
                    }
                }
            }
        }
    }

    fn start(&mut self, service: &mut impl Service, frame: Bytes) -> Result<(), End> {
        match service.call(frame) {
            Reply::Now(response) => self.in_flight.push_back(InFlight::Ready(response)),
            Reply::Overlapping(future) => self.in_flight.push_back(InFlight::Waiting(future)),
            Reply::Exclusive(future) => {
                self.in_flight.push_back(InFlight::Waiting(future));
                self.exclusive = true;
            }
            Reply::Nothing => {}
            Reply::Close(reason) => return Err(End::Refused(reason)),
        }
        Ok(())
    }

    async fn send(&mut self, response: Response) -> Result<(), End> {
        self.slot.expect_within(WRITE_STALL);
        response.send(&self.stream).await.map_err(End::Write)
    }

    fn set_deadline(&self, service: &impl Service) {
        if !self.in_flight.is_empty() {
            self.slot.expect_nothing();
        } else if self.reader.is_idle() {
            self.slot.expect_request();
        } else {
            let seconds = service.frame_len_max() >> 20;
            self.slot.expect_within(FRAME_GRACE + Duration::from_secs(seconds as u64));
        }
    }
}

/// Resolves when the peer has gone away while we are not reading, so that a long poll does not outlive its client.
async fn peer_closed(stream: &TcpStream) -> Result<(), End> {
    // Not `ready`: that may still hold from the read that brought the request, and would tell nothing any more.
    match stream.peek(&mut [0]).await {
        Ok(0) => Ok(()),
        // Pipelined bytes wait in the socket until the response has left.
        Ok(_) => std::future::pending().await,
        Err(error) => Err(End::Write(error)),
    }
}
