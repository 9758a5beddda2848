//! One partition on this broker: its log, its leadership, and who waits for it.
//!
//! Lock order: a partition's own lock, then its log's. Both are short and never held across an `await`; an fsync
//! happens under neither. The log is opened when it is first asked for, so that a broker with many idle partitions
//! starts at once and owns little.

mod divergence;
mod error;
mod status;

use std::fmt;
use std::io;
use std::sync::{Arc, Weak};

use model::{BrokerId, LeaderEpoch, Millis, Offset, TopicPartition, Uuid};
use parking_lot::{Mutex, MutexGuard};
use storage::log::{AppendError, AppendInfo, Log, LogConfig, LogSlice, StorageError, TimestampOffset};
use storage::log_manager::{LogListener, LogManager, ManagedLog};
use storage::validate::ValidBatch;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use crate::counters::PartitionCounters;
use crate::leader::{Effect, Effects, Event, Leader};
use crate::waiters::Waiters;
use divergence::diverging_epoch;
pub use error::PartitionError;
pub use status::{LogSize, PartitionStatus};

/// Where a partition finds its log and its configuration.
#[derive(Debug)]
pub struct Host {
    pub node_id: BrokerId,
    pub log_manager: Arc<LogManager>,
    pub configs: Arc<dyn TopicConfigs>,
}

/// The effective configuration of a topic's logs.
pub trait TopicConfigs: Send + Sync + fmt::Debug {
    fn log_config(&self, topic: &str) -> LogConfig;
}

/// A partition that this broker has a replica of.
pub struct Partition {
    id: TopicPartition,
    topic_id: Uuid,
    host: Arc<Host>,
    this: Weak<Self>,
    state: Mutex<State>,
    pub counters: PartitionCounters,
}

#[derive(Debug)]
struct State {
    leader_id: Option<BrokerId>,
    leader_epoch: LeaderEpoch,
    /// With its log, once that is open.
    open: Option<OpenPartition>,
    waiters: Waiters,
    /// The partition was deleted, or its log directory failed.
    closed: Option<Closed>,
}

#[derive(Debug)]
struct OpenPartition {
    log: Arc<ManagedLog>,
    leader: Leader,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closed {
    Deleted,
    Offline,
}

/// How far a reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchIsolation {
    LogEnd,
    HighWatermark,
    TxnCommitted,
}

/// What is to be read. Epochs are −1 where the client gives none.
#[derive(Clone, Copy, Debug)]
pub struct ReadRequest {
    pub offset: Offset,
    pub max_bytes: usize,
    /// The first batch is returned even if it is larger than `max_bytes`.
    pub min_one_batch: bool,
    pub isolation: FetchIsolation,
    pub current_leader_epoch: LeaderEpoch,
    pub last_fetched_epoch: LeaderEpoch,
}

/// What was found. The slice was not touched yet: it says where its bytes lie.
#[derive(Debug)]
pub struct PartitionRead {
    pub high_watermark: Offset,
    pub last_stable_offset: Offset,
    pub log_start_offset: Offset,
    pub log_end_offset: Offset,
    pub slice: Option<LogSlice>,
    /// The log of who asks has gone another way: the largest epoch that both may share, and where it ends here.
    pub diverging_epoch: Option<(LeaderEpoch, Offset)>,
}

/// Offsets of a partition at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartitionOffsets {
    pub log_start_offset: Offset,
    pub last_stable_offset: Offset,
    pub high_watermark: Offset,
    pub log_end_offset: Offset,
}

impl Partition {
    #[must_use]
    pub fn new(
        id: TopicPartition,
        topic_id: Uuid,
        host: Arc<Host>,
        leader: (Option<BrokerId>, LeaderEpoch),
    ) -> Arc<Self> {
        let (leader_id, leader_epoch) = leader;
        let state = State { leader_id, leader_epoch, open: None, waiters: Waiters::default(), closed: None };
        Arc::new_cyclic(|this| Self {
            id,
            topic_id,
            host,
            this: this.clone(),
            state: Mutex::new(state),
            counters: PartitionCounters::default(),
        })
    }

    #[must_use]
    pub fn id(&self) -> &TopicPartition {
        &self.id
    }

    #[must_use]
    pub fn topic_id(&self) -> Uuid {
        self.topic_id
    }

