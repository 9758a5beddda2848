//! Ottla as it is delivered: the release build, default configuration.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, ensure};
use tempfile::TempDir;

use super::{cleanup, free_port, ready_address, temporary_dir, workspace};
use crate::clock;

/// A running broker; killed when dropped.
#[derive(Debug)]
pub struct OttlaServer {
    binary: PathBuf,
    child: Child,
    address: SocketAddr,
    started: Instant,
    dir: TempDir,
}

impl OttlaServer {
    /// Starts on an empty directory and waits for the line that says where it listens.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start() -> anyhow::Result<Self> {
        let binary = binary()?;
        let dir = temporary_dir("ottla")?;
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let started = clock::now();
        let mut child = spawn(&binary, &dir, address)?;
        cleanup::register(child.id(), dir.path());
        ready_address(&mut child).context("ottla")?;
        Ok(Self { binary, child, address, started, dir })
    }

    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
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
        self.kill();
        self.started = clock::now();
        self.child = spawn(&self.binary, &self.dir, self.address)?;
        cleanup::register(self.child.id(), self.dir.path());
        // Only drained: whoever measures connects when the broker accepts.
        let mut output = self.child.stdout.take().context("stdout")?;
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Ok(())
    }

    fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        cleanup::forget(self.child.id());
    }
}

impl Drop for OttlaServer {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(binary: &PathBuf, dir: &TempDir, address: SocketAddr) -> anyhow::Result<Child> {
    Command::new(binary)
        .args(["serve", "--override", &format!("listeners=PLAINTEXT://{address}")])
        // As `broker.sh` has it for Apache Kafka.
        .args(["--override", "group.initial.rebalance.delay.ms=0"])
        .args(["--override", "ottla.metrics.listener=127.0.0.1:0", "--data-dir"])
        .arg(dir.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("{}", binary.display()))
}

/// `OTTLA_BIN`, or the release build beside this program, which is built if it is not there.
///
/// # Errors
/// When it cannot be built.
pub fn binary() -> anyhow::Result<PathBuf> {
    if let Some(path) = std::env::var_os("OTTLA_BIN") {
        return Ok(path.into());
    }
    let own = std::env::current_exe()?;
    let target = own.parent().and_then(|profile| profile.parent()).context("the target directory")?;
    let path = target.join("release/ottla");
    if !path.exists() {
        let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--release", "--locked", "--bin", "ottla", "--target-dir"])
            .arg(target)
            .current_dir(workspace())
            .status()
            .context("cargo")?;
        ensure!(status.success() && path.exists(), "ottla was not built: {status}");
    }
    Ok(path)
}
