//! The life of members of classic groups: JoinGroup, SyncGroup, Heartbeat, LeaveGroup.

use bytes::Bytes;
use model::ErrorCode;
use protocol::Str;
use protocol::messages::describe_groups::DescribeGroupsRequest;
use protocol::messages::find_coordinator::FindCoordinatorRequest;
use protocol::messages::heartbeat::HeartbeatRequest;
use protocol::messages::join_group::{JoinGroupRequest, JoinGroupRequestProtocol};
use protocol::messages::leave_group::{LeaveGroupRequest, MemberIdentity};
use protocol::messages::sync_group::{SyncGroupRequest, SyncGroupRequestAssignment};

use super::pair::{Pair, Side};

pub(super) fn cases(pair: &mut Pair) {
    pair.settle(
        "a coordinator",
        3,
        &FindCoordinatorRequest { key: "group".into(), ..FindCoordinatorRequest::default() },
        |answer| answer.error_code == 0,
    );
    pair.settle("the coordinator's groups", 4, &heartbeat("group", 1, "nobody"), |answer| {
        answer.error_code == ErrorCode::UnknownMemberId.code()
    });
    bad_joins(pair);
    for version in JOIN_VERSIONS {
        let group = format!("join-{version}");
        member(pair, version, &group, "a");
        pair.ask("a join again", version, |side| join(&group, &side.member_id("a")));
    }
    one_member(pair);
    two_members(pair);
    big_assignments(pair);
    nobody_syncs(pair);
    static_member(pair);
    leaving(pair);
}

const JOIN_VERSIONS: std::ops::RangeInclusive<i16> = 0..=9;
/// From here on a member is told its id before it joins.
const MEMBER_ID_REQUIRED_SINCE: i16 = 4;
/// The versions in which most cases ask: the newest ones.
pub(super) const JOIN: i16 = 9;
const SYNC: i16 = 5;
const LEAVE: i16 = 5;

/// A new member, whose ids are learned by `name`; in JoinGroup's `version`.
pub(super) fn member(pair: &mut Pair, version: i16, group: &str, name: &str) {
    let joined = pair.ask("a first join", version, |_| join(group, ""));
    let Some((kafka, ottla)) = joined else { return };
    pair.learn_member(name, (&kafka.member_id, &ottla.member_id));
    if version >= MEMBER_ID_REQUIRED_SINCE {
        pair.ask("a join with the given id", version, |side| join(group, &side.member_id(name)));
    }
}

/// A group with one member, which has its assignment. Its generation is 1.
pub(super) fn stable(pair: &mut Pair, group: &str, name: &str) {
    member(pair, JOIN, group, name);
    pair.ask("the leader's sync", SYNC, |side| {
        let id = side.member_id(name);
        sync(group, 1, &id, &[(&id, b"mine")])
    });
}

pub(super) fn settle(pair: &mut Pair, group: &str, state: &str, members: usize) {
    let describe = DescribeGroupsRequest { groups: vec![group.into()], ..DescribeGroupsRequest::default() };
    pair.settle(&format!("{group} {state} {members}"), 5, &describe, |answer| {
        answer.groups.iter().all(|group| *group.group_state == *state && group.members.len() == members)
    });
}

pub(super) fn join(group: &str, member_id: &str) -> JoinGroupRequest {
    JoinGroupRequest {
        group_id: group.into(),
        session_timeout_ms: 60_000,
        rebalance_timeout_ms: 60_000,
        member_id: member_id.into(),
        protocol_type: "consumer".into(),
        protocols: vec![protocol("range", "ab")],
        ..JoinGroupRequest::default()
    }
}

fn protocol(name: &str, metadata: &'static str) -> JoinGroupRequestProtocol {
    JoinGroupRequestProtocol {
        name: name.into(),
        metadata: Bytes::from_static(metadata.as_bytes()),
        ..JoinGroupRequestProtocol::default()
    }
}

