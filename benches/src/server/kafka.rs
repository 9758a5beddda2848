//! Apache Kafka, one node, as `tests/kafka/broker.sh` runs it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use tempfile::TempDir;

use super::{cleanup, free_port, temporary_dir, workspace};
use crate::{clock, proc_stat};

/// Formatting the data directory starts a virtual machine of its own, before the broker's.
const STARTED_WITHIN: Duration = Duration::from_secs(60);
const POLL_PAUSE: Duration = Duration::from_millis(1);

/// A running broker; stopped when dropped.
#[derive(Debug)]
pub struct KafkaServer {
    dir: TempDir,
    address: SocketAddr,
    pid: u32,
    started: Instant,
}

impl KafkaServer {
    /// Starts on an empty directory and waits until the broker says that it is started.
    ///
    /// # Errors
    /// When Apache Kafka cannot be brought or does not come up.
    pub fn start() -> anyhow::Result<Self> {
        let mut server = Self::launch()?;
        let deadline = clock::now() + STARTED_WITHIN;
        let log = server.nodes().join("1/server.log");
        while !std::fs::read_to_string(&log).unwrap_or_default().contains("Kafka Server started") {
            ensure!(
                clock::now() < deadline && proc_stat::is_running(server.pid),
                "Apache Kafka did not come up"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        server.started = server.started.min(clock::now());
        Ok(server)
    }

    /// Starts on an empty directory and does not wait.
    ///
    /// # Errors
    /// When Apache Kafka cannot be brought.
    pub fn launch() -> anyhow::Result<Self> {
        let dir = temporary_dir("kafka")?;
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let (pid, started) = run_script(&dir.path().join("nodes"), address)?;
        cleanup::register(pid, dir.path());
        Ok(Self { dir, address, pid, started })
    }

    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    #[must_use]
    pub fn started(&self) -> Instant {
        self.started
    }

    /// # Errors
    /// When the process cannot be started.
    pub fn kill_and_restart(&mut self) -> anyhow::Result<()> {
        self.kill()?;
        (self.pid, self.started) = run_script(&self.nodes(), self.address)?;
        cleanup::register(self.pid, self.dir.path());
        Ok(())
    }

    fn nodes(&self) -> PathBuf {
        self.dir.path().join("nodes")
    }

    fn kill(&self) -> anyhow::Result<()> {
        cleanup::kill(self.pid);
        let deadline = clock::now() + Duration::from_secs(10);
        while proc_stat::is_running(self.pid) {
            ensure!(clock::now() < deadline, "process {} does not end", self.pid);
            std::thread::sleep(POLL_PAUSE);
        }
        cleanup::forget(self.pid);
        Ok(())
    }
}

impl Drop for KafkaServer {
    fn drop(&mut self) {
        self.kill().ok();
    }
}

/// Runs the script and returns the broker's process id and when it was executed: at that moment the script writes it
/// into a file. The script itself waits longer and is left to.
fn run_script(nodes: &Path, address: SocketAddr) -> anyhow::Result<(u32, Instant)> {
    let pid_file = nodes.join("1/pid");
    std::fs::remove_file(&pid_file).ok();
    std::fs::remove_file(nodes.join("1/server.log")).ok();
    let mut script = Command::new("bash")
        .arg(workspace().join("tests/kafka/broker.sh"))
        .arg("start")
        .arg(nodes)
        .arg(address.port().to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .context("broker.sh")?;
    let deadline = clock::now() + STARTED_WITHIN;
    let pid = loop {
        let pid = std::fs::read_to_string(&pid_file).ok().and_then(|text| text.trim().parse().ok());
        if let Some(pid) = pid {
            break pid;
        }
        ensure!(clock::now() < deadline, "broker.sh did not start Apache Kafka");
        std::thread::sleep(POLL_PAUSE);
    };
    let started = clock::now();
    std::thread::spawn(move || script.wait());
    Ok((pid, started))
}
