//! Produce, versions 3 to 13.
//!
//! - Stage 1, in the connection's order: each partition's batch is validated and appended. Stage 2, for acks=all: wait
//!   until the high watermark has passed the records; later requests of the connection may start meanwhile.
//! - acks=0 has no response; an error closes the connection, which is how such a producer learns of it.
//! - 7: zstd is allowed. 8 (KIP-467): which records of a batch were refused, and why. 10 (KIP-951): the current leader
//!   and its address with NOT_LEADER_OR_FOLLOWER. 13 (KIP-516): topics by id.
//!
//! Validation decompresses on the thread that serves the connection, which takes milliseconds for a batch of a megabyte; other
//! connections go on on other threads. To hand large batches to another thread, stage 1 would have to be awaited before the
//! connection's next request is begun: the order of a producer's batches is that of stage 1.
//!
//! Missing: transactional batches are refused, as long as there is no transaction coordinator.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use model::{BatchHeader, ErrorCode, LeaderEpoch, Millis, Offset};
use protocol::messages::produce::{
    BatchIndexAndErrorMessage, LeaderIdAndEpoch, NodeEndpoint, PartitionProduceData,
    PartitionProduceResponse, ProduceRequest, ProduceResponse, TopicProduceResponse,
};
use protocol::{Decoder, Records, UnknownTags};
use replication::{Partition, PartitionError, Topic};
use storage::log::AppendError;
use storage::validate::{InvalidBatch, NO_KEY, ValidationRules, validate};
use tokio::time::Instant;

use super::endpoints;
use super::errors::partition_error;
use crate::broker::topics::is_internal;
use crate::clock;
use crate::dispatch::RequestContext;
use crate::metrics::UnknownPartitions;
use crate::metrics::waiting::Operation;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 3..=13;
/// The first version in which zstd may be used (KIP-110).
const ZSTD_SINCE: i16 = 7;
/// The one client that may write to internal topics.
const ADMIN_CLIENT_ID: &str = "__admin_client";

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: ProduceRequest = context.decode(input)?;
    let acks = request.acks;
    let timeout = Duration::from_millis(u64::try_from(request.timeout_ms).unwrap_or(0));
    let (mut response, pending) = append_all(&context, request);
    fill_endpoints(&context, &mut response);
    if acks == 0 {
        context.count_errors(&response);
        let errors = response.responses.iter().flat_map(|topic| &topic.partition_responses);
        return Ok(match errors.map(|partition| partition.error_code).find(|code| *code != 0) {
            Some(code) => Reply::Close(format!("produce with acks=0 failed: {}", ErrorCode::from_code(code))),
            None => Reply::Nothing,
        });
    }
    if pending.is_empty() {
        return Ok(context.reply(&response));
    }
    let deadline = Instant::now() + timeout;
    Ok(Reply::Overlapping(Box::pin(async move {
        let _wait = context.broker.metrics.waiting.begin(Operation::Produce);
        for Pending { topic, index, partition, end } in pending {
            let waited = partition.wait_for_high_watermark(end, deadline).await;
            let slot =
                response.responses.get_mut(topic).and_then(|topic| topic.partition_responses.get_mut(index));
            if let (Err(error), Some(slot)) = (waited, slot) {
                let index = slot.index;
                *slot = failed(index, partition_error(&error));
            }
        }
        fill_endpoints(&context, &mut response);
        context.encode(&response, Vec::new())
    })))
}

/// Records that were appended and are to be waited for.
struct Pending {
    topic: usize,
    index: usize,
    partition: Arc<Partition>,
    /// The offset behind them.
    end: Offset,
}

