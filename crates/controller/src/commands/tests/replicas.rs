//! Commands that move replicas and leaders.

use metadata::PartitionImage;
use protocol::records::metadata::fence_broker_record::FenceBrokerRecord;

use super::{World, assigned};
use crate::commands::elect_leaders::{self, ElectionType};
use crate::commands::reassign_partitions::{self, Reassignment};
use crate::commands::unregister_broker;
use model::{ApiError, BrokerId, ErrorCode};

impl World {
    fn partition(&self) -> &PartitionImage {
        &self.image.topic("t").unwrap().partitions[0]
    }

    /// Replicas, those that come, those that go, the ISR and the leader.
    fn shown(&self) -> String {
        let ids = |ids: &[BrokerId]| ids.iter().map(|id| id.0.to_string()).collect::<Vec<_>>().join(",");
        let p = self.partition();
        let leader = p.leader.map_or("none".to_owned(), |id| id.0.to_string());
        format!(
            "{} +{} -{} isr {} leader {leader}",
            ids(&p.replicas),
            ids(&p.adding),
            ids(&p.removing),
            ids(&p.isr)
        )
    }

    fn reassign(&mut self, replicas: Option<&[i32]>, allow_factor_change: bool) -> Result<(), ApiError> {
        let replicas = replicas.map(|ids| ids.iter().copied().map(BrokerId).collect());
        let wanted = Reassignment { topic: "t".into(), partition: 0, replicas };
        self.run(|image| reassign_partitions::decide(image, &[wanted], allow_factor_change)).remove(0)
    }

    fn elect(&mut self, election: ElectionType) -> Result<(), ErrorCode> {
        let elected = self.run(|image| elect_leaders::decide(image, election, &[("t".into(), 0)]));
        elected.into_iter().next().unwrap().map_err(|error| error.code)
    }

    fn fence(&mut self, id: i32) {
        let epoch = self.image.broker(BrokerId(id)).unwrap().epoch.0;
        self.apply(&[FenceBrokerRecord { id, epoch, ..FenceBrokerRecord::default() }.into()]);
    }
}

fn world(replicas: &[i32]) -> World {
    let mut world = World::with_brokers(&[None, None, None]);
    world.create(assigned(&[(0, replicas)])).unwrap();
    world
}

#[test]
fn a_move_adds_first_and_can_be_taken_back() {
    let mut world = world(&[1]);
    world.reassign(Some(&[2]), true).unwrap();
    assert_eq!(world.shown(), "2,1 +2 -1 isr 1 leader 1");
    world.reassign(None, true).unwrap();
    assert_eq!(world.shown(), "1 + - isr 1 leader 1");
    let refused = world.reassign(None, true).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NoReassignmentInProgress);
}

#[test]
fn a_move_that_needs_no_copy_is_over_at_once() {
    let mut world = world(&[1, 2]);
    world.reassign(Some(&[2]), true).unwrap();
    assert_eq!(world.shown(), "2 + - isr 2 leader 2");
    let refused = world.reassign(Some(&[2, 3]), false).unwrap_err();
    assert_eq!(refused.message.unwrap(), "The replication factor is changed from 1 to 2");
}

#[test]
fn the_first_replica_becomes_the_leader_if_it_can() {
    let mut world = world(&[1, 2]);
    assert_eq!(world.elect(ElectionType::Preferred), Err(ErrorCode::ElectionNotNeeded));
    world.reassign(Some(&[2, 1]), true).unwrap();
    world.fence(2);
    assert_eq!(world.elect(ElectionType::Preferred), Err(ErrorCode::PreferredLeaderNotAvailable));
    world.register(&super::broker(2, 9, None)).unwrap();
    world.elect(ElectionType::Preferred).unwrap();
    assert_eq!(world.shown(), "2,1 + - isr 1,2 leader 2");
}

#[test]
fn a_partition_without_a_leader_gets_one_that_may_have_lost_records() {
    let mut world = world(&[1, 2]);
    world.reassign(Some(&[1]), true).unwrap();
    world.reassign(Some(&[1, 2]), true).unwrap();
    world.run(|image| unregister_broker::decide(image, BrokerId(1))).unwrap();
    assert_eq!(world.shown(), "1,2 +2 - isr 1 leader none");
    world.elect(ElectionType::Unclean).unwrap();
    assert_eq!(world.shown(), "1,2 +2 - isr 2 leader 2");
    assert_eq!(world.partition().leader_recovery_state, metadata::LeaderRecoveryState::Recovering);
    assert_eq!(world.elect(ElectionType::Unclean), Err(ErrorCode::ElectionNotNeeded));
}

#[test]
fn who_is_unregistered_leaves_its_partitions() {
    let mut world = world(&[1, 2]);
    world.run(|image| unregister_broker::decide(image, BrokerId(1))).unwrap();
    assert_eq!(world.shown(), "1,2 + - isr 2 leader 2");
    assert!(world.image.broker(BrokerId(1)).is_none());
    let again = world.run(|image| unregister_broker::decide(image, BrokerId(1)));
    assert_eq!(again.unwrap_err().code, ErrorCode::BrokerIdNotRegistered);
}