pub(super) fn sync(
    group: &str,
    generation_id: i32,
    member_id: &str,
    assignments: &[(&Str, &[u8])],
) -> SyncGroupRequest {
    let assignment = |(member_id, bytes): &(&Str, &[u8])| SyncGroupRequestAssignment {
        member_id: (*member_id).clone(),
        assignment: Bytes::copy_from_slice(bytes),
        ..SyncGroupRequestAssignment::default()
    };
    SyncGroupRequest {
        group_id: group.into(),
        generation_id,
        member_id: member_id.into(),
        assignments: assignments.iter().map(assignment).collect(),
        ..SyncGroupRequest::default()
    }
}

fn heartbeat(group: &str, generation_id: i32, member_id: &str) -> HeartbeatRequest {
    HeartbeatRequest {
        group_id: group.into(),
        generation_id,
        member_id: member_id.into(),
        ..HeartbeatRequest::default()
    }
}

/// Since version 3 several may leave at once.
fn leave(version: i16, group: &str, members: &[(&str, Option<&str>)]) -> LeaveGroupRequest {
    if version < 3 {
        let (member_id, _) = members.first().copied().unwrap_or_default();
        return LeaveGroupRequest {
            group_id: group.into(),
            member_id: member_id.into(),
            ..LeaveGroupRequest::default()
        };
    }
    let member = |(member_id, instance): &(&str, Option<&str>)| MemberIdentity {
        member_id: (*member_id).into(),
        group_instance_id: instance.map(Into::into),
        ..MemberIdentity::default()
    };
    LeaveGroupRequest {
        group_id: group.into(),
        members: members.iter().map(member).collect(),
        ..LeaveGroupRequest::default()
    }
}

fn bad_joins(pair: &mut Pair) {
    let long = "g".repeat(1 << 15);
    pair.ask_all("no group", |_, _| join("", ""));
    pair.ask_all("a foreign member", |_, _| join("bad", "nobody"));
    pair.ask_all("a member id of 32 KiB", |_, _| join("bad", &long));
    pair.ask_all("a group id of 32 KiB", |_, _| join(&long, "nobody"));
    for session_timeout_ms in [5999, 0, -1, 1_800_001, i32::MAX] {
        pair.ask_all(&format!("a session of {session_timeout_ms} ms"), |_, _| JoinGroupRequest {
            session_timeout_ms,
            ..join("bad", "")
        });
    }
    pair.ask_all("no protocol type", |_, _| JoinGroupRequest {
        protocol_type: Str::default(),
        ..join("bad", "")
    });
    pair.ask_all("no protocols", |_, _| JoinGroupRequest { protocols: Vec::new(), ..join("bad", "") });
    for instance in ["", ".", "a b", &"i".repeat(250)] {
        pair.ask_all(&format!("the instance {instance:?}"), |_, _| JoinGroupRequest {
            group_instance_id: Some(instance.into()),
            ..join("bad", "nobody")
        });
    }
    // Apache Kafka has the group by now, without members; from here on both have it.
    member(pair, JOIN, "bad", "bad");
}

