//! How this node reaches the other voters. There are none yet: every message is answered by "unreachable".

use std::future::Future;
use std::io;

use openraft::OptionalSend;
use openraft::alias::{SnapshotOf, VoteOf};
use openraft::errors::{RPCError, ReplicationClosed, StreamingError, Unreachable};
use openraft::network::{RPCOption, RaftNetworkFactory, RaftNetworkV2};
use openraft::raft::{
    AppendEntriesRequest, AppendEntriesResponse, SnapshotResponse, TransferLeaderRequest,
    TransferLeaderResponse, VoteRequest, VoteResponse,
};

use super::state_machine::ImageSnapshot;
use super::types::{Meta, ReplicaKey, VoterInfo};

pub(super) struct NoPeers;

impl RaftNetworkFactory<Meta> for NoPeers {
    type Network = Unreached;

    async fn new_client(&mut self, target: ReplicaKey, _: &VoterInfo) -> Unreached {
        Unreached(target)
    }
}

pub(super) struct Unreached(ReplicaKey);

impl Unreached {
    fn error(&self) -> Unreachable<Meta> {
        Unreachable::new(&io::Error::other(format!("no connection to controller {}", self.0)))
    }
}

impl RaftNetworkV2<Meta> for Unreached {
    type SnapshotData = ImageSnapshot;

    async fn append_entries(
        &mut self,
        _: AppendEntriesRequest<Meta>,
        _: RPCOption,
    ) -> Result<AppendEntriesResponse<Meta>, RPCError<Meta>> {
        Err(RPCError::Unreachable(self.error()))
    }

    async fn vote(
        &mut self,
        _: VoteRequest<Meta>,
        _: RPCOption,
    ) -> Result<VoteResponse<Meta>, RPCError<Meta>> {
        Err(RPCError::Unreachable(self.error()))
    }

    /// Not left to openraft, whose default grants every pre-vote.
    async fn pre_vote(
        &mut self,
        _: VoteRequest<Meta>,
        _: RPCOption,
    ) -> Result<VoteResponse<Meta>, RPCError<Meta>> {
        Err(RPCError::Unreachable(self.error()))
    }

    async fn full_snapshot(
        &mut self,
        _: VoteOf<Meta>,
        _: SnapshotOf<Meta, ImageSnapshot>,
        _: impl Future<Output = ReplicationClosed> + OptionalSend + 'static,
        _: RPCOption,
    ) -> Result<SnapshotResponse<Meta>, StreamingError<Meta>> {
        Err(StreamingError::Unreachable(self.error()))
    }

    async fn transfer_leader(
        &mut self,
        _: TransferLeaderRequest<Meta>,
        _: RPCOption,
    ) -> Result<TransferLeaderResponse<Meta>, RPCError<Meta>> {
        Err(RPCError::Unreachable(self.error()))
    }
}
