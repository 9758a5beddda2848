//! Sizes that lie, frames that do not end, other protocols.

use std::time::Duration;

use protocol::messages::api_versions::ApiVersionsRequest;
use protocol::messages::metadata::MetadataRequest;
use testkit::encode_request;

use super::Attack;

pub(super) const ATTACKS: &[Attack] = &[
    ("frame of no bytes", |target| target.is_closed_after(&[0; 4])),
    ("frame of a negative size", |target| target.is_closed_after(&(-1i32).to_be_bytes())),
    ("frame of the most negative size", |target| target.is_closed_after(&i32::MIN.to_be_bytes())),
    ("frame of two billion bytes", |target| target.is_closed_after(&i32::MAX.to_be_bytes())),
    ("frame just over the limit", |target| target.is_closed_after(&(100i32 << 20 | 1).to_be_bytes())),
    ("frame too short for a header", |target| target.is_closed_after(&[0, 0, 0, 4, 0, 18, 0, 0])),
    ("frame that ends within its header", |target| {
        target.is_closed_after(&[0, 0, 0, 8, 0, 3, 0, 1, 0, 0, 0, 1]);
    }),
    ("TLS hello", |target| {
        let mut hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec();
        hello.resize(517, 0x55);
        target.is_closed_after(&hello);
    }),
    ("HTTP request", |target| target.is_closed_after(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
    ("SSH greeting", |target| target.is_closed_after(b"SSH-2.0-OpenSSH_9.2\r\n")),
    ("frame that is cut short", |target| {
        let frame = metadata();
        (0..frame.len()).for_each(|length| target.takes(&frame[..length]));
    }),
    ("one byte at a time", |target| {
        let mut client = target.client();
        for byte in metadata().chunks(1) {
            client.send(byte).expect("the broker waits");
            std::thread::sleep(Duration::from_millis(2));
        }
        assert!(client.receive().is_ok_and(|frame| frame.is_some()), "a slow client is answered");
    }),
    ("a client that closes its side at once", |target| {
        let mut client = target.client();
        client.send(&metadata()).expect("sent");
        client.stream().shutdown(std::net::Shutdown::Write).expect("a half-closed connection");
        assert!(client.receive().is_ok_and(|frame| frame.is_some()), "it is answered before the end");
    }),
    ("large sizes and no bytes", |target| {
        let clients: Vec<_> = (0..300)
            .map(|_| {
                let mut client = target.client();
                client.send(&(99i32 << 20).to_be_bytes()).expect("sent");
                client.send(&[0]).expect("sent");
                client
            })
            .collect();
        // 30 GB are promised; long enough for a broker that believes it.
        std::thread::sleep(Duration::from_millis(500));
        drop(clients);
    }),
    ("unknown APIs", |target| {
        for key in [-1, 4, 5, 6, 7, 93, 94, 999, i16::MAX, i16::MIN] {
            target.is_closed_after(&frame(key, 0, &[0; 20]));
        }
    }),
    ("APIs of the controller", |target| {
        for key in [52, 53, 54, 56, 58, 59, 62, 63, 67, 70, 73, 82] {
            target.is_closed_after(&frame(key, 0, &[0; 20]));
        }
    }),
    ("unknown versions", |target| {
        for (key, version) in
            [(3, 99), (3, -1), (3, i16::MAX), (3, i16::MIN), (0, 2), (0, 14), (1, 3), (1, 19), (19, 1)]
        {
            target.is_closed_after(&frame(key, version, &[0; 20]));
        }
    }),
    ("ApiVersions of the future", |target| {
        for version in [5, 99, i16::MAX, -1] {
            let mut client = target.client();
            client.send(&frame(18, version, &[0; 20])).expect("sent");
            let answer = client.receive().expect("an answer").expect("an answer");
            assert_eq!(answer.get(4..6), Some(&[0, 35][..]), "UNSUPPORTED_VERSION for version {version}");
        }
    }),
    ("bytes behind a request", |target| {
        let mut bytes =
            encode_request(&ApiVersionsRequest::default(), 0, 1, "x").expect("a request").to_vec();
        bytes.extend([1, 2, 3]);
        let size = u32::try_from(bytes.len() - 4).expect("a small frame");
        bytes[..4].copy_from_slice(&size.to_be_bytes());
        target.takes(&bytes);
    }),
    ("a client id that lies", |target| {
        for length in [-2i16, i16::MIN, i16::MAX] {
            let mut body = vec![0, 3, 0, 1, 0, 0, 0, 1];
            body.extend(length.to_be_bytes());
            body.extend([0; 8]);
            target.is_closed_after(&sized(&body));
        }
    }),
];

/// A request for metadata of all topics.
pub(super) fn metadata() -> Vec<u8> {
    let request = MetadataRequest { topics: None, ..MetadataRequest::default() };
    encode_request(&request, 9, 1, "hostile").expect("a request").to_vec()
}

/// A frame with a header of version 1 or 2, as the bytes in `body` are taken for.
pub(super) fn frame(api_key: i16, api_version: i16, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(api_key.to_be_bytes());
    bytes.extend(api_version.to_be_bytes());
    bytes.extend(7i32.to_be_bytes());
    bytes.extend([0xff, 0xff]);
    bytes.extend(body);
    sized(&bytes)
}

pub(super) fn sized(body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len()).expect("a small frame");
    [&size.to_be_bytes()[..], body].concat()
}