/// What a group of one answers to its member and to others, in every version.
fn one_member(pair: &mut Pair) {
    let group = "one";
    member(pair, JOIN, group, "one");
    let long = "m".repeat(1 << 15);
    let ask_all = |pair: &mut Pair, when: &str| {
        for (who, name, generation) in [
            ("the member", "one", 1),
            ("an older generation", "one", 0),
            ("a later generation", "one", 2),
            ("no generation", "one", -1),
            ("a foreign member", "nobody", 1),
            ("no member", "", 1),
            ("a member id of 32 KiB", &long, 1),
        ] {
            pair.ask_all(&format!("{who}, {when}"), |side, _| {
                heartbeat(group, generation, &side.member_id(name))
            });
            // The member's own sync comes later, or waits.
            if generation != 1 || name != "one" {
                pair.ask_all(&format!("{who}, {when}"), |side, _| {
                    sync(group, generation, &side.member_id(name), &[])
                });
            }
        }
    };
    ask_all(pair, "before the assignment");
    pair.ask("the leader's sync", SYNC, |side| {
        let id = side.member_id("one");
        sync(group, 1, &id, &[(&id, b"mine"), (&"nobody".into(), b"lost")])
    });
    ask_all(pair, "after the assignment");
    pair.ask_all("a sync again", |side, _| sync(group, 1, &side.member_id("one"), &[]));
    for (what, protocol_type, protocol_name) in [
        ("its protocol", Some("consumer"), Some("range")),
        ("another type", Some("connect"), Some("range")),
        ("another protocol", Some("consumer"), Some("sticky")),
        ("an empty type", Some(""), Some("")),
    ] {
        pair.ask_all(&format!("a sync with {what}"), |side, _| SyncGroupRequest {
            protocol_type: protocol_type.map(Into::into),
            protocol_name: protocol_name.map(Into::into),
            ..sync(group, 1, &side.member_id("one"), &[])
        });
    }
    pair.ask_all("no group", |_, _| heartbeat("", 1, "x"));
    pair.ask_all("a missing group", |_, _| heartbeat("missing", 1, "x"));
    pair.ask_all("an instance that is none", |side, _| HeartbeatRequest {
        group_instance_id: Some("nobody".into()),
        ..heartbeat(group, 1, &side.member_id("one"))
    });
    pair.ask_all("no group", |_, _| sync("", 1, "x", &[]));
    pair.ask_all("a missing group", |_, _| sync("missing", 1, "x", &[]));
    // These do not change the group: it goes on with generation 1.
    for (what, protocol_type, protocols) in [
        ("another type", "connect", vec![protocol("range", "")]),
        ("protocols that do not meet", "consumer", vec![protocol("sticky", "")]),
    ] {
        pair.ask_all(&format!("another member with {what}"), |_, _| JoinGroupRequest {
            protocol_type: protocol_type.into(),
            protocols: protocols.clone(),
            ..join(group, "")
        });
        pair.ask_all(&format!("the member with {what}"), |side, _| JoinGroupRequest {
            protocol_type: protocol_type.into(),
            protocols: protocols.clone(),
            ..join("one-more", &side.member_id("one"))
        });
    }
}

fn two_members(pair: &mut Pair) {
    let group = "two";
    stable(pair, group, "two-a");
    let first = pair.ask("the second's first join", JOIN, |_| join(group, ""));
    let Some((kafka, ottla)) = first else { return };
    pair.learn_member("two-b", (&kafka.member_id, &ottla.member_id));
    let second = pair.begin(JOIN, |side| JoinGroupRequest {
        protocols: vec![protocol("range", "cd"), protocol("other", "")],
        ..join(group, &side.member_id("two-b"))
    });
    settle(pair, group, "PreparingRebalance", 2);
    pair.ask_all("during the join", |side, _| heartbeat(group, 1, &side.member_id("two-a")));
    pair.ask_all("during the join", |side, _| sync(group, 1, &side.member_id("two-a"), &[]));
    pair.ask("the first's next join", JOIN, |side| join(group, &side.member_id("two-a")));
    pair.end::<JoinGroupRequest>("the second's join", second);
    pair.ask_all("before the leader's sync", |side, _| heartbeat(group, 2, &side.member_id("two-b")));
    let follower = pair.begin(SYNC, |side| sync(group, 2, &side.member_id("two-b"), &[]));
    pair.ask("the leader's sync", SYNC, |side| {
        let (a, b) = (side.member_id("two-a"), side.member_id("two-b"));
        sync(group, 2, &a, &[(&a, b"first"), (&b, b"second")])
    });
    pair.end::<SyncGroupRequest>("the follower's sync", follower);
    pair.ask_all("in step", |side, _| heartbeat(group, 2, &side.member_id("two-b")));
    pair.ask_all("behind", |side, _| heartbeat(group, 1, &side.member_id("two-b")));
    pair.ask("a follower's join again", JOIN, |side| JoinGroupRequest {
        protocols: vec![protocol("range", "cd"), protocol("other", "")],
        ..join(group, &side.member_id("two-b"))
    });
    let id = |side: &Side| side.member_id("two-b");
    pair.ask("the second leaves", LEAVE, |side| leave(LEAVE, group, &[(&id(side), None)]));
    pair.ask_all("after the second left", |side, _| heartbeat(group, 2, &side.member_id("two-a")));
    pair.ask_all("of whom left", |side, _| heartbeat(group, 2, &side.member_id("two-b")));
}

