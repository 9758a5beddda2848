//! Topics and their partitions.

use std::sync::Arc;

use model::{BrokerId, LeaderEpoch, Uuid};
use protocol::records::metadata::partition_change_record::PartitionChangeRecord;
use protocol::records::metadata::partition_record::PartitionRecord;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicImage {
    pub id: Uuid,
    pub name: Arc<str>,
    /// By partition id, without gaps. Shared with older images where nothing changed.
    pub partitions: Vec<Arc<PartitionImage>>,
}

impl TopicImage {
    #[must_use]
    pub fn partition(&self, index: i32) -> Option<&Arc<PartitionImage>> {
        usize::try_from(index).ok().and_then(|index| self.partitions.get(index))
    }

    #[must_use]
    pub fn replication_factor(&self) -> usize {
        self.partitions.first().map_or(0, |partition| partition.replicas.len())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartitionImage {
    /// The first is the preferred leader.
    pub replicas: Vec<BrokerId>,
    /// Log directory of each replica, in the order of `replicas`.
    pub directories: Vec<Uuid>,
    /// Subset of `replicas`. Empty only when the eligible leader replicas are kept instead.
    pub isr: Vec<BrokerId>,
    pub elr: Vec<BrokerId>,
    pub last_known_elr: Vec<BrokerId>,
    /// Replicas that a running reassignment removes.
    pub removing: Vec<BrokerId>,
    /// Replicas that a running reassignment adds.
    pub adding: Vec<BrokerId>,
    pub leader: Option<BrokerId>,
    pub leader_recovery_state: LeaderRecoveryState,
    /// Goes up with every new leader.
    pub leader_epoch: LeaderEpoch,
    /// Goes up with every change of the partition: the compare-and-set of AlterPartition.
    pub partition_epoch: i32,
}

/// Whether the leader was elected from the ISR, or uncleanly and has not recovered yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i8)]
pub enum LeaderRecoveryState {
    #[default]
    Recovered = 0,
    Recovering = 1,
}

impl LeaderRecoveryState {
    pub(crate) fn from_id(id: i8) -> Self {
        if id == 1 { Self::Recovering } else { Self::Recovered }
    }
}

/// "No leader" in records.
const NO_LEADER: i32 = -1;
/// "The leader did not change" in records.
const NO_LEADER_CHANGE: i32 = -2;

impl PartitionImage {
    pub(crate) fn from_record(record: &PartitionRecord) -> Self {
        Self {
            replicas: brokers(&record.replicas),
            directories: record.directories.clone(),
            isr: brokers(&record.isr),
            elr: brokers(record.eligible_leader_replicas.as_deref().unwrap_or_default()),
            last_known_elr: brokers(record.last_known_elr.as_deref().unwrap_or_default()),
            removing: brokers(&record.removing_replicas),
            adding: brokers(&record.adding_replicas),
            leader: leader(record.leader),
            leader_recovery_state: LeaderRecoveryState::from_id(record.leader_recovery_state),
            leader_epoch: LeaderEpoch(record.leader_epoch),
            partition_epoch: record.partition_epoch,
        }
    }

    /// A leader named in the change means a new leader epoch, even if it is the old leader; any change means a new
    /// partition epoch.
    pub(crate) fn apply_change(&mut self, record: &PartitionChangeRecord) {
        let set = |list: &mut Vec<BrokerId>, new: &Option<Vec<i32>>| {
            if let Some(new) = new {
                *list = brokers(new);
            }
        };
        set(&mut self.replicas, &record.replicas);
        set(&mut self.isr, &record.isr);
        set(&mut self.removing, &record.removing_replicas);
        set(&mut self.adding, &record.adding_replicas);
        set(&mut self.elr, &record.eligible_leader_replicas);
        set(&mut self.last_known_elr, &record.last_known_elr);
        if let Some(directories) = &record.directories {
            self.directories.clone_from(directories);
        }
        if record.leader_recovery_state >= 0 {
            self.leader_recovery_state = LeaderRecoveryState::from_id(record.leader_recovery_state);
        }
        if record.leader != NO_LEADER_CHANGE {
            self.leader = leader(record.leader);
            self.leader_epoch.0 += 1;
        }
        self.partition_epoch += 1;
    }

    /// The log directory of a replica.
    #[must_use]
    pub fn directory(&self, replica: BrokerId) -> Option<Uuid> {
        let mut replicas = self.replicas.iter().zip(&self.directories);
        replicas.find(|(id, _)| **id == replica).map(|(_, directory)| *directory)
    }

    pub(crate) fn check(&self) {
        let named = |list: &[BrokerId]| list.iter().all(|id| self.replicas.contains(id));
        assert!(named(&self.isr), "ISR {:?} is within the replicas {:?}", self.isr, self.replicas);
        assert!(self.elr.iter().all(|id| !self.isr.contains(id)), "an ELR member is not in the ISR");
        assert!(self.leader.is_none_or(|id| self.isr.contains(&id)), "the leader is in the ISR");
        assert_eq!(self.directories.len(), self.replicas.len(), "every replica has a directory");
    }
}

fn brokers(ids: &[i32]) -> Vec<BrokerId> {
    ids.iter().copied().map(BrokerId).collect()
}

fn leader(id: i32) -> Option<BrokerId> {
    (id != NO_LEADER).then_some(BrokerId(id))
}
