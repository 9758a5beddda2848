//! The one thread that makes the metadata log durable.
//!
//! Votes and flushes are carried out in the order in which openraft asked for them. Everything that waits when a sync
//! begins is covered by it: group commit without a timer.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use openraft::storage::IOFlushed;
use parking_lot::Mutex;
use storage::Log;
use storage::fs::Fs;
use tokio::sync::oneshot;

use super::quorum_state::{QuorumState, State};
use super::types::Meta;

pub(super) enum Job {
    /// Entries were appended: tell openraft when they are durable.
    Flush(IOFlushed<Meta>),
    /// Make everything that was appended or cut durable.
    Sync(oneshot::Sender<io::Result<()>>),
    Store(State, oneshot::Sender<io::Result<()>>),
}

pub(super) fn start(
    fs: Arc<dyn Fs>,
    log: Arc<Mutex<Log>>,
    quorum_state: Arc<Mutex<QuorumState>>,
) -> io::Result<(Sender<Job>, JoinHandle<()>)> {
    // Not bounded here: openraft bounds its requests, and each of them brings one job at most.
    let (sender, receiver) = channel();
    let thread = LogThread { fs, log, quorum_state };
    let handle =
        std::thread::Builder::new().name("metadata-log".to_owned()).spawn(move || thread.run(&receiver))?;
    Ok((sender, handle))
}

struct LogThread {
    fs: Arc<dyn Fs>,
    log: Arc<Mutex<Log>>,
    quorum_state: Arc<Mutex<QuorumState>>,
}

impl LogThread {
    fn run(&self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let mut waiting = vec![first];
            waiting.extend(jobs.try_iter());
            let mut flushes = Vec::new();
            for job in waiting {
                match job {
                    Job::Flush(done) => flushes.push(done),
                    Job::Sync(done) => {
                        self.finish(&mut flushes);
                        // Whoever asked may have gone.
                        let _gone = done.send(self.sync());
                    }
                    Job::Store(state, done) => {
                        self.finish(&mut flushes);
                        let _gone = done.send(self.quorum_state.lock().store(&*self.fs, state));
                    }
                }
            }
            self.finish(&mut flushes);
        }
    }

    fn finish(&self, flushes: &mut Vec<IOFlushed<Meta>>) {
        if flushes.is_empty() {
            return;
        }
        let result = self.sync();
        for done in flushes.drain(..) {
            done.io_completed(result.as_ref().copied().map_err(copy));
        }
    }

    /// Syncs outside the log's lock, so that appends and reads go on.
    fn sync(&self) -> io::Result<()> {
        let handle = self.log.lock().flush_handle();
        handle.files.iter().try_for_each(|file| file.sync_data())?;
        handle.dirs.iter().try_for_each(|dir| self.fs.sync_dir(dir))?;
        if !handle.dirs.is_empty() {
            self.quorum_state.lock().dirs_synced(&handle.dirs);
        }
        self.log.lock().mark_flushed(handle.up_to);
        Ok(())
    }
}

fn copy(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}
