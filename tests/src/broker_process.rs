//! An Ottla broker as a child process, on a free loopback port and in a temporary directory of its own.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::tool::signal;

/// A running broker; killed when dropped.
#[derive(Debug)]
pub struct BrokerProcess {
    child: Child,
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    data: DataDir,
    overrides: Vec<String>,
}

#[derive(Debug)]
enum DataDir {
    Owned(TempDir),
    Given(PathBuf),
}

impl BrokerProcess {
    /// Starts a broker with `overrides` (`key=value`) and waits until it accepts connections.
    ///
    /// # Panics
    /// When the broker does not come up; its output is part of the message.
    #[must_use]
    pub fn start(overrides: &[&str]) -> Self {
        let dir = tempfile::Builder::new().prefix("ottla-test-").tempdir().expect("a temporary directory");
        Self::launch(DataDir::Owned(dir), overrides.iter().map(ToString::to_string).collect(), 0)
    }

    /// Starts a broker on an existing data directory, which is kept when it stops.
    #[must_use]
    pub fn start_on(dir: &Path, overrides: &[&str]) -> Self {
        Self::launch(
            DataDir::Given(dir.to_path_buf()),
            overrides.iter().map(ToString::to_string).collect(),
            0,
        )
    }

    fn launch(data: DataDir, overrides: Vec<String>, port: u16) -> Self {
        let mut command = Command::new(binary());
        command.arg("serve").arg("--data-dir").arg(data.path());
        command.arg("--override").arg(format!("listeners=PLAINTEXT://127.0.0.1:{port}"));
        // A free port, unless the test says something else.
        command.arg("--override").arg("ottla.metrics.listener=127.0.0.1:0");
        for pair in &overrides {
            command.arg("--override").arg(pair);
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("spawn ottla");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines();
        let ready = lines.by_ref().map_while(Result::ok).find_map(|line| ready_addresses(&line));
        let Some((address, metrics)) = ready else {
            let mut errors = String::new();
            drop(child.stderr.take().expect("stderr").read_to_string(&mut errors));
            panic!("the broker did not come up: {:?}\n{errors}", child.wait());
        };
        // Keep both pipes drained, so that the broker never blocks on its log.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let stderr = child.stderr.take().expect("stderr");
        std::thread::spawn(move || BufReader::new(stderr).lines().map_while(Result::ok).for_each(drop));
        Self { child, address, metrics, data, overrides }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Of the HTTP listener, unless it is off.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics
    }

    #[must_use]
    pub fn data_dir(&self) -> &Path {
        self.data.path()
    }

    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether the process still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// A start on the same directory and port, after [`BrokerProcess::stop`] or [`BrokerProcess::kill`].
    #[must_use]
    pub fn restart(self) -> Self {
        self.relaunch()
    }

    /// kill -9, then a start on the same directory and port.
    #[must_use]
    pub fn kill_and_restart(mut self) -> Self {
        self.kill();
        self.relaunch()
    }

    /// SIGTERM, waits for the end, then a start on the same directory and port.
    #[must_use]
    pub fn stop_and_restart(mut self) -> Self {
        self.stop();
        self.relaunch()
    }

    /// kill -9.
    pub fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// SIGTERM, and waits for the end.
    ///
    /// # Panics
    /// When the broker ends with another code than 0.
    pub fn stop(&mut self) {
        signal(&self.child, "TERM");
        let status = self.child.wait().expect("wait");
        assert!(status.success(), "graceful stop ended with {status}");
    }

    fn relaunch(mut self) -> Self {
        let data = std::mem::replace(&mut self.data, DataDir::Given(PathBuf::new()));
        Self::launch(data, std::mem::take(&mut self.overrides), self.address.port())
    }
}

impl Drop for BrokerProcess {
    fn drop(&mut self) {
        self.kill();
    }
}

impl DataDir {
    fn path(&self) -> &Path {
        match self {
            Self::Owned(dir) => dir.path(),
            Self::Given(path) => path,
        }
    }
}

/// The program under test: `OTTLA_BIN`, or what cargo built beside this test.
#[must_use]
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("OTTLA_BIN") {
        return path.into();
    }
    let mut path = std::env::current_exe().expect("own path");
    path.pop();
    if path.ends_with("deps") {
        path.pop();
    }
    let path = path.join("ottla");
    assert!(path.exists(), "{} is missing: run `cargo build --bin ottla` or set OTTLA_BIN", path.display());
    path
}

/// The addresses of Kafka and of metrics in the ready line, which is one JSON object when the output is not a terminal.
fn ready_addresses(line: &str) -> Option<(SocketAddr, Option<SocketAddr>)> {
    let ready: serde_json::Value = serde_json::from_str(line).ok()?;
    let address = ready.get("kafka")?.as_str()?.parse().ok()?;
    let url = ready.get("metrics").and_then(|url| url.as_str());
    let metrics = url.and_then(|url| url.strip_prefix("http://")?.strip_suffix("/metrics")?.parse().ok());
    Some((address, metrics))
}
