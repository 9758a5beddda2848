use std::sync::Arc;

use model::{ErrorCode, LeaderEpoch, Offset, Uuid};
use protocol::Str;
use protocol::messages::join_group::{JoinGroupRequest, JoinGroupRequestProtocol, JoinGroupResponse};
use protocol::messages::sync_group::{SyncGroupRequest, SyncGroupRequestAssignment};

use super::world::{Answer, World, bytes};
use crate::group::{
    ClientContext, CommitOffsets, FetchOffsets, GroupConfig, GroupRequest, GroupResponse, Membership,
    OffsetToCommit,
};

fn join(member_id: &str) -> GroupRequest {
    GroupRequest::JoinGroup {
        client: ClientContext { client_id: "c".into(), client_host: Arc::from("/127.0.0.1") },
        request: JoinGroupRequest {
            group_id: "g".into(),
            session_timeout_ms: 10_000,
            rebalance_timeout_ms: 60_000,
            member_id: member_id.into(),
            protocol_type: "consumer".into(),
            protocols: vec![JoinGroupRequestProtocol {
                name: "range".into(),
                metadata: bytes("metadata"),
                ..Default::default()
            }],
            ..Default::default()
        },
        requires_known_member_id: true,
        supports_skipping_assignment: true,
    }
}

#[test]
fn a_member_joins_syncs_commits_and_fetches() {
    let mut world = World::new(GroupConfig::default());
    let GroupResponse::JoinGroup(first) = world.ask_now(join("")) else { panic!() };
    assert_eq!(first.error_code, ErrorCode::MemberIdRequired.code());
    assert_eq!(first.member_id, "c-00000000-0000-4000-8000-000000000001");
    let ticket = world.ask(join(&first.member_id));
    assert_eq!(world.answer(ticket), None, "the initial delay");
    world.pass(3_000);
    let Some(Answer::Given(GroupResponse::JoinGroup(joined))) = world.answer(ticket) else { panic!() };
    let JoinGroupResponse { error_code, generation_id, leader, members, .. } = joined;
    assert_eq!((error_code, generation_id, members.len()), (0, 1, 1));
    assert_eq!(leader, first.member_id);
    let client = ClientContext { client_id: "c".into(), client_host: Arc::from("/127.0.0.1") };
    let request = SyncGroupRequest {
        group_id: "g".into(),
        generation_id: 1,
        member_id: first.member_id.clone(),
        assignments: vec![SyncGroupRequestAssignment {
            member_id: first.member_id.clone(),
            assignment: bytes("all"),
            ..Default::default()
        }],
        ..Default::default()
    };
    let GroupResponse::SyncGroup(synced) = world.ask_now(GroupRequest::SyncGroup { client, request }) else {
        panic!()
    };
    assert_eq!((synced.error_code, synced.assignment), (0, bytes("all")));
    let member = Membership {
        group_id: "g".into(),
        member_id: first.member_id,
        group_instance_id: None,
        generation_or_member_epoch: 1,
    };
    assert_eq!(
        world.ask_now(GroupRequest::Heartbeat(member.clone())),
        GroupResponse::Heartbeat(ErrorCode::None)
    );
    let commit = CommitOffsets {
        member,
        retention_ms: None,
        reports_unknown_group: true,
        partitions: vec![OffsetToCommit {
            topic: "t".into(),
            topic_id: Uuid::from_u128(7),
            partition: 0,
            offset: Offset(42),
            leader_epoch: LeaderEpoch(3),
            metadata: Some("note".into()),
        }],
    };
    assert_eq!(
        world.ask_now(GroupRequest::CommitOffsets(commit)),
        GroupResponse::CommitOffsets(vec![ErrorCode::None])
    );
    world.restart();
    let fetch = FetchOffsets {
        group_id: "g".into(),
        member: None,
        partitions: Some(vec![(Str::from("t"), 0)]),
        requires_stable: true,
    };
    let GroupResponse::FetchOffsets(Ok(fetched)) = world.ask_now(GroupRequest::FetchOffsets(fetch)) else {
        panic!()
    };
    assert_eq!((fetched[0].offset, fetched[0].leader_epoch), (Offset(42), LeaderEpoch(3)));
    assert_eq!(fetched[0].metadata, "note");
}
