//! `quorum-state`: the vote, how far the log is known to be committed, and what was purged of it.
//!
//! ```text
//! two slots, at 0 and 4096; the one with the higher counter and a right CRC counts
//!   0  8  "OTTLAQS1"
//!   8  8  counter           one higher with every write
//!  16  1  vote: 0 none, 1 not committed, 2 committed
//!  17  8    term
//!  25 20    replica key     node id, directory id
//!  45  1  committed: 0 none, 1
//!  46 16    term, index
//!  62  1  purged: 0 none, 1
//!  63 16    term, index
//!  79  4  CRC-32C of the 79 bytes before
//! ```
//!
//! Votes and purges are synced before they count. The commit index is a hint that may be lost, so it is not; but a
//! write that is not synced may tear, so it always goes to the slot that was *not* synced last.

use std::io::{self, IoSlice};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Buf, BufMut};
use model::{BrokerId, LeaderEpoch, Uuid};
use storage::fs::{File, Fs, Open};

use super::entry_batch::{log_id, term};
use super::types::{LogId, ReplicaKey, Vote};

/// The file's name in the directory of the metadata log, as in Kafka; the contents are ours.
pub(super) const QUORUM_STATE: &str = "quorum-state";
const MAGIC: &[u8; 8] = b"OTTLAQS1";
const BODY_BYTES: usize = 79;
const SLOT_BYTES: usize = BODY_BYTES + 4;
const SLOT_DISTANCE: u64 = 4096;

#[derive(Debug)]
pub(super) struct QuorumState {
    file: Arc<dyn File>,
    counter: u64,
    /// The slot that holds what must survive.
    synced_slot: u64,
    state: State,
    /// Directories that must be synced before anything in the file is sure to be found.
    unsynced_dirs: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct State {
    pub(super) vote: Option<Vote>,
    pub(super) committed: Option<LogId>,
    pub(super) purged: Option<LogId>,
}

impl QuorumState {
    /// Opens the file in `dir`, or makes both. A file without a right slot is one that was never synced: it is durable
    /// with the first [`Self::store`], and not needed before.
    pub(super) fn open(fs: &dyn Fs, dir: &Path) -> io::Result<Self> {
        let path = dir.join(QUORUM_STATE);
        if !fs.exists(&path) {
            fs.create_dir_all(dir)?;
            let file = fs.open(&path, Open::CreateNew)?;
            file.set_len(2 * SLOT_DISTANCE)?;
            let unsynced_dirs = [Some(dir), dir.parent()].into_iter().flatten().map(Path::to_owned).collect();
            return Ok(Self { file, counter: 0, synced_slot: 1, state: State::default(), unsynced_dirs });
        }
        let file = fs.open(&path, Open::Write)?;
        let slots = [read_slot(&*file, 0)?, read_slot(&*file, 1)?];
        let newest = (0..).zip(slots).filter_map(|(slot, found)| found.map(|(n, state)| (n, slot, state)));
        let (counter, synced_slot, state) =
            newest.max_by_key(|(counter, ..)| *counter).unwrap_or((0, 1, State::default()));
        // What was read may be what was never synced; now it must not be overwritten before it is.
        file.sync_data()?;
        Ok(Self { file, counter, synced_slot, state, unsynced_dirs: Vec::new() })
    }

    /// These directories have been synced since the file was opened.
    pub(super) fn dirs_synced(&mut self, dirs: &[PathBuf]) {
        self.unsynced_dirs.retain(|dir| !dirs.contains(dir));
    }

    pub(super) fn get(&self) -> State {
        self.state
    }

    /// Durable when it returns.
    pub(super) fn store(&mut self, fs: &dyn Fs, state: State) -> io::Result<()> {
        self.store_unsynced(state)?;
        self.file.sync_data()?;
        while let Some(dir) = self.unsynced_dirs.last() {
            fs.sync_dir(dir)?;
            self.unsynced_dirs.pop();
        }
        self.synced_slot = 1 - self.synced_slot;
        Ok(())
    }

