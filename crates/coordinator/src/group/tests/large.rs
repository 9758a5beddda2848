//! Many groups, and many members in one.

use std::sync::Arc;

use protocol::messages::join_group::{JoinGroupRequest, JoinGroupRequestProtocol};
use protocol::messages::sync_group::{SyncGroupRequest, SyncGroupRequestAssignment};

use super::world::{Answer, World, bytes};
use crate::group::classic::ClassicGroup;
use crate::group::classic::member::Member;
use crate::group::{ClientContext, GroupConfig, GroupRequest, GroupResponse, Membership};
use crate::shard::Shard;

fn client() -> ClientContext {
    ClientContext { client_id: "c".into(), client_host: Arc::from("/host") }
}

fn join(group_id: &str, member_id: &str) -> GroupRequest {
    let protocol =
        JoinGroupRequestProtocol { name: "range".into(), metadata: bytes("m"), ..Default::default() };
    GroupRequest::JoinGroup {
        client: client(),
        request: JoinGroupRequest {
            group_id: group_id.into(),
            session_timeout_ms: 10_000,
            rebalance_timeout_ms: 60_000,
            member_id: member_id.into(),
            protocol_type: "consumer".into(),
            protocols: vec![protocol],
            ..Default::default()
        },
        requires_known_member_id: false,
        supports_skipping_assignment: false,
    }
}

#[test]
fn a_group_and_a_member_take_a_few_hundred_bytes() {
    assert!(size_of::<ClassicGroup>() <= 384, "{}", size_of::<ClassicGroup>());
    assert!(size_of::<Member>() <= 224, "{}", size_of::<Member>());
}

/// In a debug build a second or two; with work for each pair of members it would be minutes.
#[test]
fn ten_thousand_members_rebalance_and_leave() {
    const MEMBERS: usize = 10_000;
    let mut world = World::new(GroupConfig::default());
    world.checks = false;
    let tickets: Vec<_> = (0..MEMBERS).map(|_| world.ask(join("g", ""))).collect();
    world.pass(60_000);
    let answers: Vec<_> = std::mem::take(&mut world.answers);
    assert_eq!(answers.len(), tickets.len());
    let joined: Vec<_> = answers
        .into_iter()
        .map(|(_, answer)| match answer {
            Answer::Given(GroupResponse::JoinGroup(joined)) => joined,
            other => panic!("{other:?}"),
        })
        .collect();
    let leader = joined.iter().find(|joined| !joined.members.is_empty()).unwrap();
    assert_eq!(leader.members.len(), MEMBERS);
    let assignment = |member_id: &protocol::Str| SyncGroupRequestAssignment {
        member_id: member_id.clone(),
        assignment: bytes("a"),
        ..Default::default()
    };
    for of in joined.iter().filter(|of| of.leader != of.member_id).chain([leader]) {
        let assignments = of.members.iter().map(|member| assignment(&member.member_id)).collect();
        let request = SyncGroupRequest {
            group_id: "g".into(),
            generation_id: 1,
            member_id: of.member_id.clone(),
            assignments,
            ..Default::default()
        };
        world.ask(GroupRequest::SyncGroup { client: client(), request });
    }
    assert_eq!(world.answers.len(), MEMBERS);
    world.answers.clear();
    for of in &joined {
        let member = Membership {
            group_id: "g".into(),
            member_id: of.member_id.clone(),
            group_instance_id: None,
            generation_or_member_epoch: 1,
        };
        world.ask(GroupRequest::Heartbeat(member));
    }
    world.answers.clear();
    world.shard.check();
    world.pass(60_000);
    assert_eq!(world.shard.classic("g").unwrap().members.len(), 0, "all sessions expired");
    world.shard.check();
}

#[test]
fn heartbeats_cost_no_timer_entry_each() {
    let mut world = World::new(GroupConfig { initial_rebalance_delay_ms: 0, ..GroupConfig::default() });
    let ticket = world.ask(join("g", ""));
    world.pass(1);
    let Some(Answer::Given(GroupResponse::JoinGroup(joined))) = world.answer(ticket) else { panic!() };
    let before = world.shard.timers.len();
    for _ in 0..100_000 {
        world.now.0 += 1;
        let member = Membership {
            group_id: "g".into(),
            member_id: joined.member_id.clone(),
            group_instance_id: None,
            generation_or_member_epoch: 1,
        };
        world.ask_now(GroupRequest::Heartbeat(member));
        let effects = world.shard.expire(world.now);
        world.carry_out(effects);
    }
    assert!(world.shard.timers.len() <= before, "{} entries, {before} before", world.shard.timers.len());
}

#[test]
fn stale_timer_entries_do_not_pile_up() {
    let mut world = World::new(GroupConfig::default());
    for number in 0..20_000 {
        let group_id = format!("g{number}");
        let ticket = world.ask(join(&group_id, ""));
        let member_id = format!("c-00000000-0000-4000-8000-{:012x}", number + 1);
        let leave = protocol::messages::leave_group::MemberIdentity {
            member_id: member_id.into(),
            ..Default::default()
        };
        let request = protocol::messages::leave_group::LeaveGroupRequest {
            group_id: group_id.as_str().into(),
            members: vec![leave],
            ..Default::default()
        };
        world.checks = number % 1_000 == 0;
        world.ask(GroupRequest::LeaveGroup { client: client(), request });
        assert!(world.answer(ticket).is_some());
        world.answers.clear();
        world.pass(1);
    }
    let (entries, groups) = (world.shard.timers.len(), world.shard.groups.len());
    assert!(entries < 2 * groups + 2_048, "{entries} entries for {groups} groups");
}
