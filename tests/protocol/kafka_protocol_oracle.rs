//! The same bytes through another codec, the crate `kafka-protocol`: what it reads and writes again is what we wrote.
//!
//! It trusts every length that it reads, so it only ever gets valid messages.

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::{ApiKey, RequestKind, ResponseKind};

use super::catalog::{Entry, entries};
use super::generate::message;
use super::hex;
use super::random::Random;

const CASES: usize = 100;

#[test]
fn the_crate_kafka_protocol_reads_and_writes_the_same_bytes() {
    let (mut pairs, mut cases, mut unknown) = (0, 0, 0);
    for entry in entries().iter().filter(|entry| entry.is_request() || entry.is_response()) {
        for version in entry.versions.clone() {
            if !knows(entry, version) {
                unknown += 1;
                continue;
            }
            let mut random = Random::new(2, &format!("{} {version}", entry.name));
            for _ in 0..CASES {
                let bytes = Bytes::from(message(entry, version, &mut random));
                let theirs = recode(entry, version, bytes.clone());
                assert_eq!(hex::encode(&theirs), hex::encode(&bytes), "{} {version}", entry.name);
                let ours = (entry.recode)(theirs.freeze(), version).expect("their bytes are valid");
                assert_eq!(hex::encode(&ours), hex::encode(&bytes), "{} {version}", entry.name);
                cases += 1;
            }
            pairs += 1;
        }
    }
    println!(
        "{cases} messages of {pairs} (name, version) agree; {unknown} (name, version) are unknown to the crate"
    );
    assert!(pairs > 400, "the crate knows more messages than {pairs}");
}

fn knows(entry: &Entry, version: i16) -> bool {
    // Listed by the crate, but not to be decoded: they were unstable in the Kafka release that it follows.
    let unstable = [(ApiKey::OffsetCommit, 10), (ApiKey::OffsetFetch, 10), (ApiKey::InitProducerId, 6)];
    ApiKey::try_from(entry.api_key).is_ok_and(|key| {
        let range = key.valid_versions();
        (range.min..=range.max).contains(&version) && !unstable.contains(&(key, version))
    })
}

fn recode(entry: &Entry, version: i16, mut bytes: Bytes) -> BytesMut {
    let key = ApiKey::try_from(entry.api_key).expect("a key that the crate knows");
    let mut out = BytesMut::new();
    let written = if entry.is_request() {
        RequestKind::decode(key, &mut bytes, version).and_then(|request| request.encode(&mut out, version))
    } else {
        ResponseKind::decode(key, &mut bytes, version).and_then(|response| response.encode(&mut out, version))
    };
    written.unwrap_or_else(|error| panic!("{} {version}: {error:#}", entry.name));
    assert!(bytes.is_empty(), "{} {version}: {} bytes left", entry.name, bytes.len());
    out
}
