//! Fetch, versions 4 to 18, of consumers.
//!
//! - 7 (KIP-227): incremental sessions. 9: leader epochs are checked. 12 (KIP-595): a diverging log is told.
//!   13 (KIP-516): topics by id. 16 (KIP-951): the current leader with NOT_LEADER_OR_FOLLOWER.
//! - The first partition with records gives at least one batch, however large; after it the limits are strict.
//! - A request waits for `min.bytes` up to `max.wait.ms`, unless there is an error, or nothing to wait for.
//! - Record bytes are not touched here: the response names slices of segment files.
//!
//! Missing: fetches of followers (nobody is one yet, so whoever says so is refused), preferred read replicas,
//! quotas.

mod read;

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use model::{ErrorCode, Offset, Uuid};
use protocol::Decoder;
use protocol::messages::fetch::{
    FetchRequest, FetchResponse, FetchableTopicResponse, NodeEndpoint, PartitionData,
};
use protocol::{Str, UnknownTags};
use replication::{FetchIsolation, Partition};
use storage::log::LogSlice;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::endpoints;
use super::errors::is_isolation_level;
use crate::clock;
use crate::dispatch::RequestContext;
use crate::fetch_session::{FetchContext, FetchKey, FetchMetadata, FetchOutcome, FetchWish};
use crate::metrics::waiting::Operation;
use crate::net::connection::Reply;
use crate::net::response::Response;
use read::{Found, Limits, Round, Target, read_all};

pub(super) const VERSIONS: RangeInclusive<i16> = 4..=18;
/// From here on topics are named by id.
const TOPIC_IDS_SINCE: i16 = 13;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: FetchRequest = context.decode(input)?;
    if !is_isolation_level(request.isolation_level) {
        return Ok(context.reply(&refused_all(context.api_version, &request)));
    }
    let session = match begin_session(&context, &request) {
        Ok(session) => session,
        Err(error) => {
            return Ok(context.reply(&FetchResponse { error_code: error.code(), ..FetchResponse::default() }));
        }
    };
    let fetch = Fetch::new(context, &request, session);
    let round = fetch.read();
    if fetch.is_done(&round) {
        return Ok(match fetch.respond(round) {
            Some(response) => Reply::Now(response),
            None => Reply::Close("fetch response cannot be encoded".to_owned()),
        });
    }
    let wait = Duration::from_millis(u64::try_from(request.max_wait_ms).unwrap_or(0));
    let deadline = Instant::now() + wait;
    Ok(Reply::Exclusive(Box::pin(async move {
        let wait = fetch.context.broker.metrics.waiting.begin(Operation::Fetch);
        let round = fetch.wait(deadline).await;
        drop(wait);
        fetch.respond(round)
    })))
}

/// Kafka's answer to an isolation level that it does not know: since topics have ids, of the request as a whole.
fn refused_all(version: i16, request: &FetchRequest) -> FetchResponse {
    let error_code = ErrorCode::UnknownServerError.code();
    let mut responses = Vec::new();
    let topics = if version < TOPIC_IDS_SINCE { request.topics.as_slice() } else { &[] };
    for topic in topics {
        let key =
            |partition| FetchKey { topic_id: topic.topic_id, topic: Arc::from(&*topic.topic), partition };
        for asked in &topic.partitions {
            let (data, _) = Found::failed(ErrorCode::UnknownServerError)
                .into_data(asked.partition, FetchIsolation::HighWatermark);
            push(&mut responses, &key(asked.partition), data);
        }
    }
    FetchResponse { error_code, session_id: request.session_id, responses, ..FetchResponse::default() }
}

fn begin_session(context: &RequestContext, request: &FetchRequest) -> Result<FetchContext, ErrorCode> {
    let key =
        |topic: &Str, topic_id: Uuid, partition| FetchKey { topic_id, topic: Arc::from(&**topic), partition };
    let mut wishes = Vec::new();
    for topic in &request.topics {
        for asked in &topic.partitions {
            let wish = FetchWish {
                fetch_offset: Offset(asked.fetch_offset),
                log_start_offset: Offset(asked.log_start_offset),
                max_bytes: asked.partition_max_bytes,
                current_leader_epoch: asked.current_leader_epoch,
                last_fetched_epoch: asked.last_fetched_epoch,
            };
            wishes.push((key(&topic.topic, topic.topic_id, asked.partition), wish));
        }
    }
    let mut forgotten = Vec::new();
    for topic in &request.forgotten_topics_data {
        forgotten
            .extend(topic.partitions.iter().map(|partition| key(&topic.topic, topic.topic_id, *partition)));
    }
    let metadata = FetchMetadata {
        session_id: request.session_id,
        epoch: request.session_epoch,
        uses_topic_ids: context.api_version >= TOPIC_IDS_SINCE,
        is_from_follower: false,
    };
    let next_id = || rand::random::<i32>() & i32::MAX;
    context.broker.fetch_sessions.begin(metadata, wishes, &forgotten, clock::now(), next_id)
}

/// A fetch request under way.
struct Fetch {
    context: RequestContext,
    session: FetchContext,
    targets: Vec<Target>,
    limits: Limits,
    min_bytes: usize,
    may_wait: bool,
}

