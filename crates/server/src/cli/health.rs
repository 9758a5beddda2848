//! `ottla health`: one line and an exit code, for container health checks. No shell and no curl is needed.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use protocol::header::end_frame;
use protocol::messages::api_versions::{ApiVersionsRequest, ApiVersionsResponse};
use protocol::{ApiKey, Decoder, Encoder, Message, RequestHeader, ResponseHeader};

use super::{EXIT_FAILED, HealthArgs, report};
use crate::config::listeners::host_and_port;

/// The largest answer that is read.
const ANSWER_BYTES_MAX: u64 = 1 << 20;

pub(super) fn run(args: HealthArgs) -> ExitCode {
    let timeout = Duration::from_millis(args.timeout_ms.max(1));
    let checked = if let Some(bootstrap) = args.bootstrap {
        speaks_kafka(&bootstrap, timeout)
    } else if let Some(url) = args.url {
        is_ready(&url, timeout)
    } else {
        match args.config.load() {
            Err(errors) => return report(&errors),
            Ok(config) => match config.metrics_listener() {
                Some((host, port)) if port != 0 => is_ready(&host_and_port(&host, port), timeout),
                _ => match config.broker_listeners().first() {
                    Some(listener) if listener.host.is_empty() => {
                        speaks_kafka(&host_and_port("localhost", listener.port), timeout)
                    }
                    Some(listener) => speaks_kafka(&listener.address(), timeout),
                    None => Err("no listener is configured".to_owned()),
                },
            },
        }
    };
    match checked {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(said) => {
            println!("not healthy: {said}");
            ExitCode::from(EXIT_FAILED)
        }
    }
}

/// GET of `/readyz`, or of the path in `url`.
fn is_ready(url: &str, timeout: Duration) -> Result<String, String> {
    let rest = url.strip_prefix("http://").unwrap_or(url);
    if rest.contains("://") {
        return Err(format!("{url}: only http:// is supported"));
    }
    let (address, path) = match rest.split_once('/') {
        Some((address, path)) if !path.is_empty() => (address, format!("/{path}")),
        Some((address, _)) => (address, "/readyz".to_owned()),
        None => (rest, "/readyz".to_owned()),
    };
    let asked = format!("http://{address}{path}");
    let answer = get(address, &path, timeout).map_err(|error| format!("{asked}: {error}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    match head.split_whitespace().nth(1) {
        Some("200") => Ok(format!("healthy: {asked}")),
        Some(status) => Err(format!("{asked}: {status} {}", body.trim().replace('\n', " "))),
        None => Err(format!("{asked}: the answer is not HTTP")),
    }
}

fn get(address: &str, path: &str, timeout: Duration) -> io::Result<String> {
    let mut stream = connect(address, timeout)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Asks for the API versions, which every listener answers before authentication.
fn speaks_kafka(address: &str, timeout: Duration) -> Result<String, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{address}: {error}");
    let answer = ask_versions(address, timeout).map_err(|error| failed(&error))?;
    let mut input = Decoder::new(answer.into());
    let read = ResponseHeader::read(&mut input, 0).and_then(|_| ApiVersionsResponse::read(&mut input, 0));
    match read {
        Ok(response) if response.error_code == 0 => Ok(format!("healthy: {address} speaks Kafka")),
        Ok(response) => Err(failed(&model::ErrorCode::from_code(response.error_code))),
        Err(error) => Err(failed(&error)),
    }
}

/// A whole answer without its size.
fn ask_versions(address: &str, timeout: Duration) -> io::Result<Vec<u8>> {
    let mut stream = connect(address, timeout)?;
    let mut out = Encoder::default();
    out.put(&[0; 4]);
    let header = RequestHeader {
        request_api_key: ApiKey::ApiVersions.code(),
        client_id: Some("ottla-health".into()),
        ..RequestHeader::default()
    };
    let encoded = header
        .write(&mut out, 1)
        .and_then(|()| ApiVersionsRequest::default().write(&mut out, 0))
        .and_then(|()| end_frame(&mut out));
    encoded.map_err(io::Error::other)?;
    stream.write_all(&out.into_bytes())?;
    let mut size = [0; 4];
    stream.read_exact(&mut size)?;
    let mut answer = Vec::new();
    stream.take(u64::from(u32::from_be_bytes(size)).min(ANSWER_BYTES_MAX)).read_to_end(&mut answer)?;
    Ok(answer)
}

/// Tries each address that the name has.
fn connect(address: &str, timeout: Duration) -> io::Result<TcpStream> {
    let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, timeout) {
            Ok(stream) => {
                stream.set_read_timeout(Some(timeout))?;
                stream.set_write_timeout(Some(timeout))?;
                return Ok(stream);
            }
            Err(error) => failed = error,
        }
    }
    Err(failed)
}
