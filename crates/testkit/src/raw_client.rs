//! One connection, one request at a time; also bytes that are no request.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use bytes::Bytes;
use protocol::header::end_frame;
use protocol::messages::create_topics::{CreatableTopic, CreateTopicsRequest};
use protocol::{ApiKey, Decoder, Encoder, Message, RequestHeader, ResponseHeader, Str};

use crate::request::Request;

/// What came of a request.
#[derive(Debug)]
pub enum Outcome<R> {
    Answer(R),
    /// The broker closed the connection instead.
    Closed,
    /// No answer within the time-out.
    Silence,
    /// An answer that is not such a response.
    Unreadable(protocol::Error),
    /// The request cannot be written in this version.
    NotSent,
}

/// A connection to a broker.
#[derive(Debug)]
pub struct RawClient {
    stream: TcpStream,
    correlation_id: i32,
    client_id: String,
}

impl RawClient {
    /// # Errors
    /// When the broker does not accept the connection.
    pub fn connect(address: SocketAddr, client_id: &str, timeout: Duration) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, timeout)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(timeout))?;
        stream.set_write_timeout(Some(timeout))?;
        Ok(Self { stream, correlation_id: 0, client_id: client_id.to_owned() })
    }

    /// Sends a request and waits for its response.
    pub fn ask<Q: Request>(&mut self, request: &Q, version: i16) -> Outcome<Q::Response> {
        self.correlation_id += 1;
        let Ok(frame) = encode_request(request, version, self.correlation_id, &self.client_id) else {
            return Outcome::NotSent;
        };
        // A broker that refuses may close before it has read everything; what counts is what it says.
        drop(self.stream.write_all(&frame));
        match self.receive() {
            Ok(Some(frame)) => match decode_response(&frame, Q::API_KEY, version) {
                Ok(response) => Outcome::Answer(response),
                Err(error) => Outcome::Unreadable(error),
            },
            Ok(None) => Outcome::Closed,
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                Outcome::Silence
            }
            Err(_) => Outcome::Closed,
        }
    }

    /// The response of a request that the broker answers.
    ///
    /// # Panics
    /// When anything else comes of it.
    #[expect(clippy::panic, reason = "only tests call it, and it fails them")]
    pub fn answer<Q: Request>(&mut self, request: &Q, version: i16) -> Q::Response {
        match self.ask(request, version) {
            Outcome::Answer(response) => response,
            other => panic!("{}: {other:?}", Q::NAME),
        }
    }

    /// Creates a topic with one replica.
    ///
    /// # Panics
    /// When the broker refuses.
    pub fn create_topic(&mut self, name: &str, partitions: i32) {
        const VERSION: i16 = 7;
        let topic = CreatableTopic {
            name: name.into(),
            num_partitions: partitions,
            replication_factor: 1,
            ..CreatableTopic::default()
        };
        let request =
            CreateTopicsRequest { topics: vec![topic], timeout_ms: 30_000, ..CreateTopicsRequest::default() };
        let created = self.answer(&request, VERSION);
        assert_eq!(created.topics[0].error_code, 0, "{created:?}");
    }

    /// Sends bytes as they are: no size is put in front.
    ///
    /// # Errors
    /// When the connection is closed.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// The next frame without its size; `None` when the broker closed the connection.
    ///
    /// # Errors
    /// When nothing comes within the time-out, or the connection breaks.
    pub fn receive(&mut self) -> io::Result<Option<Bytes>> {
        let mut size = [0; 4];
        let mut length = 0;
        while let Some(rest) = size.get_mut(length..).filter(|rest| !rest.is_empty()) {
            match self.stream.read(rest)? {
                0 => return Ok(None),
                n => length += n,
            }
        }
        let size = u64::try_from(i32::from_be_bytes(size)).map_err(io::Error::other)?;
        let mut frame = Vec::new();
        Read::take(&mut self.stream, size).read_to_end(&mut frame)?;
        Ok(Some(frame.into()))
    }

    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }
}

/// A whole frame: size, header and request.
///
/// # Errors
/// When a field is set that `version` cannot carry.
pub fn encode_request<Q: Message>(
    request: &Q,
    version: i16,
    correlation_id: i32,
    client_id: &str,
) -> protocol::wire::Result<Bytes> {
    let mut out = Encoder::default();
    out.put(&[0; 4]);
    let header = RequestHeader {
        request_api_key: Q::API_KEY,
        request_api_version: version,
        correlation_id,
        client_id: Some(Str::from(client_id)),
        ..RequestHeader::default()
    };
    header.write(&mut out, if version >= Q::FLEXIBLE_FROM { 2 } else { 1 })?;
    request.write(&mut out, version)?;
    end_frame(&mut out)?;
    Ok(out.into_bytes())
}

fn decode_response<R: Message>(frame: &Bytes, api_key: i16, version: i16) -> protocol::wire::Result<R> {
    let mut input = Decoder::new(frame.clone());
    let header_version = ApiKey::from_code(api_key).map_or(0, |key| key.response_header_version(version));
    ResponseHeader::read(&mut input, header_version)?;
    // A broker that does not know the version of an ApiVersions request answers in version 0.
    let is_refusal = api_key == ApiKey::ApiVersions.code() && frame.get(4..6) == Some(&[0, 35]);
    let response = R::read(&mut input, if is_refusal { 0 } else { version })?;
    input.finish()?;
    Ok(response)
}
