//! The servers that are measured: each a child process with a temporary data directory, gone when dropped.

mod cleanup;
mod floor;
mod kafka;
mod ottla;

use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

pub use cleanup::{end_after, end_on_interrupt};
pub use floor::FloorServer;
pub use kafka::KafkaServer;
pub use ottla::{OttlaServer, binary as ottla_binary};

use crate::clock;
use crate::connection::Connection;

const CONNECT_PAUSE: Duration = Duration::from_micros(200);

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum System {
    Floor,
    Ottla,
    Kafka,
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Floor => "floor",
            Self::Ottla => "Ottla",
            Self::Kafka => "Apache Kafka",
        })
    }
}

/// A broker that can be killed and started again on the same data.
#[derive(Debug)]
pub enum Broker {
    Ottla(OttlaServer),
    Kafka(KafkaServer),
}

impl Broker {
    /// Starts `system` on an empty data directory and waits until it accepts connections.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(system: System) -> anyhow::Result<Self> {
        match system {
            System::Ottla => OttlaServer::start().map(Self::Ottla),
            System::Kafka => KafkaServer::start().map(Self::Kafka),
            System::Floor => anyhow::bail!("the floor is no broker"),
        }
    }

    #[must_use]
    pub fn pid(&self) -> u32 {
        match self {
            Self::Ottla(server) => server.pid(),
            Self::Kafka(server) => server.pid(),
        }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        match self {
            Self::Ottla(server) => server.address(),
            Self::Kafka(server) => server.address(),
        }
    }

    /// When the current process was executed.
    #[must_use]
    pub fn started(&self) -> Instant {
        match self {
            Self::Ottla(server) => server.started(),
            Self::Kafka(server) => server.started(),
        }
    }

    /// kill -9, then a start on the same directory and port, without waiting until it accepts connections.
    ///
    /// # Errors
    /// When the process cannot be started.
    pub fn kill_and_restart(&mut self) -> anyhow::Result<()> {
        match self {
            Self::Ottla(server) => server.kill_and_restart(),
            Self::Kafka(server) => server.kill_and_restart(),
        }
    }
}

/// Connects as soon as somebody accepts.
///
/// # Errors
/// When nobody does within `limit`.
pub fn connect_within(address: SocketAddr, limit: Duration) -> anyhow::Result<Connection> {
    let deadline = clock::now() + limit;
    loop {
        match Connection::open(address) {
            Ok(connection) => return Ok(connection),
            Err(error) => ensure!(clock::now() < deadline, "{address} does not accept: {error}"),
        }
        std::thread::sleep(CONNECT_PAUSE);
    }
}

/// Reads `child`'s output up to the line that says where it listens, and goes on reading it so that it never blocks.
fn ready_address(child: &mut Child) -> anyhow::Result<SocketAddr> {
    let mut lines = BufReader::new(child.stdout.take().context("stdout")?).lines();
    let address = lines.by_ref().map_while(Result::ok).find_map(|line| parse_ready_line(&line));
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    address.context("it ended without saying where it listens")
}

fn parse_ready_line(line: &str) -> Option<SocketAddr> {
    let ready: serde_json::Value = serde_json::from_str(line).ok()?;
    ready.get("kafka")?.as_str()?.parse().ok()
}

/// A loopback port whose successor is free as well: Apache Kafka's controller listens there.
fn free_port() -> anyhow::Result<u16> {
    for _ in 0..100 {
        let first = TcpListener::bind("127.0.0.1:0")?;
        let port = first.local_addr()?.port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return Ok(port);
        }
    }
    anyhow::bail!("no two free ports beside each other")
}

fn temporary_dir(name: &str) -> anyhow::Result<tempfile::TempDir> {
    tempfile::Builder::new()
        .prefix(&format!("ottla-bench-{name}-"))
        .tempdir()
        .context("a temporary directory")
}

/// Refuses a measurement that would fill the disk.
///
/// # Errors
/// When fewer than twice `bytes` are free where temporary directories go.
pub fn ensure_disk_holds(bytes: u64) -> anyhow::Result<()> {
    let stat = rustix::fs::statvfs(std::env::temp_dir())?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    ensure!(free / 2 >= bytes, "{} GiB are free, too few for {} GiB of log", free >> 30, bytes >> 30);
    Ok(())
}

/// The root of the source tree.
fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_line_is_told_from_other_output() {
        assert_eq!(
            parse_ready_line(r#"{"kafka":"127.0.0.1:9092","x":1}"#),
            Some(SocketAddr::from(([127, 0, 0, 1], 9092)))
        );
        assert_eq!(parse_ready_line("starting"), None);
        assert_eq!(parse_ready_line("{}"), None);
    }
}
