//! Request frames that are encoded once and then only patched, and where to look in the responses.
//!
//! Versions without compact lengths are used, so that every field that changes has a fixed place. The places are found
//! by encoding the same message with two values, so no layout is written down here.

use anyhow::Context as _;
use bytes::Bytes;
use protocol::messages::fetch::{
    FetchPartition, FetchRequest, FetchResponse, FetchTopic, FetchableTopicResponse, PartitionData,
};
use protocol::messages::produce::{
    PartitionProduceData, PartitionProduceResponse, ProduceRequest, ProduceResponse, TopicProduceData,
    TopicProduceResponse,
};
use protocol::wire::Wire;
use protocol::{ApiKey, Context, Encoder, Message, Records, RequestHeader, Str};

pub const PRODUCE_VERSION: i16 = 8;
pub const FETCH_VERSION: i16 = 11;
const CLIENT_ID: &str = "benches";
/// Size, API key and API version come before it.
const CORRELATION_AT: usize = 8;

/// A request with its size in front.
#[derive(Clone, Debug)]
pub struct Frame {
    pub bytes: Vec<u8>,
    partition_at: usize,
    /// Fetch only.
    offset_at: usize,
}

impl Frame {
    pub fn set_correlation(&mut self, correlation_id: i32) {
        self.put(CORRELATION_AT, &correlation_id.to_be_bytes());
    }

    pub fn set_partition(&mut self, partition: i32) {
        self.put(self.partition_at, &partition.to_be_bytes());
    }

    pub fn set_fetch_offset(&mut self, offset: i64) {
        self.put(self.offset_at, &offset.to_be_bytes());
    }

    fn put(&mut self, at: usize, value: &[u8]) {
        self.bytes[at..at + value.len()].copy_from_slice(value);
    }
}

/// A produce request with `batch` for one partition (0 until it is patched).
///
/// # Errors
/// When the request cannot be encoded.
pub fn produce(topic: &str, acks: i16, batch: &[u8]) -> anyhow::Result<Frame> {
    let records = Bytes::copy_from_slice(batch);
    let encode = |index| {
        let partition = PartitionProduceData {
            index,
            records: Records::Bytes(records.clone()),
            ..PartitionProduceData::default()
        };
        let topic = TopicProduceData {
            name: Str::from(topic),
            partition_data: vec![partition],
            ..TopicProduceData::default()
        };
        let timeout_ms = 30_000;
        request(
            PRODUCE_VERSION,
            &ProduceRequest { acks, timeout_ms, topic_data: vec![topic], ..ProduceRequest::default() },
        )
    };
    let (bytes, other) = (encode(0)?, encode(-1)?);
    Ok(Frame { partition_at: differs_at(&bytes, &other)?, offset_at: 0, bytes })
}

/// A fetch request for one partition (0 until it is patched) without a session. It waits 500 ms for `min_bytes`.
///
/// # Errors
/// When the request cannot be encoded.
pub fn fetch(topic: &str, min_bytes: i32, max_bytes: i32) -> anyhow::Result<Frame> {
    let encode = |partition, fetch_offset| {
        let partition = FetchPartition {
            partition,
            fetch_offset,
            partition_max_bytes: max_bytes,
            ..FetchPartition::default()
        };
        let topic =
            FetchTopic { topic: Str::from(topic), partitions: vec![partition], ..FetchTopic::default() };
        let max_wait_ms = 500;
        request(
            FETCH_VERSION,
            &FetchRequest {
                max_wait_ms,
                min_bytes,
                max_bytes,
                topics: vec![topic],
                ..FetchRequest::default()
            },
        )
    };
    let bytes = encode(0, 0)?;
    Ok(Frame {
        partition_at: differs_at(&bytes, &encode(-1, 0)?)?,
        offset_at: differs_at(&bytes, &encode(0, -1)?)?,
        bytes,
    })
}

/// Size, header (correlation id 0) and message.
///
/// # Errors
/// When the message has no such version or a value that it cannot carry.
pub fn request<M: Message>(version: i16, message: &M) -> anyhow::Result<Vec<u8>> {
    let api_key = ApiKey::from_code(M::API_KEY).context("a request")?;
    let mut out = Encoder::with_capacity(128);
    0i32.encode(&mut out, Context { version, flexible: false })?;
    let header = RequestHeader {
        request_api_key: M::API_KEY,
        request_api_version: version,
        client_id: Some(Str::from(CLIENT_ID)),
        ..RequestHeader::default()
    };
    header.write(&mut out, api_key.request_header_version(version))?;
    message.write(&mut out, version)?;
    protocol::header::end_frame(&mut out)?;
    Ok(out.into_bytes().to_vec())
}

