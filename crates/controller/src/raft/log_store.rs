//! openraft's log storage over our log engine and the quorum-state file.

use std::fmt::Debug;
use std::io;
use std::ops::{Bound, RangeBounds};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

use bytes::BytesMut;
use model::{Batches, Millis, Offset, TopicPartition, Uuid};
use openraft::OptionalSend;
use openraft::storage::{IOFlushed, LogState, RaftLogReader, RaftLogStorage};
use parking_lot::Mutex;
use storage::fs::Fs;
use storage::{Log, LogConfig, OpenHint, StorageError};
use tokio::sync::oneshot;

use super::entry_batch::{decode, encode, log_id};
use super::log_thread::{self, Job};
use super::quorum_state::{QuorumState, State};
use super::types::{Entry, LogId, Meta, Vote};

/// The directory of the metadata log within its log directory.
pub(crate) const METADATA_LOG_DIR: &str = "__cluster_metadata-0";
/// Entries that are read for a follower at once; one at least.
const READ_BYTES_MAX: usize = 1 << 20;

#[derive(Clone, Debug)]
pub(super) struct LogStoreOptions {
    pub(super) fs: Arc<dyn Fs>,
    /// The log directory that `__cluster_metadata-0` lies in.
    pub(super) dir: PathBuf,
    pub(super) clock: fn() -> Millis,
}

/// The log, the vote and the commit index of this node. A clone is the same store.
#[derive(Clone, Debug)]
pub(super) struct LogStore(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    log: Arc<Mutex<Log>>,
    quorum_state: Arc<Mutex<QuorumState>>,
    clock: fn() -> Millis,
    /// `None` once closed.
    thread: Mutex<Option<(Sender<Job>, JoinHandle<()>)>>,
}

impl LogStore {
    /// Opens what is there, or an empty log. A batch at the end that was cut by a crash is gone; it was never
    /// acknowledged.
    pub(super) fn open(options: LogStoreOptions) -> io::Result<Self> {
        let LogStoreOptions { fs, dir, clock } = options;
        let dir = dir.join(METADATA_LOG_DIR);
        let quorum_state = QuorumState::open(&*fs, &dir)?;
        let log_start = quorum_state.get().purged.map_or(0, |purged| purged.index() + 1);
        let hint = OpenHint {
            // The log of the cluster is small, and reading it is what a start does anyway.
            recovery_point: Offset::ZERO,
            log_start_offset: offset(log_start)?,
            clean_shutdown: false,
        };
        let partition = TopicPartition::new("__cluster_metadata", 0);
        let id = Uuid::METADATA_TOPIC_ID;
        let opened = Log::open(fs.clone(), dir, partition, id, LogConfig::default(), hint, clock());
        let (mut log, _report) = opened.map_err(failed)?;
        log.side_files_are_hints();
        let (log, quorum_state) = (Arc::new(Mutex::new(log)), Arc::new(Mutex::new(quorum_state)));
        let thread = log_thread::start(fs, log.clone(), quorum_state.clone())?;
        Ok(Self(Arc::new(Inner { log, quorum_state, clock, thread: Mutex::new(Some(thread)) })))
    }

    /// Ends the thread after what it has to do, and closes the log.
    pub(super) fn close(&self) -> io::Result<()> {
        let Some((jobs, thread)) = self.0.thread.lock().take() else { return Ok(()) };
        drop(jobs);
        if thread.join().is_err() {
            return Err(io::Error::other("the thread of the metadata log panicked"));
        }
        self.0.log.lock().close_clean().map_err(failed)
    }

    fn send(&self, job: Job) -> io::Result<()> {
        let thread = self.0.thread.lock();
        let closed = || io::Error::other("the metadata log is closed");
        thread.as_ref().ok_or_else(closed)?.0.send(job).map_err(|_| closed())
    }

    async fn wait(&self, job: impl FnOnce(oneshot::Sender<io::Result<()>>) -> Job) -> io::Result<()> {
        let (done, result) = oneshot::channel();
        self.send(job(done))?;
        result.await.map_err(|_| io::Error::other("the metadata log is closed"))?
    }

    async fn store(&self, change: impl FnOnce(&mut State)) -> io::Result<()> {
        let mut state = self.0.quorum_state.lock().get();
        change(&mut state);
        self.wait(|done| Job::Store(state, done)).await
    }

    fn read(&self, from: u64, to: u64, bytes_max: usize) -> io::Result<Vec<Entry>> {
        let log = self.0.log.lock();
        let (mut next, end) =
            (offset(from)?.max(log.log_start_offset()), offset(to)?.min(log.log_end_offset()));
        let (mut entries, mut left) = (Vec::new(), bytes_max);
        let mut bytes = Vec::new();
        while next < end && (left > 0 || entries.is_empty()) {
            let read =
                log.read(next, end, left, entries.is_empty() || bytes_max == usize::MAX).map_err(failed)?;
            let Some(slice) = read.slice else { break };
            bytes.clear();
            slice.read_to(&mut bytes)?;
            for batch in Batches::new(&bytes) {
                let (header, batch) =
                    batch.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
                entries.push(decode(&header, batch)?);
            }
            left = left.saturating_sub(bytes.len());
            next = read.next_offset;
        }
        Ok(entries)
    }
}

