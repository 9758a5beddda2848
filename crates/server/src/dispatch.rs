//! From a frame to a handler: which API, which version, whose request.
//!
//! An unknown API, a version that is not served, or a request that cannot be decoded closes the connection, as with
//! Apache Kafka; ApiVersions alone answers a version that it does not know.

use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use protocol::header::{begin_response, end_frame};
use protocol::{ApiKey, Decoder, Message, RequestPrefix, Str};
use storage::log::LogSlice;
use tokio::time::Instant;

use crate::broker::Broker;
use crate::handlers;
use crate::metrics::network::OpenConnection;
use crate::metrics::requests::{RequestKind, RequestStamp};
use crate::net::connection::{Reply, Service};
use crate::net::response::{Part, Response};

/// Bytes of a frame's size, which stands before it.
const FRAME_SIZE_LEN: usize = 4;

/// The requests of one client connection.
#[derive(Debug)]
pub struct ClientService {
    broker: Arc<Broker>,
    /// The listener that the connection came in on: its addresses are given to the client.
    listener_name: Arc<str>,
    on_controller: bool,
    client_host: Arc<str>,
    frame_len_max: usize,
    /// Counts the connection; on all listeners there are.
    traffic: Option<OpenConnection>,
}

/// What a handler knows of a request beside its body.
#[derive(Clone, Debug)]
pub struct RequestContext {
    pub broker: Arc<Broker>,
    pub listener_name: Arc<str>,
    /// Whether the listener is one of the controller's.
    pub on_controller: bool,
    pub api_key: ApiKey,
    pub api_version: i16,
    pub correlation_id: i32,
    /// Empty where the client gives none.
    pub client_id: Str,
    pub stamp: RequestStamp,
    /// As Kafka shows it: `/127.0.0.1`.
    pub client_host: Arc<str>,
}

impl ClientService {
    #[must_use]
    pub fn new(broker: Arc<Broker>, listener_name: Arc<str>, peer: IpAddr) -> Self {
        let frame_len_max = broker.settings.request_bytes_max;
        let traffic = broker.metrics.listener(&listener_name).map(Arc::clone).map(OpenConnection::new);
        let on_controller = broker.config.is_controller_listener(&listener_name);
        Self { broker, listener_name, on_controller, client_host: client_host(peer), frame_len_max, traffic }
    }

    fn context(&self, frame: Bytes, received: Instant) -> Result<(RequestContext, Decoder), String> {
        let prefix = RequestPrefix::peek(&frame).ok_or("frame too short for a request header")?;
        let RequestPrefix { api_key, api_version, correlation_id } = prefix;
        let api_key = ApiKey::from_code(api_key).ok_or_else(|| format!("unknown API key {api_key}"))?;
        let served = handlers::versions_served(api_key, self.on_controller)
            .ok_or_else(|| format!("{} is not served on this listener", api_key.name()))?;
        let mut input = Decoder::new(frame);
        // The header of an ApiVersions request is readable in any version.
        let header_version = if served.contains(&api_version) { api_version } else { *served.end() };
        let header = api_key
            .read_header(&mut input, header_version)
            .map_err(|error| format!("{} header: {error}", api_key.name()))?;
        if !served.contains(&api_version) && api_key != ApiKey::ApiVersions {
            return Err(format!("{} version {api_version} is not supported", api_key.name()));
        }
        let context = RequestContext {
            broker: Arc::clone(&self.broker),
            listener_name: Arc::clone(&self.listener_name),
            on_controller: self.on_controller,
            api_key,
            api_version,
            correlation_id,
            client_id: header.client_id.unwrap_or_default(),
            stamp: RequestStamp { kind: RequestKind::of(api_key), version: api_version, received },
            client_host: Arc::clone(&self.client_host),
        };
        Ok((context, input))
    }
}

/// Java's `InetAddress.toString` without a name.
fn client_host(peer: IpAddr) -> Arc<str> {
    match peer.to_canonical() {
        IpAddr::V4(address) => format!("/{address}").into(),
        IpAddr::V6(address) => {
            let groups: Vec<String> = address.segments().iter().map(|group| format!("{group:x}")).collect();
            format!("/{}", groups.join(":")).into()
        }
    }
}

impl Service for ClientService {
    fn frame_len_max(&self) -> usize {
        self.frame_len_max
    }

