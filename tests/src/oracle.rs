//! Apache Kafka itself, as the oracle to compare with.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A running Apache Kafka broker on a free loopback port; stopped when dropped.
#[derive(Debug)]
pub struct Oracle {
    dir: TempDir,
    address: SocketAddr,
    format_args: String,
}

impl Oracle {
    /// Starts one node with `config` (lines of `server.properties`) added to its configuration.
    ///
    /// # Panics
    /// When Apache Kafka cannot be brought or does not come up.
    #[must_use]
    pub fn start(config: &[&str]) -> Self {
        Self::start_formatted(config, "")
    }

    /// The same, formatted with more arguments of `kafka-storage.sh format`.
    ///
    /// # Panics
    /// As [`Oracle::start`].
    #[must_use]
    pub fn start_formatted(config: &[&str], format_args: &str) -> Self {
        let dir = tempfile::Builder::new().prefix("ottla-oracle-").tempdir().expect("a temporary directory");
        let extra = dir.path().join("extra.properties");
        std::fs::write(&extra, config.join("\n")).expect("extra configuration");
        let mut oracle =
            Self { dir, address: SocketAddr::from(([127, 0, 0, 1], 0)), format_args: format_args.to_owned() };
        // Another process may take a port between the look and the start.
        for _ in 0..5 {
            oracle.address.set_port(two_free_ports());
            match oracle.launch() {
                Ok(()) => return oracle,
                Err(error) => eprintln!("Apache Kafka did not come up: {error}"),
            }
            drop(std::fs::remove_dir_all(oracle.nodes()));
        }
        panic!("Apache Kafka did not come up");
    }

    /// Starts the node, or says what it wrote on the standard error stream.
    fn launch(&self) -> Result<(), String> {
        let output = Command::new("bash")
            .arg(script())
            .args(["start", &self.nodes().to_string_lossy(), &self.address.port().to_string()])
            .env("EXTRA_CONFIG", self.dir.path().join("extra.properties"))
            .env("FORMAT_ARGS", &self.format_args)
            .env("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m")
            .stdout(std::process::Stdio::null())
            .output()
            .expect("broker.sh");
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The directory of its partitions.
    #[must_use]
    pub fn log_dir(&self) -> PathBuf {
        self.nodes().join("1/log")
    }

    fn nodes(&self) -> PathBuf {
        self.dir.path().join("nodes")
    }

    /// SIGTERM, and waits for the end.
    ///
    /// # Panics
    /// When the script that stops it fails.
    pub fn stop(&self) {
        let status = Command::new("bash").arg(script()).arg("stop").arg(self.nodes()).status();
        assert!(status.expect("broker.sh").success(), "Apache Kafka did not stop");
    }

    /// kill -9.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub fn kill(&self) {
        let pid = std::fs::read_to_string(self.nodes().join("1/pid")).expect("the file with its pid");
        let status = Command::new("kill").args(["-9", pid.trim()]).status().expect("kill");
        assert!(status.success(), "kill: {status}");
        self.stop();
    }

    /// Starts it again on the same files and port, after [`Oracle::stop`] or [`Oracle::kill`].
    ///
    /// # Panics
    /// When it does not come up again.
    pub fn restart(&self) {
        self.launch().unwrap_or_else(|error| panic!("Apache Kafka did not come up again: {error}"));
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        drop(Command::new("bash").arg(script()).arg("stop").arg(self.nodes()).status());
    }
}

fn script() -> PathBuf {
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
