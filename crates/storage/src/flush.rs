//! Makes logs durable: group commit, one thread per log directory.
//!
//! The thread takes every log that asked since the last round, syncs each distinct file once, tells each log, and
//! looks again. There is no timer: the longer a round takes, the more appends the next one covers.
//!
//! The files of a round are synced at the same time (`sync_pool.rs`): they share the commits of the file system's journal.
//!
//! A failed sync is never repeated. The kernel reports it once and drops what it could not write, so a second one
//! would succeed and mean nothing: the log directory is offline for as long as the process lives.

mod sync_pool;

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};

use model::Offset;
use parking_lot::{Condvar, Mutex};

use crate::fs::{File, Fs};
use crate::log_manager::BOOT_ID;
use sync_pool::SyncPool;

/// What must be synced to make a log durable up to `up_to`. Holds no lock of the log.
#[derive(Clone, Debug)]
pub struct FlushHandle {
    /// Files with unsynced bytes below `up_to`.
    pub files: Vec<Arc<dyn File>>,
    /// Directories with unsynced entries for such files.
    pub dirs: Vec<PathBuf>,
    /// Exclusive.
    pub up_to: Offset,
}

/// A log, as the flusher sees it. Called on the flusher's thread, with none of its locks held.
pub trait FlushTarget: Send + Sync {
    /// What is to be synced now.
    fn flush_handle(&self) -> FlushHandle;
    /// Everything below `up_to` is durable.
    fn flushed(&self, up_to: Offset);
    /// The log directory is offline; nothing of this log will become durable any more.
    fn failed(&self, error: &io::Error);
}

/// The flusher of one log directory. Its thread starts with the first request and ends when it is dropped, after
/// a last round.
pub struct Flusher {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    fs: Arc<dyn Fs>,
    dir: PathBuf,
    offline: AtomicBool,
    rounds: AtomicU64,
    files_synced: AtomicU64,
    queue: Mutex<Queue>,
    work: Condvar,
    pool: SyncPool,
}

/// Never longer than the directory has logs: a target is in it once.
#[derive(Default)]
struct Queue {
    targets: VecDeque<Arc<dyn FlushTarget>>,
    /// The addresses of `targets`, which live as long as they are queued.
    queued: HashSet<usize>,
    stopping: bool,
}

impl Flusher {
    #[must_use]
    pub fn new(fs: Arc<dyn Fs>, dir: PathBuf) -> Self {
        let shared = Shared {
            fs,
            dir,
            offline: AtomicBool::new(false),
            rounds: AtomicU64::new(0),
            files_synced: AtomicU64::new(0),
            queue: Mutex::default(),
            work: Condvar::new(),
            pool: SyncPool::default(),
        };
        Self { shared: Arc::new(shared), thread: Mutex::new(None) }
    }

    /// Asks that everything written to `target` so far be made durable. Does not wait and calls nothing back
    /// itself; a target that waits already is not queued again.
    pub fn request(&self, target: Arc<dyn FlushTarget>) {
        let address = address_of(&target);
        let mut queue = self.shared.queue.lock();
        if !queue.queued.insert(address) {
            return;
        }
        queue.targets.push_back(target);
        drop(queue);
        self.shared.work.notify_one();
        self.start();
    }

    /// Whether a sync has failed, or `take_offline` was called.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.shared.offline.load(Ordering::Acquire)
    }

    /// Takes the directory offline after a failure elsewhere, such as a failed write.
    pub fn take_offline(&self, error: &io::Error) {
        self.shared.take_offline(error);
    }

    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.shared.dir
    }

    /// Rounds so far.
    #[must_use]
    pub fn rounds(&self) -> u64 {
        self.shared.rounds.load(Ordering::Relaxed)
    }

    /// Files synced so far.
    #[must_use]
    pub fn files_synced(&self) -> u64 {
        self.shared.files_synced.load(Ordering::Relaxed)
    }

    fn start(&self) {
        let mut thread = self.thread.lock();
        if thread.is_some() {
            return;
        }
        let shared = Arc::clone(&self.shared);
        match thread::Builder::new().name("flush".into()).spawn(move || shared.run()) {
            Ok(started) => *thread = Some(started),
            Err(error) => {
                drop(thread);
                self.shared.take_offline(&error);
                self.shared.fail(self.shared.take_queue(), &error);
            }
        }
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        self.shared.queue.lock().stopping = true;
        self.shared.work.notify_one();
        let Some(thread) = self.thread.lock().take() else { return };
        // A target may own the flusher and be dropped by its thread.
        if thread.thread().id() != thread::current().id() {
            // Its result says nothing: it catches panics itself.
            drop(thread.join());
        }
    }
}

impl fmt::Debug for Flusher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flusher").field("dir", &self.shared.dir).field("rounds", &self.rounds()).finish()
    }
}

impl Shared {
    fn run(&self) {
        while let Some(targets) = self.next_round() {
            let done = catch_unwind(AssertUnwindSafe(|| self.flush(&targets)));
            if done.is_err() {
                let error = io::Error::other("the flusher panicked");
                self.take_offline(&error);
                self.fail(targets, &error);
            }
        }
    }

