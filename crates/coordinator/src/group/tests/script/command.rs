//! From a line to a request.

use std::sync::Arc;

use bytes::Bytes;
use model::{ErrorCode, LeaderEpoch, Offset, ProducerEpoch, ProducerId, Uuid};
use protocol::messages::join_group::{JoinGroupRequest, JoinGroupRequestProtocol};
use protocol::messages::leave_group::{LeaveGroupRequest, MemberIdentity};
use protocol::messages::sync_group::{SyncGroupRequest, SyncGroupRequestAssignment};
use protocol::records::data::consumer_protocol_subscription::ConsumerProtocolSubscription;
use protocol::{Encoder, Message, Str};

use super::Client;
use crate::group::tests::world::bytes;
use crate::group::{
    ClientContext, CommitOffsets, FetchOffsets, GroupConfig, GroupRequest, Membership, OffsetToCommit,
};

const UUID_FRONT: &str = "-00000000-0000-4000-8000-";

/// `[who] verb word … key=value …`
pub(super) struct Command<'a> {
    pub(super) who: &'a str,
    pub(super) verb: &'a str,
    words: Vec<&'a str>,
    options: Vec<(&'a str, &'a str)>,
}

impl<'a> Command<'a> {
    pub(super) fn parse(line: &'a str) -> Self {
        let mut all: Vec<&str> = line.split_whitespace().collect();
        let who = if all[0].starts_with(char::is_uppercase) { all.remove(0) } else { "" };
        let verb = all.remove(0);
        let options = all.iter().filter_map(|word| word.split_once('=')).collect();
        let words = all.into_iter().filter(|word| !word.contains('=')).collect();
        Self { who, verb, words, options }
    }