    #[must_use]
    pub fn leader(&self) -> (Option<BrokerId>, LeaderEpoch) {
        let state = self.state.lock();
        (state.leader_id, state.leader_epoch)
    }

    /// Writes a batch. When it returns, the records are in the page cache: a crash of the process does not lose
    /// them, a power cut may, until the high watermark passes them. `is_awaited`: the caller will wait for that.
    ///
    /// # Errors
    /// This broker does not lead, the producer's sequence is wrong, or the disk fails.
    pub fn append_as_leader(
        &self,
        batch: &ValidBatch,
        is_awaited: bool,
        now: Millis,
    ) -> Result<AppendInfo, PartitionError> {
        let mut state = self.leading(LeaderEpoch::NONE, now)?;
        let leader_epoch = state.leader_epoch;
        let open = self.open_mut(&mut state)?;
        let mut log = open.log.lock()?;
        let appended = log.append_as_leader(batch, leader_epoch, now);
        let info = appended.map_err(|error| self.append_failed(&open.log, error))?;
        let log_end_offset = log.log_end_offset();
        drop(log);
        let bytes = if info.is_duplicate { 0 } else { batch.bytes.len() as u64 };
        let effects = open.leader.step(Event::Appended { log_end_offset, bytes, is_awaited });
        Self::carry_out(&mut state, effects);
        Ok(info)
    }

    /// Finds what `request` asks for. Touches no record bytes beyond batch headers.
    ///
    /// # Errors
    /// This broker does not lead, the epoch is another one, the offset is not in the log, or the disk fails.
    pub fn read(&self, request: ReadRequest, now: Millis) -> Result<PartitionRead, PartitionError> {
        let mut state = self.leading(request.current_leader_epoch, now)?;
        let open = self.open_mut(&mut state)?;
        let mut log = open.log.lock()?;
        let offsets = offsets(&mut log, &open.leader);
        let mut read = PartitionRead {
            high_watermark: offsets.high_watermark,
            last_stable_offset: offsets.last_stable_offset,
            log_start_offset: offsets.log_start_offset,
            log_end_offset: offsets.log_end_offset,
            slice: None,
            diverging_epoch: None,
        };
        if request.last_fetched_epoch.0 >= 0 {
            read.diverging_epoch = diverging_epoch(&log, request)?;
            if read.diverging_epoch.is_some() {
                return Ok(read);
            }
        }
        if request.offset < offsets.log_start_offset || request.offset > offsets.log_end_offset {
            return Err(out_of_range(request.offset, offsets));
        }
        let upper_bound = offsets.upper_bound(request.isolation);
        if request.offset < upper_bound {
            let found = log.read(request.offset, upper_bound, request.max_bytes, request.min_one_batch);
            read.slice = found.map_err(|error| failed(&open.log, error))?.slice;
        } else {
            drop(log);
            let effects = open.leader.step(Event::CommitAwaited);
            Self::carry_out(&mut state, effects);
        }
        Ok(read)
    }

    /// Runs `query` on the log of a partition that this broker leads.
    ///
    /// # Errors
    /// As [`Self::read`], and what `query` gives.
    pub fn with_log<T>(
        &self,
        current_leader_epoch: LeaderEpoch,
        now: Millis,
        query: impl FnOnce(&mut Log, PartitionOffsets) -> Result<T, StorageError>,
    ) -> Result<T, PartitionError> {
        let mut state = self.leading(current_leader_epoch, now)?;
        let open = self.open_mut(&mut state)?;
        let mut log = open.log.lock()?;
        let offsets = offsets(&mut log, &open.leader);
        query(&mut log, offsets).map_err(|error| failed(&open.log, error))
    }

