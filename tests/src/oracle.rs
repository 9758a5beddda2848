//! Apache Kafka itself, as the oracle to compare with.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A running Apache Kafka broker on a free loopback port; stopped when dropped.
#[derive(Debug)]
pub struct Oracle {
    dir: TempDir,
    address: SocketAddr,
}

impl Oracle {
    /// Starts one node with `config` (lines of `server.properties`) added to its configuration.
    ///
    /// # Panics
    /// When Apache Kafka cannot be brought or does not come up.
    #[must_use]
    pub fn start(config: &[&str]) -> Self {
        let dir = tempfile::Builder::new().prefix("ottla-oracle-").tempdir().expect("a temporary directory");
        let extra = dir.path().join("extra.properties");
        std::fs::write(&extra, config.join("\n")).expect("extra configuration");
        let port = two_free_ports();
        let status = Command::new("bash")
            .arg(script())
            .args(["start", &dir.path().join("nodes").to_string_lossy(), &port.to_string()])
            .env("EXTRA_CONFIG", &extra)
            .env("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m")
            .status()
            .expect("broker.sh");
        assert!(status.success(), "Apache Kafka did not come up: {status}");
        Self { dir, address: SocketAddr::from(([127, 0, 0, 1], port)) }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let nodes = self.dir.path().join("nodes");
        drop(Command::new("bash").arg(script()).arg("stop").arg(nodes).status());
    }
}

fn script() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("kafka/broker.sh")
}

/// A port whose successor is free as well: the controller listens there.
fn two_free_ports() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").expect("bind");
        let port = first.local_addr().expect("address").port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}