impl RaftLogReader<Meta> for LogStore {
    async fn try_get_log_entries<RB: RangeBounds<u64> + Clone + Debug + OptionalSend>(
        &mut self,
        range: RB,
    ) -> io::Result<Vec<Entry>> {
        let from = match range.start_bound() {
            Bound::Included(from) => *from,
            Bound::Excluded(before) => before + 1,
            Bound::Unbounded => 0,
        };
        let to = match range.end_bound() {
            Bound::Included(last) => last.saturating_add(1),
            Bound::Excluded(to) => *to,
            Bound::Unbounded => u64::MAX,
        };
        self.read(from, to.min(i64::MAX as u64), usize::MAX)
    }

    async fn limited_get_log_entries(&mut self, start: u64, end: u64) -> io::Result<Vec<Entry>> {
        self.read(start, end, READ_BYTES_MAX)
    }

    async fn read_vote(&mut self) -> io::Result<Option<Vote>> {
        Ok(self.0.quorum_state.lock().get().vote)
    }
}

impl RaftLogStorage<Meta> for LogStore {
    type LogReader = Self;

    async fn get_log_state(&mut self) -> io::Result<LogState<Meta>> {
        let purged = self.0.quorum_state.lock().get().purged;
        let log = self.0.log.lock();
        let last = Offset(log.log_end_offset().0 - 1);
        let last = if last < log.log_start_offset() {
            None
        } else {
            log.epoch_for_offset(last).map(|epoch| log_id(epoch, last.0)).transpose()?
        };
        Ok(LogState { last_purged_log_id: purged, last_log_id: last.or(purged) })
    }

    async fn get_log_reader(&mut self) -> Self {
        self.clone()
    }

    /// Raft counts on the term and on whom this node voted for in it. That the vote was won may be lost in a crash: then
    /// it is a vote that was given.
    async fn save_vote(&mut self, vote: &Vote) -> io::Result<()> {
        {
            let mut quorum_state = self.0.quorum_state.lock();
            let state = quorum_state.get();
            if state.vote.is_some_and(|given| given.leader_id == vote.leader_id) {
                return quorum_state.store_unsynced(State { vote: Some(*vote), ..state });
            }
        }
        self.store(|state| state.vote = Some(*vote)).await
    }

    async fn save_committed(&mut self, committed: Option<LogId>) -> io::Result<()> {
        let mut quorum_state = self.0.quorum_state.lock();
        let state = State { committed, ..quorum_state.get() };
        quorum_state.store_unsynced(state)
    }

    async fn read_committed(&mut self) -> io::Result<Option<LogId>> {
        Ok(self.0.quorum_state.lock().get().committed)
    }

    async fn append<I>(&mut self, entries: I, done: IOFlushed<Meta>) -> io::Result<()>
    where
        I: IntoIterator<Item = Entry> + OptionalSend,
        I::IntoIter: OptionalSend,
    {
        let now = (self.0.clock)();
        let mut batches = BytesMut::new();
        for entry in entries {
            batches.extend_from_slice(&encode(&entry, now)?);
        }
        self.0.log.lock().append_as_follower(batches.freeze(), now).map_err(failed)?;
        self.send(Job::Flush(done))
    }

    async fn truncate_after(&mut self, last: Option<LogId>) -> io::Result<()> {
        let end = offset(last.map_or(0, |last| last.index() + 1))?;
        self.0.log.lock().truncate_to(end).map_err(failed)?;
        self.wait(Job::Sync).await
    }

    async fn purge(&mut self, up_to: LogId) -> io::Result<()> {
        self.store(|state| state.purged = Some(up_to)).await?;
        let start = offset(up_to.index() + 1)?;
        let mut log = self.0.log.lock();
        if start > log.log_end_offset() {
            return log.truncate_fully_and_start_at(start, (self.0.clock)()).map_err(failed);
        }
        log.delete_records_before(start).map_err(failed)?;
        log.remove_old_segments(start).map(drop).map_err(failed)
    }
}

fn offset(index: u64) -> io::Result<Offset> {
    i64::try_from(index).map(Offset).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))
}

fn failed(error: StorageError) -> io::Error {
    match error {
        StorageError::Io { path, source } => {
            io::Error::new(source.kind(), format!("{}: {source}", path.display()))
        }
        StorageError::Corrupt { .. } => io::Error::new(io::ErrorKind::InvalidData, error),
        other => io::Error::other(other),
    }
}