impl Fetch {
    fn new(context: RequestContext, request: &FetchRequest, session: FetchContext) -> Self {
        let replicas = &context.broker.replicas;
        let is_follower = request.replica_id >= 0 || request.replica_state.replica_id >= 0;
        let uses_topic_ids = context.api_version >= TOPIC_IDS_SINCE;
        let targets = session
            .wishes
            .iter()
            .map(|(key, wish)| {
                let topic = if uses_topic_ids {
                    replicas.topic_by_id(key.topic_id)
                } else {
                    replicas.topic(&key.topic)
                };
                let unknown = if uses_topic_ids {
                    ErrorCode::UnknownTopicId
                } else {
                    ErrorCode::UnknownTopicOrPartition
                };
                let partition = topic.ok_or(unknown).and_then(|topic| {
                    topic.partition(key.partition).ok_or(ErrorCode::UnknownTopicOrPartition)
                });
                let partition =
                    if is_follower { partition.and(Err(ErrorCode::NotLeaderOrFollower)) } else { partition };
                Target { partition, wish: *wish }
            })
            .collect();
        let is_consumer =
            request.replica_id < 0 && request.replica_state.replica_id < 0 && request.replica_id != -2;
        let isolation = match (is_consumer, request.isolation_level) {
            (false, _) => FetchIsolation::LogEnd,
            (true, 1) => FetchIsolation::TxnCommitted,
            (true, _) => FetchIsolation::HighWatermark,
        };
        let asked = usize::try_from(request.max_bytes).unwrap_or(0);
        let max_bytes = asked.min(context.broker.settings.fetch_max_bytes);
        let min_bytes = usize::try_from(request.min_bytes).unwrap_or(0).min(max_bytes);
        let may_wait = request.max_wait_ms > 0 && !session.wishes.is_empty();
        Self { context, session, targets, limits: Limits { max_bytes, isolation }, min_bytes, may_wait }
    }

    fn read(&self) -> Round {
        read_all(&self.targets, self.limits, clock::now())
    }

    /// Whether the response need not wait any longer.
    fn is_done(&self, round: &Round) -> bool {
        !self.may_wait || round.bytes >= self.min_bytes || round.is_urgent
    }

    /// Reads again whenever a partition has more, until there is enough or the deadline has come.
    async fn wait(&self, deadline: Instant) -> Round {
        let signal = Arc::new(Notify::new());
        loop {
            let registered = Registered::new(self.partitions(), &signal, &self.targets);
            // What came between the last look and the registration would wake nobody.
            let round = self.read();
            if self.is_done(&round) {
                return round;
            }
            if timeout_at(deadline, signal.notified()).await.is_err() {
                drop(registered);
                return self.read();
            }
        }
    }

    /// A consumer's fetch, and what it is given.
    fn count(&self, round: &Round) {
        for (target, found) in self.targets.iter().zip(&round.found) {
            let Ok(partition) = &target.partition else {
                self.context.broker.metrics.unknown_partitions.fetch.add(1);
                continue;
            };
            let counters = &partition.counters;
            counters.fetch_requests.add(1);
            match found {
                Found::Read(read) => {
                    counters.bytes_out.add(read.slice.as_ref().map_or(0, LogSlice::len) as u64);
                }
                Found::Failed { .. } => counters.failed_fetch_requests.add(1),
            }
        }
    }

    fn partitions(&self) -> Vec<Arc<Partition>> {
        self.targets.iter().filter_map(|target| target.partition.as_ref().ok().cloned()).collect()
    }

    fn respond(&self, round: Round) -> Option<Response> {
        let outcomes: Vec<FetchOutcome> = round.found.iter().map(Found::outcome).collect();
        let included = self.session.finish(&outcomes);
        self.count(&round);
        let mut slices: Vec<LogSlice> = Vec::new();
        let mut responses: Vec<FetchableTopicResponse> = Vec::new();
        for (((key, _), found), included) in self.session.wishes.iter().zip(round.found).zip(included) {
            if !included {
                continue;
            }
            let (data, slice) = found.into_data(key.partition, self.limits.isolation);
            slices.extend(slice);
            push(&mut responses, key, data);
        }
        let mut response =
            FetchResponse { session_id: self.session.session_id, responses, ..Default::default() };
        if self.context.api_version >= 16 {
            fill_endpoints(&self.context, &mut response);
        } else {
            clear_leaders(&mut response);
        }
        self.context.encode(&response, slices)
    }
}

/// Waits on all partitions; the registrations go when it is dropped.
struct Registered {
    partitions: Vec<Arc<Partition>>,
    signal: Arc<Notify>,
}

impl Registered {
    fn new(partitions: Vec<Arc<Partition>>, signal: &Arc<Notify>, targets: &[Target]) -> Self {
        let wanted = targets.iter().filter(|target| target.partition.is_ok());
        for (partition, target) in partitions.iter().zip(wanted) {
            partition.register(Offset(target.wish.fetch_offset.0.saturating_add(1)), signal);
        }
        Self { partitions, signal: Arc::clone(signal) }
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.partitions.iter().for_each(|partition| partition.unregister(&self.signal));
    }
}

/// Adds a partition to its topic, which is the last one in most cases.
fn push(responses: &mut Vec<FetchableTopicResponse>, key: &FetchKey, data: PartitionData) {
    let is_same =
        |topic: &FetchableTopicResponse| topic.topic_id == key.topic_id && *topic.topic == *key.topic;
    if let Some(topic) = responses.last_mut().filter(|topic| is_same(topic)) {
        topic.partitions.push(data);
        return;
    }
    responses.push(FetchableTopicResponse {
        topic: (&*key.topic).into(),
        topic_id: key.topic_id,
        partitions: vec![data],
        unknown_tags: UnknownTags::default(),
    });
}

fn clear_leaders(response: &mut FetchResponse) {
    for partition in response.responses.iter_mut().flat_map(|topic| &mut topic.partitions) {
        partition.current_leader = Default::default();
    }
}

fn fill_endpoints(context: &RequestContext, response: &mut FetchResponse) {
    let partitions = response.responses.iter().flat_map(|topic| &topic.partitions);
    let leaders = partitions.map(|partition| partition.current_leader.leader_id);
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
