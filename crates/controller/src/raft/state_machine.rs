//! Committed entries become the image. No decision is made here: facts go in.

use std::io;
use std::sync::Arc;

use futures_util::{Stream, TryStreamExt as _};
use metadata::{MetadataImage, MetadataRecord};
use model::Offset;
use openraft::alias::{SnapshotMetaOf, SnapshotOf};
use openraft::entry::RaftEntry as _;
use openraft::storage::{EntryResponder, RaftSnapshotBuilder, RaftStateMachine, Snapshot, SnapshotMeta};
use openraft::{EntryPayload, OptionalSend};
use parking_lot::Mutex;

use super::types::{LogId, Meta, StoredMembership};
use crate::published::Published;

/// A clone is the same state machine.
#[derive(Clone, Debug)]
pub(super) struct StateMachine {
    published: Arc<Published>,
    applied: Arc<Mutex<Applied>>,
}

#[derive(Clone, Debug, Default)]
struct Applied {
    last: Option<LogId>,
    membership: StoredMembership,
}

/// An image in memory. Nothing is purged from the log yet, so that no snapshot ever has to be stored or sent.
#[derive(Clone, Debug)]
pub(super) struct ImageSnapshot(Arc<MetadataImage>);

impl StateMachine {
    pub(super) fn new(published: Arc<Published>) -> Self {
        Self { published, applied: Arc::default() }
    }

    fn snapshot(&self) -> SnapshotOf<Meta, ImageSnapshot> {
        let applied = self.applied.lock().clone();
        let meta = SnapshotMeta { last_log_id: applied.last, last_membership: applied.membership };
        Snapshot { meta, snapshot: ImageSnapshot(self.published.image()) }
    }

    fn apply_entry(
        &self,
        payload: &EntryPayload<
            super::types::MetadataBatch,
            super::types::ReplicaKey,
            super::types::VoterInfo,
        >,
        log_id: LogId,
    ) -> io::Result<()> {
        let index = i64::try_from(log_id.index()).map_err(invalid)?;
        let records = match payload {
            EntryPayload::Normal(batch) => MetadataRecord::decode_all(batch.0.clone()).map_err(invalid)?,
            EntryPayload::Membership(members) => {
                self.applied.lock().membership = StoredMembership::new(Some(log_id), members.clone());
                Vec::new()
            }
            EntryPayload::Blank => Vec::new(),
        };
        self.published.apply(&records, Offset(index)).map_err(invalid)?;
        self.applied.lock().last = Some(log_id);
        Ok(())
    }
}

impl RaftSnapshotBuilder<Meta> for StateMachine {
    type SnapshotData = ImageSnapshot;

    async fn build_snapshot(&mut self) -> io::Result<SnapshotOf<Meta, ImageSnapshot>> {
        Ok(self.snapshot())
    }
}

impl RaftStateMachine<Meta> for StateMachine {
    type SnapshotData = ImageSnapshot;
    type SnapshotBuilder = Self;

    async fn applied_state(&mut self) -> io::Result<(Option<LogId>, StoredMembership)> {
        let applied = self.applied.lock();
        Ok((applied.last, applied.membership.clone()))
    }

    /// An entry that does not fit is fatal: skipping it would let this node's state drift from the others'.
    async fn apply<S>(&mut self, mut entries: S) -> io::Result<()>
    where
        S: Stream<Item = io::Result<EntryResponder<Meta>>> + Unpin + OptionalSend,
    {
        while let Some((entry, responder)) = entries.try_next().await? {
            let log_id = entry.log_id();
            self.apply_entry(&entry.payload, log_id)?;
            if let Some(responder) = responder {
                responder.send(log_id.index());
            }
        }
        Ok(())
    }

    async fn get_snapshot_builder(&mut self) -> Self {
        self.clone()
    }

    async fn install_snapshot(
        &mut self,
        meta: &SnapshotMetaOf<Meta>,
        snapshot: ImageSnapshot,
    ) -> io::Result<()> {
        self.published.replace(&snapshot.0);
        *self.applied.lock() = Applied { last: meta.last_log_id, membership: meta.last_membership.clone() };
        Ok(())
    }

    async fn get_current_snapshot(&mut self) -> io::Result<Option<SnapshotOf<Meta, ImageSnapshot>>> {
        let has_state = self.applied.lock().last.is_some();
        Ok(has_state.then(|| self.snapshot()))
    }
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