    /// The first record whose timestamp is at least `timestamp`, before the end that `isolation` shows.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn offset_for_timestamp(
        &self,
        timestamp: i64,
        isolation: FetchIsolation,
        current_leader_epoch: LeaderEpoch,
        now: Millis,
    ) -> Result<Option<TimestampOffset>, PartitionError> {
        self.with_log(current_leader_epoch, now, |log, offsets| {
            log.offset_for_timestamp(timestamp, offsets.upper_bound(isolation))
        })
    }

    /// # Errors
    /// As [`Self::read`].
    pub fn offsets(
        &self,
        current_leader_epoch: LeaderEpoch,
        now: Millis,
    ) -> Result<PartitionOffsets, PartitionError> {
        self.with_log(current_leader_epoch, now, |_, offsets| Ok(offsets))
    }

    /// Returns when everything before `end` is committed.
    ///
    /// # Errors
    /// `TimedOut`, or the partition was deleted, failed or is led by another meanwhile.
    pub async fn wait_for_high_watermark(
        &self,
        end: Offset,
        deadline: Instant,
    ) -> Result<(), PartitionError> {
        let signal = Arc::new(Notify::new());
        loop {
            if self.is_committed_or_register(end, &signal)? {
                return Ok(());
            }
            if timeout_at(deadline, signal.notified()).await.is_err() {
                self.unregister(&signal);
                return Err(PartitionError::TimedOut);
            }
        }
    }

    fn is_committed_or_register(&self, end: Offset, signal: &Arc<Notify>) -> Result<bool, PartitionError> {
        let mut state = self.state.lock();
        self.check_leading(&state)?;
        let high_watermark = state.open.as_ref().map_or(Offset(0), |open| open.leader.high_watermark());
        if high_watermark >= end {
            return Ok(true);
        }
        state.waiters.register(end, signal);
        Ok(false)
    }

    /// Whether everything before `end` is committed.
    #[must_use]
    pub fn is_committed(&self, end: Offset) -> bool {
        self.state.lock().open.as_ref().is_some_and(|open| open.leader.high_watermark() >= end)
    }

    /// Has `signal` woken when the high watermark is at least `high_watermark`, or the partition is gone.
    pub fn register(&self, high_watermark: Offset, signal: &Arc<Notify>) {
        self.state.lock().waiters.register(high_watermark, signal);
    }

    pub fn unregister(&self, signal: &Arc<Notify>) {
        self.state.lock().waiters.unregister(signal);
    }

    /// Who leads from now on.
    pub fn set_leader(&self, leader_id: Option<BrokerId>, leader_epoch: LeaderEpoch) {
        let mut state = self.state.lock();
        if leader_epoch <= state.leader_epoch {
            return;
        }
        (state.leader_id, state.leader_epoch) = (leader_id, leader_epoch);
        if let Some(Ok(mut log)) = state.open.as_ref().map(|open| open.log.lock()) {
            log.assign_epoch_start(leader_epoch);
        }
        state.waiters.wake_all();
    }

    /// Applies a changed configuration to an open log.
    pub fn update_config(&self, config: &LogConfig) {
        let mut state = self.state.lock();
        let Some(open) = &mut state.open else { return };
        if let Ok(mut log) = open.log.lock() {
            log.update_config(config.clone());
        }
        let effects = open.leader.step(Event::FlushMessagesChanged { flush_messages: config.flush_messages });
        Self::carry_out(&mut state, effects);
    }

    /// Flushes what was written and nobody waited for.
    pub fn flush_leftovers(&self) {
        let mut state = self.state.lock();
        if let Some(open) = &mut state.open {
            let effects = open.leader.step(Event::CommitAwaited);
            Self::carry_out(&mut state, effects);
        }
    }

    /// Bytes on disk; 0 for a log that was never written or opened.
    #[must_use]
    pub fn size_bytes(&self, now: Millis) -> u64 {
        self.with_log(LeaderEpoch::NONE, now, |log, _| Ok(log.size_bytes())).unwrap_or(0)
    }

    /// The partition is no more. Its files are the caller's concern.
    pub fn close_deleted(&self) {
        self.close(Closed::Deleted);
    }

    /// The log's directory has failed: nothing works here until the broker starts again.
    pub fn close_offline(&self) {
        self.close(Closed::Offline);
    }

    fn close(&self, why: Closed) {
        Self::shut(&mut self.state.lock(), why);
    }

    fn shut(state: &mut State, why: Closed) {
        state.closed.get_or_insert(why);
        state.open = None;
        state.waiters.wake_all();
    }

    /// The state, of a partition that this broker leads in the epoch that the client believes in.
    fn leading(&self, asked: LeaderEpoch, now: Millis) -> Result<MutexGuard<'_, State>, PartitionError> {
        let mut state = self.state.lock();
        if state.open.as_ref().is_some_and(|open| open.log.dir().is_offline()) {
            Self::shut(&mut state, Closed::Offline);
        }
        self.check_leading(&state)?;
        let current = state.leader_epoch;
        // Only −1 means that the client does not know.
        if asked != LeaderEpoch::NONE && asked < current {
            return Err(PartitionError::FencedLeaderEpoch { asked, current });
        }
        if asked > current {
            return Err(PartitionError::UnknownLeaderEpoch { asked, current });
        }
        if state.open.is_none() {
            state.open = Some(self.open_log(current, now)?);
        }
        Ok(state)
    }

    fn check_leading(&self, state: &State) -> Result<(), PartitionError> {
        match state.closed {
            Some(Closed::Deleted) => Err(PartitionError::Deleted),
            Some(Closed::Offline) => Err(PartitionError::Offline),
            None if state.leader_id == Some(self.host.node_id) => Ok(()),
            None => {
                let (leader_id, leader_epoch) = (state.leader_id, state.leader_epoch);
                Err(PartitionError::NotLeader { leader_id, leader_epoch })
            }
        }
    }

    fn open_mut<'a>(&self, state: &'a mut State) -> Result<&'a mut OpenPartition, PartitionError> {
        state.open.as_mut().ok_or(PartitionError::Deleted)
    }

    fn open_log(&self, leader_epoch: LeaderEpoch, now: Millis) -> Result<OpenPartition, PartitionError> {
        let config = self.host.configs.log_config(&self.id.topic);
        let flush_messages = config.flush_messages;
        let log = self.host.log_manager.get_or_create(&self.id, self.topic_id, config, now)?;
        log.set_listener(Weak::clone(&self.this) as Weak<dyn LogListener>);
        let leader = {
            let mut opened = log.lock()?;
            opened.assign_epoch_start(leader_epoch);
            Leader::new(opened.log_end_offset(), opened.recovery_point(), flush_messages)
        };
        log.set_high_watermark(leader.high_watermark());
        Ok(OpenPartition { log, leader })
    }

    fn carry_out(state: &mut State, effects: Effects) {
        let Some(open) = &state.open else { return };
        for effect in effects {
            match effect {
                Effect::AdvanceHighWatermark(high_watermark) => {
                    open.log.set_high_watermark(high_watermark);
                    state.waiters.wake(high_watermark);
                }
                Effect::Flush => open.log.request_flush(),
            }
        }
    }

    fn append_failed(&self, log: &ManagedLog, error: AppendError) -> PartitionError {
        if let AppendError::Storage(error) = &error {
            log.check_disk(error);
            tracing::error!(topic = %self.id.topic, partition = self.id.partition, %error, "append failed");
        }
        PartitionError::Append(error)
    }
}

