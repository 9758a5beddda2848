//! What must not outlive this program even when it is interrupted: child processes and their directories.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::signal::unix::{SignalKind, signal};

/// Process id and the directory to remove when it is gone.
static CHILDREN: Mutex<BTreeMap<u32, PathBuf>> = Mutex::new(BTreeMap::new());

fn children() -> MutexGuard<'static, BTreeMap<u32, PathBuf>> {
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn register(pid: u32, dir: &Path) {
    children().insert(pid, dir.to_path_buf());
}

pub(super) fn forget(pid: u32) {
    children().remove(&pid);
}

/// kill -9 of a process that we started.
pub(super) fn kill(pid: u32) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        kill_process(pid, Signal::KILL).ok();
    }
}

fn end(code: i32) -> ! {
    let children = children().clone();
    children.keys().for_each(|pid| kill(*pid));
    std::thread::sleep(Duration::from_millis(200));
    for dir in children.values() {
        std::fs::remove_dir_all(dir).ok();
    }
    std::process::exit(code);
}

/// On SIGINT and SIGTERM, kills the children, removes their directories and exits.
///
/// # Errors
/// When the signals cannot be waited for.
pub fn end_on_interrupt() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let mut terminated = {
        let _entered = runtime.enter();
        signal(SignalKind::terminate())?
    };
    std::thread::spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
        });
        end(130);
    });
    Ok(())
}

/// The same when `limit` has passed: a measurement is bounded in time.
pub fn end_after(limit: Duration) {
    std::thread::spawn(move || {
        std::thread::sleep(limit);
        eprintln!("benches: stopped after {} s", limit.as_secs());
        end(1);
    });
}