/// Stage 1: appends what can be appended. The response is complete but for what is pending.
fn append_all(context: &RequestContext, request: ProduceRequest) -> (ProduceResponse, Vec<Pending>) {
    let refused = refuse_all(&request);
    let mut pending = Vec::new();
    let mut responses = Vec::with_capacity(request.topic_data.len());
    // Kafka has no answer for a topic of which nothing is sent.
    let asked = request.topic_data.into_iter().filter(|topic| !topic.partition_data.is_empty());
    for (topic_index, data) in asked.enumerate() {
        let found = refused.map_or_else(|| find_topic(context, &data.name, data.topic_id), Err);
        let appender = match &found {
            Ok(topic) => Ok(Appender::new(context, topic, request.acks == -1)),
            Err(error) => Err(*error),
        };
        let mut partition_responses = Vec::with_capacity(data.partition_data.len());
        for (index, partition_data) in data.partition_data.into_iter().enumerate() {
            let appended = match &appender {
                Ok(appender) => appender.append(&partition_data),
                Err(error) => {
                    context.broker.metrics.unknown_partitions.produce.add(1);
                    Err(failed(partition_data.index, *error))
                }
            };
            partition_responses.push(match appended {
                Ok((response, wait)) => {
                    pending.extend(wait.map(|(partition, end)| Pending {
                        topic: topic_index,
                        index,
                        partition,
                        end,
                    }));
                    response
                }
                Err(response) => response,
            });
        }
        responses.push(TopicProduceResponse {
            name: data.name,
            topic_id: data.topic_id,
            partition_responses,
            unknown_tags: UnknownTags::default(),
        });
    }
    (ProduceResponse { responses, ..ProduceResponse::default() }, pending)
}

/// Why nothing of the request is looked at.
fn refuse_all(request: &ProduceRequest) -> Option<ErrorCode> {
    let mut partitions = request.topic_data.iter().flat_map(|topic| &topic.partition_data);
    if request.transactional_id.is_none() && partitions.any(|partition| is_transactional(&partition.records))
    {
        return Some(ErrorCode::TransactionalIdAuthorizationFailed);
    }
    (!(-1..=1).contains(&request.acks)).then_some(ErrorCode::InvalidRequiredAcks)
}

/// As the first batch says of itself; whether it is sound is seen later.
fn is_transactional(records: &Records) -> bool {
    match records {
        Records::Bytes(bytes) => BatchHeader::parse(bytes).is_ok_and(|it| it.attributes.is_transactional()),
        Records::Null | Records::Elsewhere(_) => false,
    }
}

fn find_topic(context: &RequestContext, name: &str, id: model::Uuid) -> Result<Arc<Topic>, ErrorCode> {
    let replicas = &context.broker.replicas;
    let topic = if context.api_version >= 13 {
        replicas.topic_by_id(id).ok_or(ErrorCode::UnknownTopicId)?
    } else {
        replicas.topic(name).ok_or(ErrorCode::UnknownTopicOrPartition)?
    };
    if is_internal(&topic.name) && context.client_id != ADMIN_CLIENT_ID {
        return Err(ErrorCode::InvalidTopicException);
    }
    Ok(topic)
}

/// Appends to the partitions of one topic.
struct Appender<'a> {
    topic: &'a Topic,
    rules: ValidationRules,
    is_awaited: bool,
    unknown: &'a UnknownPartitions,
}

type Appended = (PartitionProduceResponse, Option<(Arc<Partition>, Offset)>);

impl<'a> Appender<'a> {
    fn new(context: &'a RequestContext, topic: &'a Topic, is_awaited: bool) -> Self {
        let rules = ValidationRules::of(&topic.config(), context.api_version >= ZSTD_SINCE);
        let unknown = &context.broker.metrics.unknown_partitions;
        Self { topic, rules, is_awaited, unknown }
    }

    fn append(&self, data: &PartitionProduceData) -> Result<Appended, PartitionProduceResponse> {
        let Some(partition) = self.topic.partition(data.index) else {
            self.unknown.produce.add(1);
            return Err(failed(data.index, ErrorCode::UnknownTopicOrPartition));
        };
        let appended = self.append_to(&partition, data);
        let counters = &partition.counters;
        counters.produce_requests.add(1);
        counters.failed_produce_requests.add(u64::from(appended.is_err()));
        appended
    }

