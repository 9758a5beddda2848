//! OffsetCommit, OffsetFetch, OffsetDelete.

use model::Uuid;
use protocol::messages::offset_commit::{
    OffsetCommitRequest, OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use protocol::messages::offset_delete::{
    OffsetDeleteRequest, OffsetDeleteRequestPartition, OffsetDeleteRequestTopic,
};
use protocol::messages::offset_fetch::{
    OffsetFetchRequest, OffsetFetchRequestGroup, OffsetFetchRequestTopic, OffsetFetchRequestTopics,
};

use super::create_topics::create;
use super::group_members::stable;
use super::pair::{Pair, Side};

const TOPIC: &str = "offsets";
const GROUP: &str = "offsets";

type Partitions<'a> = &'a [(&'a str, &'a [i32])];

pub(super) fn cases(pair: &mut Pair) {
    create(pair, TOPIC, 2);
    commits(pair);
    of_members(pair);
    fetches(pair);
    deletions(pair);
}

fn commits(pair: &mut Pair) {
    for (what, partition, offset) in [
        ("an offset", 0, 5),
        ("offset −1", 0, -1),
        ("offset −2", 0, -2),
        ("the last offset", 1, i64::MAX),
        ("a partition that is not there", 7, 1),
        ("a negative partition", -1, 1),
    ] {
        pair.ask_all(what, |side, _| commit(side, GROUP, &[(TOPIC, &[(partition, offset)])]));
    }
    pair.ask_all("a missing topic", |side, _| commit(side, GROUP, &[("missing", &[(0, 1)])]));
    pair.ask_all("a bad name", |side, _| commit(side, GROUP, &[("a b", &[(0, 1)])]));
    pair.ask_all("a good and a missing one", |side, _| {
        commit(side, GROUP, &[("missing", &[(0, 1)]), (TOPIC, &[(0, 6), (7, 1), (1, 6)])])
    });
    pair.ask_all("a partition twice", |side, _| commit(side, GROUP, &[(TOPIC, &[(0, 1), (0, 2)])]));
    pair.ask_all("no topics", |side, _| commit(side, GROUP, &[]));
    pair.ask_all("no partitions", |side, _| commit(side, GROUP, &[(TOPIC, &[])]));
    pair.ask_all("no group", |side, _| commit(side, "", &[(TOPIC, &[(0, 1)])]));
    let long = "g".repeat(1 << 15);
    pair.ask_all("a group of 32 KiB", |side, _| commit(side, &long, &[(TOPIC, &[(0, 1)])]));
    for len in [0, 4096, 4097, 32_767, 32_768] {
        let text = "x".repeat(len);
        pair.ask_all(&format!("{len} bytes of metadata"), |side, _| {
            let mut request = commit(side, GROUP, &[(TOPIC, &[(1, 9)])]);
            request.topics[0].partitions[0].committed_metadata = Some(text.as_str().into());
            request
        });
    }
    for committed_leader_epoch in [-2, -1, 0, 99] {
        pair.ask_all(&format!("leader epoch {committed_leader_epoch}"), |side, _| {
            let mut request = commit(side, GROUP, &[(TOPIC, &[(1, 9)])]);
            request.topics[0].partitions[0].committed_leader_epoch = committed_leader_epoch;
            request
        });
    }
    for (generation, member_id) in [(0, ""), (-2, ""), (1, "nobody"), (-1, "nobody")] {
        pair.ask_all(&format!("generation {generation} of {member_id:?}"), |side, _| OffsetCommitRequest {
            generation_id_or_member_epoch: generation,
            member_id: member_id.into(),
            ..commit(side, GROUP, &[(TOPIC, &[(0, 1)])])
        });
    }
    pair.ask_all("a missing group's member", |side, _| OffsetCommitRequest {
        generation_id_or_member_epoch: 1,
        member_id: "nobody".into(),
        ..commit(side, "missing", &[(TOPIC, &[(0, 1)])])
    });
}

fn of_members(pair: &mut Pair) {
    stable(pair, "offsets-member", "offsets-member");
    for generation in [-1, 0, 1, 2] {
        for (name, instance) in
            [("offsets-member", None), ("nobody", None), ("", None), ("offsets-member", Some("i"))]
        {
            let what = format!("of a member: generation {generation}, {name:?}, {instance:?}");
            pair.ask_all(&what, |side, _| OffsetCommitRequest {
                generation_id_or_member_epoch: generation,
                member_id: side.member_id(name),
                group_instance_id: instance.map(Into::into),
                ..commit(side, "offsets-member", &[(TOPIC, &[(0, 3)])])
            });
        }
    }
}

fn fetches(pair: &mut Pair) {
    let wanted: [Option<Partitions<'_>>; 9] = [
        None,
        Some(&[(TOPIC, &[0, 1])]),
        Some(&[(TOPIC, &[7, -1])]),
        Some(&[(TOPIC, &[0, 0])]),
        Some(&[(TOPIC, &[])]),
        Some(&[("missing", &[0])]),
        Some(&[("a b", &[0])]),
        Some(&[(TOPIC, &[0]), ("missing", &[0])]),
        Some(&[]),
    ];
    let long = "g".repeat(1 << 15);
    for topics in wanted {
        for group in [GROUP, "missing", ""] {
            pair.ask_all(&format!("{topics:?} of {group:?}"), |side, version| {
                fetch(side, version, &[group], topics)
            });
        }
    }
    pair.ask_all("a group of 32 KiB", |side, version| fetch(side, version, &[&long], None));
    pair.ask_all("what is stable", |side, version| OffsetFetchRequest {
        require_stable: true,
        ..fetch(side, version, &[GROUP], None)
    });
    for groups in [&[][..], &[GROUP, "missing"], &[GROUP, GROUP]] {
        for version in 8..=10 {
            pair.ask(&format!("{} groups", groups.len()), version, |side| fetch(side, version, groups, None));
        }
    }
    for (member, epoch) in [(Some("nobody"), 1), (Some(""), -1), (None, 5), (Some("offsets-member"), 1)] {
        for group in ["offsets-member", "missing"] {
            pair.ask_all(&format!("{member:?} with epoch {epoch} of {group}"), |side, version| {
                let mut request = fetch(side, version, &[group], None);
                for group in &mut request.groups {
                    group.member_id = member.map(|name| side.member_id(name));
                    group.member_epoch = epoch;
                }
                request
            });
        }
    }
}

fn deletions(pair: &mut Pair) {
    let wanted: [Partitions<'_>; 7] = [
        &[(TOPIC, &[7])],
        &[("missing", &[0])],
        &[("a b", &[0])],
        &[(TOPIC, &[])],
        &[],
        &[(TOPIC, &[0, 0])],
        &[(TOPIC, &[0, 7]), ("missing", &[0])],
    ];
    for group in [GROUP, "offsets-member", "missing", ""] {
        for topics in wanted {
            pair.ask_all(&format!("{topics:?} of {group:?}"), |_, _| {
                let partition = |partition_index: &i32| OffsetDeleteRequestPartition {
                    partition_index: *partition_index,
                    ..OffsetDeleteRequestPartition::default()
                };
                let topic = |(name, partitions): &(&str, &[i32])| OffsetDeleteRequestTopic {
                    name: (*name).into(),
                    partitions: partitions.iter().map(partition).collect(),
                    ..OffsetDeleteRequestTopic::default()
                };
                OffsetDeleteRequest {
                    group_id: group.into(),
                    topics: topics.iter().map(topic).collect(),
                    ..OffsetDeleteRequest::default()
                }
            });
        }
    }
    pair.ask_all("what is left", |side, version| fetch(side, version, &[GROUP], None));
}

/// Of no member, as simple consumers commit.
fn commit(side: &Side, group: &str, topics: &[(&str, &[(i32, i64)])]) -> OffsetCommitRequest {
    let partition = |(partition_index, committed_offset): &(i32, i64)| OffsetCommitRequestPartition {
        partition_index: *partition_index,
        committed_offset: *committed_offset,
        ..OffsetCommitRequestPartition::default()
    };
    let topic = |(name, partitions): &(&str, &[(i32, i64)])| OffsetCommitRequestTopic {
        name: (*name).into(),
        topic_id: id_of(side, name),
        partitions: partitions.iter().map(partition).collect(),
        ..OffsetCommitRequestTopic::default()
    };
    OffsetCommitRequest {
        group_id: group.into(),
        topics: topics.iter().map(topic).collect(),
        ..OffsetCommitRequest::default()
    }
}

fn fetch(side: &Side, version: i16, groups: &[&str], topics: Option<Partitions<'_>>) -> OffsetFetchRequest {
    if version < 8 {
        let topic = |(name, partitions): &(&str, &[i32])| OffsetFetchRequestTopic {
            name: (*name).into(),
            partition_indexes: partitions.to_vec(),
            ..OffsetFetchRequestTopic::default()
        };
        return OffsetFetchRequest {
            group_id: groups.first().copied().unwrap_or_default().into(),
            topics: topics.map(|topics| topics.iter().map(topic).collect()),
            ..OffsetFetchRequest::default()
        };
    }
    let topic = |(name, partitions): &(&str, &[i32])| OffsetFetchRequestTopics {
        name: (*name).into(),
        topic_id: id_of(side, name),
        partition_indexes: partitions.to_vec(),
        ..OffsetFetchRequestTopics::default()
    };
    let group = |group: &&str| OffsetFetchRequestGroup {
        group_id: (*group).into(),
        topics: topics.map(|topics| topics.iter().map(topic).collect()),
        ..OffsetFetchRequestGroup::default()
    };
    OffsetFetchRequest { groups: groups.iter().map(group).collect(), ..OffsetFetchRequest::default() }
}

/// Of a topic that is not there: one that nobody has.
fn id_of(side: &Side, name: &str) -> Uuid {
    if name == TOPIC { side.topic_id(name) } else { Uuid::from_u128(1 << 70) }
}
