//! Too much of what is allowed: connections, requests, sessions, producers.

use std::time::Duration;

use protocol::messages::fetch::{FetchPartition, FetchRequest, FetchTopic};
use protocol::messages::init_producer_id::InitProducerIdRequest;
use testkit::{Outcome, RawBatch, encode_request};
use tests::broken_batches::NOW;

use super::Attack;
use super::bombs::produce;
use super::frames::metadata;
use super::target::{TOPIC, Target};

pub(super) const ATTACKS: &[Attack] = &[
    ("2,000 idle connections", |target| {
        let clients: Vec<_> = (0..2000).map(|_| target.client()).collect();
        std::thread::sleep(Duration::from_millis(300));
        assert!(matches!(ask_metadata(target), Ok(Some(_))), "a further client is served");
        drop(clients);
    }),
    ("2,000 connections that come and go", |target| (0..2000).for_each(|_| drop(target.client()))),
    ("20,000 requests whose answers are not read", |target| {
        let mut client = target.client();
        client.stream().set_write_timeout(Some(Duration::from_millis(500))).expect("a time-out");
        let request = metadata();
        // Sooner or later the broker stops reading; that is what it should do.
        for _ in 0..20_000 {
            if client.send(&request).is_err() {
                break;
            }
        }
    }),
    ("large frames on many connections", |target| {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut client = target.client();
                    drop(client.send(&(40i32 << 20).to_be_bytes()));
                    let block = vec![0; 1 << 20];
                    // All but the last byte, and then never more.
                    (0..39).for_each(|_| drop(client.send(&block)));
                    std::thread::sleep(Duration::from_millis(500));
                });
            }
        });
    }),
    ("500 long polls that are given up", |target| {
        let request = FetchRequest { max_wait_ms: i32::MAX, min_bytes: i32::MAX, ..fetch(-1) };
        let frame = encode_request(&request, 11, 1, "hostile").expect("a request");
        let clients: Vec<_> = (0..500)
            .map(|_| {
                let mut client = target.client();
                client.send(&frame).expect("sent");
                client
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300));
        drop(clients);
    }),
    ("3,000 fetch sessions", |target| {
        let mut client = target.client();
        for _ in 0..3000 {
            let outcome = client.ask(&FetchRequest { session_epoch: 0, ..fetch(0) }, 11);
            assert!(matches!(outcome, Outcome::Answer(_)), "{outcome:?}");
        }
    }),
    ("3,000 producer ids", |target| {
        let mut client = target.client();
        for _ in 0..3000 {
            let outcome = client.ask(&InitProducerIdRequest::default(), 4);
            assert!(matches!(outcome, Outcome::Answer(_)), "{outcome:?}");
        }
    }),
    ("3,000 producers of one batch each", |target| {
        let mut client = target.client();
        for id in 0..3000 {
            let batch = RawBatch::of(&["x"], NOW).by(1_000_000 + id, 0, 0).encode();
            let outcome = client.ask(&produce(batch), 9);
            assert!(matches!(outcome, Outcome::Answer(_)), "{outcome:?}");
        }
    }),
    ("connections that end while they are answered", |target| {
        let request = FetchRequest { max_wait_ms: 0, ..fetch(0) };
        let frame = encode_request(&request, 11, 1, "hostile").expect("a request");
        for _ in 0..500 {
            let mut client = target.client();
            drop(client.send(&frame));
            // Unread bytes make the kernel reset the connection.
            drop(client);
        }
    }),
];

fn ask_metadata(target: &Target) -> std::io::Result<Option<bytes::Bytes>> {
    let mut client = target.client();
    client.send(&metadata())?;
    client.receive()
}

fn fetch(session_epoch: i32) -> FetchRequest {
    let partition =
        FetchPartition { fetch_offset: 0, partition_max_bytes: 1 << 20, ..FetchPartition::default() };
    let topic = FetchTopic { topic: TOPIC.into(), partitions: vec![partition], ..FetchTopic::default() };
    FetchRequest { session_epoch, topics: vec![topic], ..FetchRequest::default() }
}