    fn append_to(
        &self,
        partition: &Arc<Partition>,
        data: &PartitionProduceData,
    ) -> Result<Appended, PartitionProduceResponse> {
        let no_records = Bytes::new();
        let records = match &data.records {
            Records::Bytes(bytes) => bytes,
            Records::Null | Records::Elsewhere(_) => &no_records,
        };
        let records_len = records.len();
        let now = clock::now();
        let batch = validate(records, &self.rules, now)
            .map_err(|invalid| self.refused(partition, data.index, &invalid, now))?;
        if batch.header.attributes.is_transactional() {
            return Err(failed(data.index, ErrorCode::InvalidTxnState));
        }
        let info = partition
            .append_as_leader(&batch, self.is_awaited, now)
            .map_err(|error| not_appended(partition, data.index, &error, now))?;
        if !info.is_duplicate {
            let records = u64::try_from(batch.header.records_count).unwrap_or(0);
            partition.counters.messages_in.add(records);
            partition.counters.bytes_in.add(records_len as u64);
        }
        let response = PartitionProduceResponse {
            index: data.index,
            base_offset: info.base_offset.0,
            log_append_time_ms: info.log_append_time.map_or(-1, |time| time.0),
            log_start_offset: info.log_start_offset.0,
            ..PartitionProduceResponse::default()
        };
        let end = Offset(info.last_offset.0 + 1);
        let wait = self.is_awaited && !partition.is_committed(end);
        Ok((response, wait.then(|| (Arc::clone(partition), end))))
    }

    fn refused(
        &self,
        partition: &Partition,
        index: i32,
        invalid: &InvalidBatch,
        now: Millis,
    ) -> PartitionProduceResponse {
        if let InvalidBatch::TooLarge { size, .. } | InvalidBatch::LargerThanSegment { size, .. } = invalid {
            partition.counters.bytes_rejected.add(*size as u64);
        }
        // The others are found before Kafka looks at the partition.
        let is_of_log = matches!(
            invalid,
            InvalidBatch::BaseOffset(_) | InvalidBatch::InvalidRecord(_) | InvalidBatch::Records { .. }
        );
        let record_errors = invalid.record_errors().iter().map(|(batch_index, message)| {
            let message = match message.as_str() {
                NO_KEY => format!("{NO_KEY} in topic partition {}-{index}", self.topic.name).into(),
                other => other.into(),
            };
            BatchIndexAndErrorMessage {
                batch_index: *batch_index,
                batch_index_error_message: Some(message),
                unknown_tags: UnknownTags::default(),
            }
        });
        PartitionProduceResponse {
            record_errors: record_errors.collect(),
            error_message: Some(invalid.to_string().into()),
            log_start_offset: if is_of_log { log_start_offset(partition, now) } else { -1 },
            ..failed(index, invalid.error_code())
        }
    }
}

fn not_appended(
    partition: &Partition,
    index: i32,
    error: &PartitionError,
    now: Millis,
) -> PartitionProduceResponse {
    let mut response = failed(index, partition_error(error));
    match error {
        PartitionError::NotLeader { leader_id, leader_epoch } => {
            response.current_leader = LeaderIdAndEpoch {
                leader_id: leader_id.map_or(-1, |id| id.0),
                leader_epoch: leader_epoch.0,
                unknown_tags: UnknownTags::default(),
            };
        }
        PartitionError::Append(AppendError::Producer(_)) => {
            response.log_start_offset = log_start_offset(partition, now);
        }
        _ => {}
    }
    response
}

/// What the producer is told where the log was looked at and the records are to blame.
fn log_start_offset(partition: &Partition, now: Millis) -> i64 {
    partition.offsets(LeaderEpoch::NONE, now).map_or(-1, |offsets| offsets.log_start_offset.0)
}

fn failed(index: i32, error: ErrorCode) -> PartitionProduceResponse {
    PartitionProduceResponse { index, error_code: error.code(), base_offset: -1, ..Default::default() }
}

/// The addresses of the leaders that the response names.
fn fill_endpoints(context: &RequestContext, response: &mut ProduceResponse) {
    let leaders = response.responses.iter().flat_map(|topic| &topic.partition_responses);
    let leaders = leaders.map(|partition| partition.current_leader.leader_id);
    let endpoints = endpoints::of_leaders(context, leaders).into_iter();
    response.node_endpoints = endpoints
        .map(|leader| NodeEndpoint {
            node_id: leader.node_id,
            host: leader.host,
            port: leader.port,
            rack: leader.rack,
            unknown_tags: UnknownTags::default(),
        })
        .collect();
}
