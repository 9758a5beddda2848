//! This controller's raft node: started, asked to append, stopped.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use metadata::MetadataRecord;
use model::{BrokerId, LeaderEpoch, Millis, Offset, Uuid};
use openraft::async_runtime::watch::WatchReceiver as _;
use openraft::{Config, Raft, ServerState, SnapshotPolicy};
use storage::fs::Fs;

use super::entry_batch::term;
use super::log_store::{LogStore, LogStoreOptions};
use super::network::NoPeers;
use super::state_machine::StateMachine;
use super::types::{Meta, MetadataBatch, ReplicaKey, VoterInfo};
use crate::published::Published;

/// Reading back a large log takes its time; an election among one takes none.
const START_TIMEOUT: Duration = Duration::from_secs(120);
const HEARTBEAT_MS: u64 = 200;
const ELECTION_TIMEOUT_MIN_MS: u64 = 600;
const ELECTION_TIMEOUT_MAX_MS: u64 = 1200;
const CHANNEL_SIZE: u64 = 4096;

#[derive(Debug)]
pub(crate) struct NodeOptions {
    pub(crate) node_id: BrokerId,
    pub(crate) directory_id: Uuid,
    pub(crate) dir: PathBuf,
    pub(crate) fs: Arc<dyn Fs>,
    pub(crate) clock: fn() -> Millis,
}

/// Why the node cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RaftError {
    #[error("metadata log: {0}")]
    Storage(#[from] io::Error),
    #[error("metadata quorum: {0}")]
    Raft(String),
    /// Another node is the active controller, or none is.
    #[error("this node is not the active controller")]
    NotController,
}

#[derive(Clone)]
pub(crate) struct RaftNode {
    raft: Raft<Meta, StateMachine>,
    log: LogStore,
}

impl std::fmt::Debug for RaftNode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RaftNode").field("id", self.raft.node_id()).finish_non_exhaustive()
    }
}

impl RaftNode {
    /// Starts the node, makes it the only voter if the log is new, and returns when it is the leader and has applied
    /// everything that was ever committed.
    pub(crate) async fn start(options: NodeOptions, published: Arc<Published>) -> Result<Self, RaftError> {
        let NodeOptions { node_id, directory_id, dir, fs, clock } = options;
        let key = ReplicaKey { id: node_id, directory_id };
        let log = LogStore::open(LogStoreOptions { fs, dir, clock })?;
        let state_machine = StateMachine::new(published);
        let raft = Raft::new(key, Arc::new(config()?), NoPeers, log.clone(), state_machine);
        let raft = raft.await.map_err(raft_error)?;
        let node = Self { raft, log };
        if !node.raft.is_initialized().await.map_err(raft_error)? {
            let voters = BTreeMap::from([(key, VoterInfo)]);
            node.raft.initialize(voters).await.map_err(raft_error)?;
        } else if node.is_only_voter() {
            // Nobody else could have been elected: no reason to wait for a timeout.
            node.raft.trigger().elect(false).await.map_err(raft_error)?;
        }
        node.wait_until_active().await?;
        Ok(node)
    }

    fn is_only_voter(&self) -> bool {
        let me = *self.raft.node_id();
        self.raft.voter_ids().all(|voter| voter == me)
    }

    /// A leader has seen everything committed once the first entry of its own term is applied.
    async fn wait_until_active(&self) -> Result<(), RaftError> {
        let wait = self.raft.wait(Some(START_TIMEOUT));
        let active = wait.metrics(
            |metrics| {
                let applied = metrics.last_applied.as_ref().map(term);
                metrics.running_state.is_err()
                    || metrics.state == ServerState::Leader && applied == Some(metrics.current_term)
            },
            "active controller",
        );
        let metrics = active.await.map_err(raft_error)?;
        metrics.running_state.map_err(raft_error)
    }

    /// The term in which this node is the leader now. For a command that is computed against the image and appended
    /// with [`RaftNode::append`] of the same term, nothing can have come between.
    pub(crate) fn term(&self) -> Result<LeaderEpoch, RaftError> {
        let leader = self.raft.as_leader().map_err(|_| RaftError::NotController)?;
        let term = i32::try_from(leader.term()).map_err(|error| RaftError::Raft(error.to_string()))?;
        Ok(LeaderEpoch(term))
    }

    /// Appends the records as one entry. When it returns, they are committed, applied and published.
    pub(crate) async fn append(
        &self,
        records: &[MetadataRecord],
        term: LeaderEpoch,
    ) -> Result<Offset, RaftError> {
        let value =
            MetadataRecord::encode_all(records).map_err(|error| RaftError::Raft(error.to_string()))?;
        if self.term()? != term {
            return Err(RaftError::NotController);
        }
        let written = self.raft.client_write(MetadataBatch(value)).await.map_err(|error| {
            if error.forward_to_leader().is_some() { RaftError::NotController } else { raft_error(error) }
        })?;
        i64::try_from(written.data).map(Offset).map_err(|error| RaftError::Raft(error.to_string()))
    }

    /// Why the node does nothing any more: the metadata log could not be written, or read.
    pub(crate) fn failure(&self) -> Option<String> {
        self.raft.metrics().borrow_watched().running_state.as_ref().err().map(ToString::to_string)
    }

    /// The entry that is appended next, as long as this node leads.
    pub(crate) fn next_offset(&self) -> Offset {
        let last = self.raft.metrics().borrow_watched().last_log_index;
        Offset(last.map_or(0, |last| i64::try_from(last).unwrap_or(i64::MAX - 1) + 1))
    }

    /// As if the process had been killed: nothing is synced or closed.
    #[cfg(test)]
    pub(crate) async fn stop_abruptly(&self) {
        self.raft.shutdown().await.unwrap();
    }

    /// Everything that was appended is durable when it returns.
    pub(crate) async fn shutdown(&self) -> Result<(), RaftError> {
        self.raft.shutdown().await.map_err(raft_error)?;
        Ok(self.log.close()?)
    }
}

fn config() -> Result<Config, RaftError> {
    let config = Config {
        cluster_name: "ottla".to_owned(),
        heartbeat_interval: HEARTBEAT_MS,
        election_timeout_min: ELECTION_TIMEOUT_MIN_MS,
        election_timeout_max: ELECTION_TIMEOUT_MAX_MS,
        enable_pre_vote: Some(true),
        enable_leader_restore: Some(false),
        snapshot_policy: SnapshotPolicy::Never,
        api_channel_size: Some(CHANNEL_SIZE),
        notification_channel_size: Some(CHANNEL_SIZE),
        ..Config::default()
    };
    config.validate().map_err(raft_error)
}

fn raft_error(error: impl std::fmt::Display) -> RaftError {
    RaftError::Raft(error.to_string())
}