fn big_assignments(pair: &mut Pair) {
    for (what, len) in [("900 KB", 900_000), ("2 MB", 2_000_000)] {
        let group = format!("big-{len}");
        member(pair, JOIN, &group, &group);
        let bytes = vec![7; len];
        pair.ask(&format!("an assignment of {what}"), SYNC, |side| {
            let id = side.member_id(&group);
            sync(&group, 1, &id, &[(&id, &bytes)])
        });
        pair.ask(&format!("after {what}"), 4, |side| heartbeat(&group, 1, &side.member_id(&group)));
    }
}

/// Whoever joins and never syncs is gone after its rebalance time-out.
fn nobody_syncs(pair: &mut Pair) {
    let group = "never";
    let hasty = |id: &str| JoinGroupRequest { rebalance_timeout_ms: 300, ..join(group, id) };
    let Some((kafka, ottla)) = pair.ask("a hasty join", JOIN, |_| hasty("")) else { return };
    pair.learn_member(group, (&kafka.member_id, &ottla.member_id));
    pair.ask("a hasty join with its id", JOIN, |side| hasty(&side.member_id(group)));
    settle(pair, group, "Empty", 0);
    pair.ask("after no sync", 4, |side| heartbeat(group, 1, &side.member_id(group)));
    pair.ask("after no sync", SYNC, |side| sync(group, 1, &side.member_id(group), &[]));
    pair.ask("after no sync", JOIN, |side| join(group, &side.member_id(group)));
}

fn static_member(pair: &mut Pair) {
    let group = "static";
    let named = |id: &str, instance: &str| JoinGroupRequest {
        group_instance_id: Some(instance.into()),
        ..join(group, id)
    };
    let Some((kafka, ottla)) = pair.ask("an instance", JOIN, |_| named("", "i")) else { return };
    pair.learn_member("old", (&kafka.member_id, &ottla.member_id));
    pair.ask("the instance's sync", SYNC, |side| {
        let id = side.member_id("old");
        sync(group, 1, &id, &[(&id, b"mine")])
    });
    let Some((kafka, ottla)) = pair.ask("the instance again", JOIN, |_| named("", "i")) else { return };
    pair.learn_member("new", (&kafka.member_id, &ottla.member_id));
    for (what, name) in [("its old id", "old"), ("its new id", "new"), ("a foreign id", "nobody")] {
        for instance in ["i", "j"] {
            pair.ask(&format!("instance {instance} with {what}"), JOIN, |side| {
                // The right one would start a new generation.
                if (name, instance) == ("new", "i") {
                    join(group, "nobody")
                } else {
                    named(&side.member_id(name), instance)
                }
            });
            pair.ask_all(&format!("instance {instance} with {what}"), |side, _| HeartbeatRequest {
                group_instance_id: Some(instance.into()),
                ..heartbeat(group, 1, &side.member_id(name))
            });
            pair.ask_all(&format!("instance {instance} with {what}"), |side, _| SyncGroupRequest {
                group_instance_id: Some(instance.into()),
                ..sync(group, 1, &side.member_id(name), &[])
            });
        }
        pair.ask_all(&format!("no instance, with {what}"), |side, _| {
            heartbeat(group, 1, &side.member_id(name))
        });
    }
    pair.ask("instances that leave", LEAVE, |side| {
        let old = side.member_id("old");
        leave(LEAVE, group, &[(&old, Some("i")), ("", Some("j")), ("", Some("i")), ("", Some("i"))])
    });
}

fn leaving(pair: &mut Pair) {
    pair.ask_all("no group", |_, version| leave(version, "", &[("x", None)]));
    pair.ask_all("a missing group", |_, version| leave(version, "missing", &[("x", None)]));
    pair.ask_all("nobody", |_, version| leave(version, "join-0", &[]));
    pair.ask_all("a foreign member", |_, version| leave(version, "join-0", &[("x", None)]));
    pair.ask_all("an empty id", |_, version| leave(version, "join-0", &[("", None)]));
    for version in 0..=LEAVE {
        let group = format!("leave-{version}");
        stable(pair, &group, &group);
        pair.ask("the last member", version, |side| {
            leave(version, &group, &[(&side.member_id(&group), None)])
        });
        pair.ask("the last member again", version, |side| {
            leave(version, &group, &[(&side.member_id(&group), None)])
        });
    }
}