/// Where the error code of the only partition lies in a produce response. Positions count from the correlation id.
///
/// # Errors
/// When the response cannot be encoded.
pub fn produce_error_at(topic: &str) -> anyhow::Result<usize> {
    let encode = |error_code| {
        let partition = PartitionProduceResponse { error_code, ..PartitionProduceResponse::default() };
        let topic = TopicProduceResponse {
            name: Str::from(topic),
            partition_responses: vec![partition],
            ..TopicProduceResponse::default()
        };
        response(PRODUCE_VERSION, &ProduceResponse { responses: vec![topic], ..ProduceResponse::default() })
    };
    differs_at(&encode(0)?, &encode(-1)?)
}

/// Where things lie in a fetch response for one partition. Positions count from the correlation id.
#[derive(Clone, Copy, Debug)]
pub struct FetchHead {
    pub request_error_at: usize,
    pub partition_error_at: usize,
    /// Length of the records; they follow at once.
    pub records_len_at: usize,
}

impl FetchHead {
    /// # Errors
    /// When the response cannot be encoded.
    pub fn new(topic: &str) -> anyhow::Result<Self> {
        let encode = |request_error, partition_error| {
            let partition = PartitionData { error_code: partition_error, ..PartitionData::default() };
            let topic = FetchableTopicResponse {
                topic: Str::from(topic),
                partitions: vec![partition],
                ..FetchableTopicResponse::default()
            };
            let message = FetchResponse {
                error_code: request_error,
                responses: vec![topic],
                ..FetchResponse::default()
            };
            response(FETCH_VERSION, &message)
        };
        let plain = encode(0, 0)?;
        Ok(Self {
            request_error_at: differs_at(&plain, &encode(-1, 0)?)?,
            partition_error_at: differs_at(&plain, &encode(0, -1)?)?,
            records_len_at: plain.len() - 4,
        })
    }

    /// Bytes before the records.
    #[must_use]
    pub fn len(self) -> usize {
        self.records_len_at + 4
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        false
    }
}

fn response<M: Message>(version: i16, message: &M) -> anyhow::Result<Vec<u8>> {
    let mut out = Encoder::with_capacity(128);
    0i32.encode(&mut out, Context { version, flexible: false })?; // correlation id
    message.write(&mut out, version)?;
    Ok(out.into_bytes().to_vec())
}

fn differs_at(one: &[u8], other: &[u8]) -> anyhow::Result<usize> {
    one.iter().zip(other).position(|(a, b)| a != b).context("two encodings of different values are equal")
}

#[cfg(test)]
mod tests {
    use protocol::{Decoder, RequestPrefix};

    use super::*;
    use crate::batch::BatchShape;

    fn decode<M: Message>(frame: &Frame) -> (RequestPrefix, M) {
        let size = u32::from_be_bytes(frame.bytes[..4].try_into().unwrap());
        assert_eq!(size as usize, frame.bytes.len() - 4);
        let body = Bytes::copy_from_slice(&frame.bytes[4..]);
        let prefix = RequestPrefix::peek(&body).unwrap();
        let mut input = Decoder::new(body);
        ApiKey::from_code(prefix.api_key).unwrap().read_header(&mut input, prefix.api_version).unwrap();
        let message = M::read(&mut input, prefix.api_version).unwrap();
        input.finish().unwrap();
        (prefix, message)
    }

    #[test]
    fn a_patched_produce_frame_decodes_to_what_was_patched() {
        let batch = BatchShape { record_bytes: 100, batch_bytes: 1000 }.build(1);
        let mut frame = produce("bench", -1, &batch.bytes).unwrap();
        frame.set_correlation(77);
        frame.set_partition(9);
        let (prefix, message) = decode::<ProduceRequest>(&frame);
        assert_eq!((prefix.api_key, prefix.correlation_id, message.acks), (0, 77, -1));
        let partition = &message.topic_data[0].partition_data[0];
        assert_eq!(message.topic_data[0].name, "bench");
        assert_eq!(partition.index, 9);
        assert_eq!(partition.records, Records::Bytes(Bytes::from(batch.bytes)));
    }

    #[test]
    fn a_patched_fetch_frame_decodes_to_what_was_patched() {
        let mut frame = fetch("bench", 1, 1 << 20).unwrap();
        frame.set_correlation(5);
        frame.set_partition(3);
        frame.set_fetch_offset(1 << 40);
        let (prefix, message) = decode::<FetchRequest>(&frame);
        assert_eq!((prefix.api_key, prefix.correlation_id), (1, 5));
        let partition = &message.topics[0].partitions[0];
        assert_eq!(
            (partition.partition, partition.fetch_offset, partition.partition_max_bytes),
            (3, 1 << 40, 1 << 20)
        );
    }

    #[test]
    fn places_in_responses_are_those_of_the_documented_layout() {
        // Correlation id, array, "t", array, index.
        assert_eq!(produce_error_at("t").unwrap(), 4 + 4 + 3 + 4 + 4);
        let head = FetchHead::new("t").unwrap();
        assert_eq!(head.request_error_at, 4 + 4);
        assert_eq!(head.partition_error_at, 4 + 4 + 2 + 4 + 4 + 3 + 4 + 4);
        assert_eq!(head.len(), head.partition_error_at + 2 + 3 * 8 + 4 + 4 + 4);
    }
}
