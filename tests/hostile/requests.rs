//! Requests whose contents are wrong, absurd or random.

use protocol::ApiKey;
use protocol::messages::create_topics::{CreatableTopic, CreateTopicsRequest};
use protocol::messages::fetch::{FetchPartition, FetchRequest, FetchTopic};
use protocol::messages::list_offsets::{ListOffsetsPartition, ListOffsetsRequest, ListOffsetsTopic};
use testkit::{Outcome, Request};

use super::Attack;
use super::frames::frame;
use super::target::{TOPIC, Target};
use crate::protocol::catalog::entries;
use crate::protocol::generate::message;
use crate::protocol::random::Random;
use crate::protocol::robustness::damage;

pub(super) const ATTACKS: &[Attack] = &[
    ("every API with zero bytes", |target| every_api(target, |_, _, _| vec![0; 64])),
    ("every API with one bits", |target| every_api(target, |_, _, _| vec![0xff; 64])),
    ("every API without a body", |target| every_api(target, |_, _, _| Vec::new())),
    ("every API with random bytes", |target| every_api(target, |_, _, random| random.bytes(64))),
    ("every API with a random valid request", |target| every_api(target, random_request)),
    ("every API with a damaged request", |target| {
        every_api(target, |key, version, random| {
            let mut bytes = random_request(key, version, random);
            damage(&mut bytes, random);
            bytes
        });
    }),
    ("a topic with two billion partitions", |target| {
        let topic = CreatableTopic {
            name: "x".into(),
            num_partitions: i32::MAX,
            replication_factor: 1,
            ..CreatableTopic::default()
        };
        answers(target, &CreateTopicsRequest { topics: vec![topic], ..CreateTopicsRequest::default() }, 7);
    }),
    ("20,000 topics to check", |target| {
        let topic = |n: usize| CreatableTopic {
            name: format!("x{n}").as_str().into(),
            num_partitions: 1,
            replication_factor: 1,
            ..CreatableTopic::default()
        };
        let topics = (0..20_000).map(topic).collect();
        let request = CreateTopicsRequest { topics, validate_only: true, ..CreateTopicsRequest::default() };
        drop(target.client().ask(&request, 7));
    }),
    ("a fetch of one partition 100,000 times", |target| {
        let partitions =
            vec![FetchPartition { partition_max_bytes: i32::MAX, ..FetchPartition::default() }; 100_000];
        let topic = FetchTopic { topic: TOPIC.into(), partitions, ..FetchTopic::default() };
        drop(target.client().ask(&FetchRequest { topics: vec![topic], ..FetchRequest::default() }, 11));
    }),
    ("offsets of one partition 100,000 times", |target| {
        let partitions =
            vec![ListOffsetsPartition { timestamp: -1, ..ListOffsetsPartition::default() }; 100_000];
        let topic = ListOffsetsTopic { name: TOPIC.into(), partitions, ..ListOffsetsTopic::default() };
        drop(
            target
                .client()
                .ask(&ListOffsetsRequest { topics: vec![topic], ..ListOffsetsRequest::default() }, 5),
        );
    }),
];

/// A frame of each API in each version, made by `body`, each on a connection of its own.
fn every_api(target: &Target, body: fn(ApiKey, i16, &mut Random) -> Vec<u8>) {
    let mut random = Random::new(7, "hostile");
    for key in ApiKey::ALL {
        for version in key.versions() {
            let mut bytes = Vec::new();
            if version >= key.flexible_from() {
                bytes.push(0); // the header's tagged fields
            }
            bytes.extend(body(*key, version, &mut random));
            target.takes(&frame(key.code(), version, &bytes));
        }
    }
}

fn random_request(key: ApiKey, version: i16, random: &mut Random) -> Vec<u8> {
    let name = format!("{}Request", key.name());
    let entry = entries().into_iter().find(|entry| entry.name == name).expect("a request of each API");
    message(&entry, version, random)
}

fn answers<Q: Request>(target: &Target, request: &Q, version: i16) {
    let outcome = target.client().ask(request, version);
    assert!(matches!(outcome, Outcome::Answer(_)), "{outcome:?}");
}
