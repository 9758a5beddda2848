//! The floor program of this package as a process of its own, so that its CPU time can be told from the client's.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;
use tempfile::TempDir;

use super::{cleanup, ready_address, temporary_dir};
use crate::floor::Mode;

/// A running floor; killed when dropped.
#[derive(Debug)]
pub struct FloorServer {
    child: Child,
    address: SocketAddr,
    /// Removed when the process is gone.
    _dir: TempDir,
}

impl FloorServer {
    /// # Errors
    /// When it does not come up.
    pub fn start(mode: Mode) -> anyhow::Result<Self> {
        let dir = temporary_dir("floor")?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(["floor", mode.name(), "--data-dir"])
            .arg(dir.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("the floor")?;
        cleanup::register(child.id(), dir.path());
        let address = ready_address(&mut child).context("the floor")?;
        Ok(Self { child, address, _dir: dir })
    }

    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for FloorServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        cleanup::forget(self.child.id());
    }
}
