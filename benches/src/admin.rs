//! Topics for measurements: create, wait until they can be used, delete.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use protocol::Str;
use protocol::messages::create_topics::{
    CreatableTopic, CreatableTopicConfig, CreateTopicsRequest, CreateTopicsResponse,
};
use protocol::messages::delete_topics::{DeleteTopicsRequest, DeleteTopicsResponse};

use crate::batch::BatchShape;
use crate::clock;
use crate::connection::{Connection, read_i16, read_i32};
use crate::frame::{self, FetchHead};

const CREATE_TOPICS_VERSION: i16 = 5;
const DELETE_TOPICS_VERSION: i16 = 4;
const TOPIC_ALREADY_EXISTS: i16 = 36;
/// How long a created topic may take to get leaders.
const USABLE_WITHIN: Duration = Duration::from_secs(60);
const RETRY_PAUSE: Duration = Duration::from_millis(5);

/// When `acks=all` is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Written to the page cache: Kafka's default.
    PageCache,
    /// Flushed to disk.
    Flushed,
}

impl Durability {
    fn flush_messages(self) -> &'static str {
        match self {
            Self::PageCache => "9223372036854775807",
            Self::Flushed => "1",
        }
    }
}

/// A topic to measure on. One replica.
#[derive(Clone, Debug)]
pub struct Topic {
    pub name: String,
    pub partitions: i32,
    pub durability: Durability,
}

/// Creates `topic`; one that exists already is taken as it is.
///
/// # Errors
/// When the broker refuses.
pub fn create_topic(address: SocketAddr, topic: &Topic) -> anyhow::Result<()> {
    let config = |name: &str, value: &str| CreatableTopicConfig {
        name: Str::from(name),
        value: Some(Str::from(value)),
        ..CreatableTopicConfig::default()
    };
    let creatable = CreatableTopic {
        name: Str::from(topic.name.as_str()),
        num_partitions: topic.partitions,
        replication_factor: 1,
        configs: vec![
            config("flush.messages", topic.durability.flush_messages()),
            // So that the space is free again before the next measurement.
            config("file.delete.delay.ms", "500"),
        ],
        ..CreatableTopic::default()
    };
    let request = CreateTopicsRequest { topics: vec![creatable], ..CreateTopicsRequest::default() };
    let response: CreateTopicsResponse =
        Connection::open(address)?.call(CREATE_TOPICS_VERSION, &request).context("CreateTopics")?;
    let result = response.topics.first().context("CreateTopics answered for no topic")?;
    match result.error_code {
        0 | TOPIC_ALREADY_EXISTS => Ok(()),
        code => bail!("CreateTopics: error {code} {:?}", result.error_message),
    }
}

/// Creates `topic` and produces one record to each partition, again until it is acknowledged. The log of each partition
/// then ends at offset 1 or behind it.
///
/// # Errors
/// When that does not succeed within a minute.
pub fn create_usable_topic(address: SocketAddr, topic: &Topic) -> anyhow::Result<()> {
    create_topic(address, topic)?;
    let mut connection = Connection::open(address)?;
    for partition in 0..topic.partitions {
        produce_one(&mut connection, &topic.name, partition, 1)?;
    }
    Ok(())
}

/// Produces one record and waits for the acknowledgement, however often the partition has no leader yet.
///
/// # Errors
/// When that does not succeed within a minute.
pub fn produce_one(
    connection: &mut Connection,
    topic: &str,
    partition: i32,
    acks: i16,
) -> anyhow::Result<()> {
    let mut frame = frame::produce(topic, acks, &BatchShape::single(10).build(clock::unix_ms()).bytes)?;
    frame.set_partition(partition);
    let error_at = frame::produce_error_at(topic)?;
    let deadline = clock::now() + USABLE_WITHIN;
    loop {
        connection.send(&frame.bytes)?;
        let code = read_i16(connection.receive()?, error_at);
        if code == 0 {
            return Ok(());
        }
        ensure!(clock::now() < deadline, "{topic}-{partition} is still not usable: error {code}");
        std::thread::sleep(RETRY_PAUSE);
    }
}

/// The length of the records that a fetch at `offset` gets, without waiting.
///
/// # Errors
/// When the connection breaks or the broker answers with an error.
pub fn fetch_one(
    connection: &mut Connection,
    topic: &str,
    partition: i32,
    offset: i64,
) -> anyhow::Result<usize> {
    let mut frame = frame::fetch(topic, 0, 1 << 20)?;
    frame.set_partition(partition);
    frame.set_fetch_offset(offset);
    let at = FetchHead::new(topic)?;
    connection.send(&frame.bytes)?;
    let response = connection.receive()?;
    let code = read_i16(response, at.partition_error_at);
    ensure!(code == 0, "fetch of {topic}-{partition} answered with error {code}");
    Ok(usize::try_from(read_i32(response, at.records_len_at)).unwrap_or(0))
}

/// # Errors
/// When the broker refuses.
pub fn delete_topic(address: SocketAddr, name: &str) -> anyhow::Result<()> {
    let request = DeleteTopicsRequest {
        topic_names: vec![Str::from(name)],
        timeout_ms: 30_000,
        ..DeleteTopicsRequest::default()
    };
    let response: DeleteTopicsResponse =
        Connection::open(address)?.call(DELETE_TOPICS_VERSION, &request).context("DeleteTopics")?;
    let code = response.responses.first().context("DeleteTopics answered for no topic")?.error_code;
    ensure!(code == 0, "DeleteTopics: error {code}");
    Ok(())
}