    /// Waits for work; `None` when there is none and the flusher is dropped.
    fn next_round(&self) -> Option<Vec<Arc<dyn FlushTarget>>> {
        let mut queue = self.queue.lock();
        while queue.targets.is_empty() {
            if queue.stopping {
                return None;
            }
            self.work.wait(&mut queue);
        }
        queue.queued.clear();
        Some(queue.targets.drain(..).collect())
    }

    fn take_queue(&self) -> Vec<Arc<dyn FlushTarget>> {
        let mut queue = self.queue.lock();
        queue.queued.clear();
        queue.targets.drain(..).collect()
    }

    fn flush(&self, targets: &[Arc<dyn FlushTarget>]) {
        if self.offline.load(Ordering::Acquire) {
            let error = io::Error::other("the log directory is offline");
            return targets.iter().for_each(|target| target.failed(&error));
        }
        let handles: Vec<FlushHandle> = targets.iter().map(|target| target.flush_handle()).collect();
        match self.fs.observe_flush(&mut || self.sync(&handles)) {
            Ok(()) => {
                self.rounds.fetch_add(1, Ordering::Relaxed);
                targets.iter().zip(&handles).for_each(|(target, handle)| target.flushed(handle.up_to));
            }
            Err(error) => {
                self.take_offline(&error);
                targets.iter().for_each(|target| target.failed(&error));
            }
        }
    }

    fn sync(&self, handles: &[FlushHandle]) -> io::Result<()> {
        let mut seen = HashSet::new();
        let files: Vec<Arc<dyn File>> = handles
            .iter()
            .flat_map(|handle| &handle.files)
            .filter(|file| seen.insert(Arc::as_ptr(file).cast::<()>() as usize))
            .map(Arc::clone)
            .collect();
        let count = files.len() as u64;
        self.pool.sync(files)?;
        self.files_synced.fetch_add(count, Ordering::Relaxed);
        let dirs: BTreeSet<&PathBuf> = handles.iter().flat_map(|handle| &handle.dirs).collect();
        dirs.into_iter().try_for_each(|dir| self.fs.sync_dir(dir))
    }

    fn take_offline(&self, error: &io::Error) {
        if !self.offline.swap(true, Ordering::AcqRel) {
            tracing::error!(log_dir = %self.dir.display(), %error, "log directory is offline");
            // What the system failed to write it may have thrown away: the next start must look at every batch. If
            // there is no such file it does so anyway.
            drop(self.fs.remove_file(&self.dir.join(BOOT_ID)));
        }
    }

    /// Tells each target, whatever the others do.
    fn fail(&self, targets: Vec<Arc<dyn FlushTarget>>, error: &io::Error) {
        for target in targets {
            if catch_unwind(AssertUnwindSafe(|| target.failed(error))).is_err() {
                tracing::error!(log_dir = %self.dir.display(), "a log panicked when told that it is offline");
            }
        }
    }
}

fn address_of(target: &Arc<dyn FlushTarget>) -> usize {
    Arc::as_ptr(target).cast::<()>() as usize
}

