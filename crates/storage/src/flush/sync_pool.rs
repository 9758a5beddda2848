//! Syncs several files at the same time.
//!
//! A sync of a file that has grown waits for a commit of the file system's journal, and all that wait at one moment share
//! one commit. One behind the other, each pays for its own: of 16 files that takes twenty times as long.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use parking_lot::{Condvar, Mutex};

use crate::fs::File;

/// Threads beside the one that asks. They are started when there is something for them to do.
const HELPERS_MAX: usize = 7;
const STACK_BYTES: usize = 128 << 10;

/// The helpers of one flusher. One caller at a time.
#[derive(Default)]
pub(super) struct SyncPool {
    shared: Arc<Shared>,
    helpers: Mutex<Vec<JoinHandle<()>>>,
}

#[derive(Default)]
struct Shared {
    round: Mutex<Round>,
    /// There are files, or it is time to stop.
    work: Condvar,
    /// The last file of the round was synced.
    done: Condvar,
}

#[derive(Default)]
struct Round {
    files: Vec<Arc<dyn File>>,
    /// Files that were taken and are not synced yet.
    running: usize,
    error: Option<io::Error>,
    stopping: bool,
}

impl SyncPool {
    /// Returns when all files are synced.
    ///
    /// # Errors
    /// A sync failed; of the others some may not have been tried.
    pub(super) fn sync(&self, mut files: Vec<Arc<dyn File>>) -> io::Result<()> {
        if files.len() < 2 {
            return files.pop().map_or(Ok(()), |file| file.sync_data());
        }
        let helpers = HELPERS_MAX.min(files.len() - 1);
        self.start(helpers);
        let mut round = self.shared.round.lock();
        assert!(round.files.is_empty() && round.running == 0, "one caller at a time");
        round.files = files;
        for _ in 0..helpers {
            self.shared.work.notify_one();
        }
        self.shared.sync_all(&mut round);
        while round.running > 0 {
            self.shared.done.wait(&mut round);
        }
        round.error.take().map_or(Ok(()), Err)
    }

    /// With fewer threads than wished, those that there are do it.
    fn start(&self, wished: usize) {
        let mut helpers = self.helpers.lock();
        while helpers.len() < wished {
            let shared = Arc::clone(&self.shared);
            let thread = thread::Builder::new().name("flush-helper".into()).stack_size(STACK_BYTES);
            match thread.spawn(move || shared.help()) {
                Ok(helper) => helpers.push(helper),
                Err(error) => {
                    tracing::warn!(%error, "fewer files than wished are flushed at a time");
                    return;
                }
            }
        }
    }
}

impl Drop for SyncPool {
    fn drop(&mut self) {
        self.shared.round.lock().stopping = true;
        self.shared.work.notify_all();
        // A helper catches panics itself, so its result says nothing.
        self.helpers.get_mut().drain(..).for_each(|helper| drop(helper.join()));
    }
}

impl Shared {
    fn help(&self) {
        let mut round = self.round.lock();
        while !round.stopping {
            self.sync_all(&mut round);
            self.work.wait(&mut round);
        }
    }

    /// Takes files until there are none. The lock is released during a sync.
    fn sync_all(&self, round: &mut parking_lot::MutexGuard<'_, Round>) {
        while let Some(file) = round.files.pop() {
            round.running += 1;
            let synced = parking_lot::MutexGuard::unlocked(round, || {
                catch_unwind(AssertUnwindSafe(|| file.sync_data()))
                    .unwrap_or_else(|_| Err(io::Error::other("a sync panicked")))
            });
            round.running -= 1;
            if let Err(error) = synced {
                round.files.clear();
                round.error.get_or_insert(error);
            }
        }
        if round.running == 0 {
            self.done.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::IoSlice;
    use std::path::PathBuf;
    use std::sync::Arc;

    use rustix::io::Errno;

    use super::SyncPool;
    use crate::fs::{File, Fs, Open};
    use crate::sim_fs::SimFs;

    fn files(fs: &SimFs, count: usize) -> Vec<Arc<dyn File>> {
        let create = |i| {
            let file = fs.open(&PathBuf::from(format!("/{i}")), Open::CreateNew).unwrap();
            file.write_at(&[IoSlice::new(b"written")], 0).unwrap();
            file
        };
        (0..count).map(create).collect()
    }

    #[test]
    fn every_file_is_synced_once_however_many_there_are() {
        let pool = SyncPool::default();
        for count in [0, 1, 2, 5, 40, 3] {
            let fs = SimFs::new();
            pool.sync(files(&fs, count)).unwrap();
            assert_eq!(fs.counts().syncs as usize, count);
        }
    }

    #[test]
    fn a_failure_fails_the_round_and_not_the_next_one() {
        let pool = SyncPool::default();
        let fs = SimFs::new();
        fs.fail_sync(3, Errno::IO);
        assert_eq!(pool.sync(files(&fs, 8)).unwrap_err().raw_os_error(), Some(Errno::IO.raw_os_error()));
        let other = SimFs::new();
        pool.sync(files(&other, 8)).unwrap();
    }
}