    pub(super) fn word(&self, place: usize) -> &'a str {
        self.words[place]
    }

    pub(super) fn words(&self) -> &[&'a str] {
        &self.words
    }

    fn option(&self, key: &str) -> Option<&'a str> {
        self.options.iter().find(|(of, _)| *of == key).map(|&(_, value)| value)
    }

    fn number(&self, key: &str, default: i32) -> i32 {
        self.option(key).map_or(default, |value| value.parse().unwrap())
    }

    fn group_id(&self) -> Str {
        self.option("group").unwrap_or("g").into()
    }

    fn instance_id(&self) -> Option<Str> {
        self.option("instance").map(Str::from)
    }

    fn member_id(&self, client: &Client) -> Str {
        self.option("id").map_or_else(|| client.member_id.clone(), member_id).into()
    }

    /// `t-0=42` and the like.
    fn partitions(&self) -> impl Iterator<Item = (Str, i32, &'a str)> {
        let given = self.options.iter().copied().chain(self.words.iter().map(|word| (*word, "")));
        given.filter_map(|(key, value)| {
            let (topic, partition) = key.rsplit_once('-')?;
            Some((topic.into(), partition.parse().ok()?, value))
        })
    }

    pub(super) fn config(&self) -> GroupConfig {
        let default = GroupConfig::default();
        GroupConfig {
            initial_rebalance_delay_ms: self.number("initial_delay", default.initial_rebalance_delay_ms),
            max_size: self.option("max_size").map_or(default.max_size, |value| value.parse().unwrap()),
            offset_metadata_bytes_max: self.number("metadata_max", 4_096).try_into().unwrap(),
            offsets_retention_ms: self.number("retention", 604_800_000).into(),
            ..default
        }
    }

    pub(super) fn request(&self, client: &Client) -> (&'static str, GroupRequest) {
        match self.verb {
            "join" => ("JoinGroup", self.join(client)),
            "sync" => ("SyncGroup", self.sync(client)),
            "heartbeat" => ("Heartbeat", GroupRequest::Heartbeat(self.membership(client))),
            "leave" => ("LeaveGroup", self.leave(client)),
            "commit" => ("OffsetCommit", self.commit(client)),
            "fetch" => ("OffsetFetch", self.fetch()),
            "describe" => (
                "DescribeGroups",
                GroupRequest::DescribeGroup {
                    group_id: self.word(0).into(),
                    reports_unknown_group: self.number("v", 6) >= 6,
                },
            ),
            "list" => {
                let all = |key| self.option(key).into_iter().flat_map(|v| v.split(',')).map(str::to_owned);
                let (states, types) = (all("states").collect(), all("types").collect());
                ("ListGroups", GroupRequest::ListGroups { states, types })
            }
            "delete" => ("DeleteGroups", GroupRequest::DeleteGroup { group_id: self.word(0).into() }),
            "delete-offsets" => {
                let partitions = self.partitions().map(|(topic, partition, _)| (topic, partition)).collect();
                ("OffsetDelete", GroupRequest::DeleteOffsets { group_id: self.word(0).into(), partitions })
            }
            "topics-deleted" => {
                let topics = self.words.iter().map(|topic| (Arc::from(*topic), topic_id(topic))).collect();
                ("topics", GroupRequest::TopicsDeleted { topics })
            }
            other => panic!("what is {other}?"),
        }
    }

    fn context(&self) -> ClientContext {
        ClientContext { client_id: self.who.into(), client_host: Arc::from("/127.0.0.1") }
    }

    fn join(&self, client: &Client) -> GroupRequest {
        let version = self.number("v", 9);
        let protocols =
            self.option("protocols").unwrap_or("range").split(',').filter(|name| !name.is_empty());
        let protocol = |given: &str| {
            let (name, text) = given.split_once(':').unwrap_or((given, "m"));
            let metadata = self.option("topics").map_or_else(|| bytes(text), subscription);
            JoinGroupRequestProtocol { name: name.into(), metadata, ..Default::default() }
        };
        let request = JoinGroupRequest {
            group_id: self.group_id(),
            session_timeout_ms: self.number("session", 10_000),
            rebalance_timeout_ms: self.number("rebalance", 60_000),
            member_id: self.member_id(client),
            group_instance_id: self.instance_id(),
            protocol_type: self.option("type").unwrap_or("consumer").into(),
            protocols: protocols.map(protocol).collect(),
            ..Default::default()
        };
        GroupRequest::JoinGroup {
            client: self.context(),
            request,
            requires_known_member_id: version >= 4,
            supports_skipping_assignment: version >= 9,
        }
    }

    fn sync(&self, client: &Client) -> GroupRequest {
        let given = self.options.iter().filter(|(key, _)| key.contains('#'));
        let assignments = given.map(|(id, text)| SyncGroupRequestAssignment {
            member_id: member_id(id).into(),
            assignment: bytes(text),
            ..Default::default()
        });
        let request = SyncGroupRequest {
            group_id: self.group_id(),
            generation_id: self.number("generation", client.generation_id),
            member_id: self.member_id(client),
            group_instance_id: self.instance_id(),
            protocol_type: self.option("type").map(Str::from),
            protocol_name: self.option("protocol").map(Str::from),
            assignments: assignments.collect(),
            ..Default::default()
        };
        GroupRequest::SyncGroup { client: self.context(), request }
    }

    fn leave(&self, client: &Client) -> GroupRequest {
        let identity = |id: String, instance_id| MemberIdentity {
            member_id: id.into(),
            group_instance_id: instance_id,
            ..Default::default()
        };
        let mut members: Vec<_> = self.words.iter().map(|word| identity(member_id(word), None)).collect();
        if members.is_empty() {
            members.push(identity(self.member_id(client).to_string(), self.instance_id()));
        }
        let request = LeaveGroupRequest { group_id: self.group_id(), members, ..Default::default() };
        GroupRequest::LeaveGroup { client: self.context(), request }
    }

    fn membership(&self, client: &Client) -> Membership {
        Membership {
            group_id: self.group_id(),
            member_id: self.member_id(client),
            group_instance_id: self.instance_id(),
            generation_or_member_epoch: self.number("generation", client.generation_id),
        }
    }

    fn commit(&self, client: &Client) -> GroupRequest {
        let partitions = self.partitions().map(|(topic, partition, value)| {
            let (offset, metadata) = value.split_once(':').unwrap_or((value, ""));
            OffsetToCommit {
                topic_id: topic_id(&topic),
                topic,
                partition,
                offset: Offset(offset.parse().unwrap()),
                leader_epoch: LeaderEpoch::NONE,
                metadata: Some(metadata.into()),
            }
        });
        let commit = CommitOffsets {
            member: self.membership(client),
            retention_ms: self.option("retention").map(|value| value.parse().unwrap()),
            reports_unknown_group: self.number("v", 9) >= 9,
            partitions: partitions.collect(),
        };
        match self.option("producer") {
            None => GroupRequest::CommitOffsets(commit),
            Some(producer_id) => GroupRequest::CommitTransactionalOffsets {
                producer: (ProducerId(producer_id.parse().unwrap()), ProducerEpoch(0)),
                commit,
            },
        }
    }

    fn fetch(&self) -> GroupRequest {
        let partitions: Vec<_> = self.partitions().map(|(topic, partition, _)| (topic, partition)).collect();
        GroupRequest::FetchOffsets(FetchOffsets {
            group_id: self.group_id(),
            member: None,
            partitions: Some(partitions).filter(|partitions| !partitions.is_empty()),
            requires_stable: self.words.contains(&"stable"),
        })
    }
}

/// `A#1` as it is on the wire.
fn member_id(text: &str) -> String {
    match text.split_once('#') {
        Some((front, number)) => format!("{front}{UUID_FRONT}{number:0>12}"),
        None => text.trim_matches('-').to_owned(),
    }
}

/// A member id of the wire as scripts write it.
pub(super) fn short(member_id: &str) -> String {
    match member_id.split_once(UUID_FRONT) {
        Some((front, number)) => format!("{front}#{}", number.trim_start_matches('0')),
        None => member_id.to_owned(),
    }
}

pub(super) fn error(code: i16) -> &'static str {
    ErrorCode::from_code(code).name()
}

fn topic_id(topic: &str) -> Uuid {
    Uuid::from_u128(topic.bytes().fold(0, |id, byte| id << 8 | u128::from(byte)))
}

fn subscription(topics: &str) -> Bytes {
    let value = ConsumerProtocolSubscription {
        topics: topics.split(',').map(Str::from).collect(),
        ..Default::default()
    };
    let mut out = Encoder::default();
    out.put(&3i16.to_be_bytes());
    value.write(&mut out, 3).unwrap();
    out.into_bytes()
}