    /// May be lost in a crash; then what was stored before is found.
    pub(super) fn store_unsynced(&mut self, state: State) -> io::Result<()> {
        self.counter += 1;
        let slot = encode(self.counter, &state)?;
        self.file.write_at(&[IoSlice::new(&slot)], (1 - self.synced_slot) * SLOT_DISTANCE)?;
        self.state = state;
        Ok(())
    }
}

fn encode(counter: u64, state: &State) -> io::Result<Vec<u8>> {
    let mut slot = Vec::with_capacity(SLOT_BYTES);
    slot.put_slice(MAGIC);
    slot.put_u64(counter);
    let kind = state.vote.map_or(0, |vote| 1 + u8::from(vote.committed));
    let leader = state.vote.map(|vote| vote.leader_id);
    let key = leader.map_or_else(ReplicaKey::default, |leader| leader.voted_for);
    slot.put_u8(kind);
    slot.put_u64(leader.map_or(0, |leader| leader.term));
    slot.put_i32(key.id.0);
    slot.put_slice(&key.directory_id.0);
    for id in [&state.committed, &state.purged] {
        slot.put_u8(u8::from(id.is_some()));
        slot.put_u64(id.as_ref().map_or(0, term));
        slot.put_u64(id.as_ref().map_or(0, |id| id.index()));
    }
    slot.put_u32(model::batch::crc(&slot));
    Ok(slot)
}

fn read_slot(file: &dyn File, slot: u64) -> io::Result<Option<(u64, State)>> {
    let mut bytes = [0; SLOT_BYTES];
    if file.read_at(&mut bytes, slot * SLOT_DISTANCE)? != SLOT_BYTES {
        return Ok(None);
    }
    let (body, sum) = bytes.split_at(BODY_BYTES);
    if !body.starts_with(MAGIC) || sum != model::batch::crc(body).to_be_bytes() {
        return Ok(None);
    }
    let mut rest = &body[MAGIC.len()..];
    let counter = rest.get_u64();
    let (kind, vote_term, id) = (rest.get_u8(), rest.get_u64(), rest.get_i32());
    let mut directory_id = Uuid::ZERO;
    rest.copy_to_slice(&mut directory_id.0);
    let key = ReplicaKey { id: BrokerId(id), directory_id };
    let vote = match kind {
        0 => None,
        1 => Some(Vote::new(vote_term, key)),
        _ => Some(Vote::new_committed(vote_term, key)),
    };
    let mut take_id = || {
        let (is_some, term, index) = (rest.get_u8() == 1, rest.get_u64(), rest.get_u64());
        let term = i32::try_from(term).ok().map(LeaderEpoch);
        let index = i64::try_from(index).ok();
        is_some.then(|| log_id(term?, index?).ok()).flatten()
    };
    let (committed, purged) = (take_id(), take_id());
    Ok(Some((counter, State { vote, committed, purged })))
}

#[cfg(test)]
mod tests {
    use storage::sim_fs::SimFs;

    use super::*;

    fn state(vote_term: u64, committed: i64) -> State {
        let key = ReplicaKey { id: BrokerId(3), directory_id: Uuid([5; 16]) };
        State {
            vote: Some(Vote::new_committed(vote_term, key)),
            committed: Some(log_id(LeaderEpoch(2), committed).unwrap()),
            purged: None,
        }
    }

    #[test]
    fn what_was_stored_is_found_again() {
        let fs = SimFs::new();
        let dir = Path::new("/d/__cluster_metadata-0");
        let mut file = QuorumState::open(&fs, dir).unwrap();
        assert_eq!(file.get(), State::default());
        for term in 1..5 {
            file.store(&fs, state(term, 7)).unwrap();
            file.store_unsynced(state(term, 8)).unwrap();
            file.store_unsynced(state(term, 9)).unwrap();
            assert_eq!(QuorumState::open(&fs, dir).unwrap().get(), state(term, 9));
        }
    }

    #[test]
    fn a_torn_commit_index_never_costs_the_vote() {
        let fs = SimFs::new();
        let dir = Path::new("/d/__cluster_metadata-0");
        let mut file = QuorumState::open(&fs, dir).unwrap();
        for term in 1..4 {
            file.store(&fs, state(term, 7)).unwrap();
            for committed in 8..11 {
                file.store_unsynced(state(term, committed)).unwrap();
                let torn = (1 - file.synced_slot) * SLOT_DISTANCE + 20;
                file.file.write_at(&[IoSlice::new(&[0xff; 8])], torn).unwrap();
                let found = QuorumState::open(&fs, dir).unwrap().get();
                assert_eq!(found.vote, state(term, 0).vote);
            }
        }
    }
}