    fn call(&mut self, frame: Bytes) -> Reply {
        if let Some(traffic) = &self.traffic {
            traffic.received(FRAME_SIZE_LEN + frame.len());
        }
        let mut stamp = None;
        let routed = self.context(frame, Instant::now()).and_then(|(context, input)| {
            let name = context.api_key.name();
            stamp = Some(context.stamp);
            handlers::route(context, input).map_err(|error| format!("{name} request: {error}"))
        });
        let reply = routed.unwrap_or_else(Reply::Close);
        if let (Reply::Nothing, Some(stamp)) = (&reply, stamp) {
            self.broker.metrics.requests.answered(&stamp);
        }
        reply
    }

    fn answered(&mut self, stamp: Option<&RequestStamp>, len: usize) {
        if let Some(stamp) = stamp {
            self.broker.metrics.requests.answered(stamp);
        }
        if let Some(traffic) = &self.traffic {
            traffic.sent(len);
        }
    }
}

impl RequestContext {
    /// Decodes the body.
    ///
    /// # Errors
    /// When the bytes are not such a request.
    pub fn decode<Q: Message>(&self, mut input: Decoder) -> protocol::wire::Result<Q> {
        Q::read(&mut input, self.api_version)
    }

    /// Decodes, handles and answers a request that needs no wait.
    ///
    /// # Errors
    /// When the request cannot be decoded.
    pub fn answer<Q: Message, S: Message>(
        &self,
        input: Decoder,
        handle: impl FnOnce(&Self, Q) -> S,
    ) -> protocol::wire::Result<Reply> {
        let request = self.decode(input)?;
        Ok(self.reply(&handle(self, request)))
    }

    /// As [`Self::answer`], for a handler that waits. The connection's next request starts after it.
    ///
    /// # Errors
    /// When the request cannot be decoded.
    pub fn answer_later<Q: Message, S: Message, F>(
        self,
        input: Decoder,
        handle: impl FnOnce(Self, Q) -> F,
    ) -> protocol::wire::Result<Reply>
    where
        F: Future<Output = S> + Send + 'static,
    {
        let request = self.decode(input)?;
        Ok(self.clone().reply_later(handle(self, request)))
    }

    pub fn reply(&self, response: &impl Message) -> Reply {
        match self.encode(response, Vec::new()) {
            Some(response) => Reply::Now(response),
            None => Reply::Close(format!("{} response cannot be encoded", self.api_key.name())),
        }
    }

    pub fn reply_later<S: Message>(self, response: impl Future<Output = S> + Send + 'static) -> Reply {
        Reply::Exclusive(Box::pin(async move { self.encode(&response.await, Vec::new()) }))
    }

    /// The response frame; `slices` stand where the message says that records are elsewhere, in that order. `None`,
    /// with a line in the log, for a message that its version cannot carry.
    pub fn encode(&self, response: &impl Message, slices: Vec<LogSlice>) -> Option<Response> {
        self.count_errors(response);
        let encoded =
            begin_response(self.api_key, self.api_version, self.correlation_id).and_then(|mut out| {
                response.write(&mut out, self.api_version)?;
                end_frame(&mut out)?;
                Ok(out.into_parts())
            });
        let (bytes, splices) = match encoded {
            Ok(parts) => parts,
            Err(error) => {
                tracing::error!(api = self.api_key.name(), version = self.api_version, %error, "response not sent");
                return None;
            }
        };
        if splices.is_empty() {
            return Some(Response { stamp: Some(self.stamp), ..Response::from_bytes(bytes) });
        }
        assert_eq!(splices.len(), slices.len(), "every splice has its slice");
        let mut parts = Vec::with_capacity(2 * splices.len() + 1);
        let mut sent = 0;
        for (splice, slice) in splices.into_iter().zip(slices) {
            assert_eq!(splice.length, slice.len(), "a slice is as long as announced");
            parts.push(Part::Bytes(bytes.slice(sent..splice.position)));
            parts.push(Part::Slice(slice));
            sent = splice.position;
        }
        if sent < bytes.len() {
            parts.push(Part::Bytes(bytes.slice(sent..)));
        }
        Some(Response { parts, stamp: Some(self.stamp) })
    }

    /// Counts the error codes of a response. For one that is not encoded: [`Self::encode`] does it too.
    pub fn count_errors(&self, response: &impl Message) {
        let requests = &self.broker.metrics.requests;
        response.visit_error_codes(&mut |code| requests.error(self.stamp.kind, code));
    }
}

#[cfg(test)]
mod tests {
    use super::client_host;

    #[test]
    fn a_clients_address_is_written_as_java_writes_it() {
        let written = |address: &str| client_host(address.parse().unwrap()).to_string();
        assert_eq!(written("10.0.0.9"), "/10.0.0.9");
        assert_eq!(written("::ffff:10.0.0.9"), "/10.0.0.9");
        assert_eq!(written("fe80::1a"), "/fe80:0:0:0:0:0:0:1a");
    }
}