impl LogListener for Partition {
    fn flushed(&self, up_to: Offset) {
        let mut state = self.state.lock();
        if let Some(open) = &mut state.open {
            let effects = open.leader.step(Event::Flushed { durable_end: up_to });
            Self::carry_out(&mut state, effects);
        }
    }

    fn failed(&self, _: &io::Error) {
        self.close(Closed::Offline);
    }
}

impl PartitionOffsets {
    /// The first offset that a reader with this isolation does not see.
    #[must_use]
    pub fn upper_bound(&self, isolation: FetchIsolation) -> Offset {
        match isolation {
            FetchIsolation::LogEnd => self.log_end_offset,
            FetchIsolation::HighWatermark => self.high_watermark,
            FetchIsolation::TxnCommitted => self.last_stable_offset,
        }
    }
}

fn offsets(log: &mut Log, leader: &Leader) -> PartitionOffsets {
    let log_start_offset = log.log_start_offset();
    let high_watermark = leader.high_watermark().max(log_start_offset);
    let last_stable_offset =
        log.first_unstable_offset(high_watermark).map_or(high_watermark, |first| first.min(high_watermark));
    PartitionOffsets {
        log_start_offset,
        last_stable_offset,
        high_watermark,
        log_end_offset: log.log_end_offset(),
    }
}

fn failed(log: &ManagedLog, error: StorageError) -> PartitionError {
    log.check_disk(&error);
    PartitionError::Storage(error)
}

fn out_of_range(offset: Offset, offsets: PartitionOffsets) -> PartitionError {
    let PartitionOffsets { log_start_offset, log_end_offset, .. } = offsets;
    PartitionError::OffsetOutOfRange { offset, log_start_offset, log_end_offset }
}

impl fmt::Debug for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partition")
            .field("id", &self.id.to_string())
            .field("topic_id", &self.topic_id)
            .finish_non_exhaustive()
    }
}