#[cfg(test)]
mod tests {
    use std::io::{self, IoSlice};
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};
    use std::sync::mpsc::{Receiver, Sender, channel};

    use model::Offset;
    use parking_lot::Mutex;
    use rustix::io::Errno;

    use super::{FlushHandle, FlushTarget, Flusher};
    use crate::fs::{File, Fs, Open};
    use crate::sim_fs::SimFs;

    #[derive(Debug, PartialEq)]
    enum Event {
        Asked,
        Flushed(i64),
        Failed(String),
    }

    struct Target {
        files: Vec<Arc<dyn File>>,
        end: AtomicI64,
        events: Sender<Event>,
        /// The flusher waits for a token here, so that a test can hold a round.
        gate: Mutex<Option<Receiver<()>>>,
    }

    impl FlushTarget for Target {
        fn flush_handle(&self) -> FlushHandle {
            self.events.send(Event::Asked).unwrap();
            if let Some(gate) = &*self.gate.lock() {
                gate.recv().unwrap();
            }
            let up_to = Offset(self.end.load(Ordering::SeqCst));
            FlushHandle { files: self.files.clone(), dirs: vec![PathBuf::from("/data")], up_to }
        }

        fn flushed(&self, up_to: Offset) {
            self.events.send(Event::Flushed(up_to.0)).unwrap();
        }

        fn failed(&self, error: &io::Error) {
            self.events.send(Event::Failed(error.to_string())).unwrap();
        }
    }

    fn setup() -> (SimFs, Flusher) {
        let fs = SimFs::new();
        fs.create_dir_all(Path::new("/data")).unwrap();
        fs.sync_all();
        (fs.clone(), Flusher::new(Arc::new(fs), PathBuf::from("/data")))
    }

    fn file(fs: &SimFs, name: &str) -> Arc<dyn File> {
        let file = fs.open(&Path::new("/data").join(name), Open::CreateNew).unwrap();
        file.write_at(&[IoSlice::new(b"written")], 0).unwrap();
        file
    }

    fn target(files: Vec<Arc<dyn File>>) -> (Arc<Target>, Receiver<Event>) {
        let (events, received) = channel();
        (Arc::new(Target { files, end: AtomicI64::new(7), events, gate: Mutex::new(None) }), received)
    }

    #[test]
    fn what_was_asked_for_is_durable_when_the_target_is_told() {
        let (fs, flusher) = setup();
        let (target, events) = target(vec![file(&fs, "a")]);
        flusher.request(target);
        assert_eq!((events.recv().unwrap(), events.recv().unwrap()), (Event::Asked, Event::Flushed(7)));
        for seed in 0..20 {
            let image = fs.crash(seed);
            assert_eq!(image.open(Path::new("/data/a"), Open::Read).unwrap().len().unwrap(), 7);
        }
    }

    #[test]
    fn requests_during_a_round_are_one_request_of_the_next_round() {
        let (fs, flusher) = setup();
        let (slow, events) = target(vec![file(&fs, "a")]);
        let (open, gate) = channel();
        *slow.gate.lock() = Some(gate);
        flusher.request(Arc::clone(&slow) as Arc<dyn FlushTarget>);
        assert_eq!(events.recv().unwrap(), Event::Asked);
        for _ in 0..100 {
            flusher.request(Arc::clone(&slow) as Arc<dyn FlushTarget>);
        }
        open.send(()).unwrap();
        open.send(()).unwrap();
        assert_eq!(events.recv().unwrap(), Event::Flushed(7));
        assert_eq!(events.recv().unwrap(), Event::Asked);
        assert_eq!(events.recv().unwrap(), Event::Flushed(7));
        drop(flusher);
        assert!(events.try_recv().is_err());
    }

    #[test]
    fn many_targets_share_a_round_and_a_shared_file_is_synced_once() {
        let (fs, flusher) = setup();
        let (first, first_events) = target(vec![]);
        let (open, gate) = channel();
        *first.gate.lock() = Some(gate);
        flusher.request(first);
        assert_eq!(first_events.recv().unwrap(), Event::Asked);
        let shared = file(&fs, "shared");
        let targets: Vec<_> =
            (0..20).map(|i| target(vec![file(&fs, &i.to_string()), Arc::clone(&shared)])).collect();
        targets.iter().for_each(|(target, _)| flusher.request(Arc::clone(target) as Arc<dyn FlushTarget>));
        open.send(()).unwrap();
        for (_, events) in &targets {
            assert_eq!((events.recv().unwrap(), events.recv().unwrap()), (Event::Asked, Event::Flushed(7)));
        }
        assert_eq!((flusher.rounds(), flusher.files_synced()), (2, 21));
    }

    #[test]
    fn a_failed_sync_takes_the_directory_offline_for_ever_and_is_not_repeated() {
        let (fs, flusher) = setup();
        let (target, events) = target(vec![file(&fs, "a")]);
        fs.fail_sync(0, Errno::IO);
        flusher.request(Arc::clone(&target) as Arc<dyn FlushTarget>);
        assert_eq!(events.recv().unwrap(), Event::Asked);
        assert!(matches!(events.recv().unwrap(), Event::Failed(error) if error.contains("Input/output")));
        assert!(flusher.is_offline());
        let syncs = fs.counts().syncs;
        flusher.request(target);
        assert_eq!(events.recv().unwrap(), Event::Failed("the log directory is offline".into()));
        assert_eq!(fs.counts().syncs, syncs);
    }

    #[test]
    fn a_failed_sync_of_the_directory_counts_too() {
        let (fs, flusher) = setup();
        let (target, events) = target(vec![file(&fs, "a")]);
        fs.fail_sync(1, Errno::IO);
        flusher.request(target);
        assert_eq!(events.recv().unwrap(), Event::Asked);
        assert!(matches!(events.recv().unwrap(), Event::Failed(_)));
        assert!(flusher.is_offline());
    }

    #[test]
    fn dropping_the_flusher_flushes_what_is_queued() {
        let (fs, flusher) = setup();
        let (target, events) = target(vec![file(&fs, "a")]);
        flusher.request(target);
        drop(flusher);
        assert_eq!((events.recv().unwrap(), events.recv().unwrap()), (Event::Asked, Event::Flushed(7)));
    }

    #[test]
    fn a_panicking_target_takes_the_directory_offline_and_fails_the_others() {
        struct Panics;
        impl FlushTarget for Panics {
            fn flush_handle(&self) -> FlushHandle {
                panic!("in a test")
            }
            fn flushed(&self, _: Offset) {}
            fn failed(&self, _: &io::Error) {
                panic!("again")
            }
        }
        let (fs, flusher) = setup();
        let (target, events) = target(vec![file(&fs, "a")]);
        flusher.request(Arc::new(Panics));
        while !flusher.is_offline() {
            std::thread::yield_now();
        }
        flusher.request(target);
        assert!(matches!(events.recv().unwrap(), Event::Failed(_)));
    }
}
