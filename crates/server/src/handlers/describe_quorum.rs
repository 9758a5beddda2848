//! DescribeQuorum, versions 0 to 2: the leader of the metadata log and its voters.
//!
//! - 1 (KIP-836): when each replica last fetched and was last caught up; for the leader, that is now.
//! - 2 (KIP-853): directory ids, which only a quorum that can change its voters knows, and the addresses of the voters.
//!
//! Any other topic or partition than `__cluster_metadata-0`, or more than it, is UNKNOWN_TOPIC_OR_PARTITION.
//! Missing: several voters, and brokers that are no voters.

use std::ops::RangeInclusive;

use controller::QuorumDescription;
use model::ErrorCode;
use protocol::messages::describe_quorum::{
    DescribeQuorumRequest, DescribeQuorumResponse, Listener, Node, ReplicaState, RequestTopicData,
    ResponsePartitionData, ResponseTopicData,
};

use crate::clock;
use crate::config::Config;
use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 0..=2;
const NOT_HOSTED: &str = "This server does not host this topic-partition.";
const TOPIC: &str = "__cluster_metadata";

pub(super) fn handle(context: &RequestContext, request: DescribeQuorumRequest) -> DescribeQuorumResponse {
    if !is_the_metadata_log(&request.topics) {
        return unknown(request.topics);
    }
    let Some(quorum) = context.broker.controller.describe_quorum() else {
        return DescribeQuorumResponse {
            error_code: ErrorCode::NotLeaderOrFollower.code(),
            ..DescribeQuorumResponse::default()
        };
    };
    let node = (context.api_version >= 2).then(|| node(&context.broker.config, &quorum));
    let partition = partition(&quorum);
    let topic = ResponseTopicData {
        topic_name: TOPIC.into(),
        partitions: vec![partition],
        ..ResponseTopicData::default()
    };
    DescribeQuorumResponse {
        topics: vec![topic],
        nodes: node.into_iter().collect(),
        ..DescribeQuorumResponse::default()
    }
}

fn is_the_metadata_log(topics: &[RequestTopicData]) -> bool {
    let [topic] = topics else { return false };
    let [partition] = &*topic.partitions else { return false };
    &*topic.topic_name == TOPIC && partition.partition_index == 0
}

fn unknown(topics: Vec<RequestTopicData>) -> DescribeQuorumResponse {
    let partition = |partition_index| ResponsePartitionData {
        partition_index,
        error_code: ErrorCode::UnknownTopicOrPartition.code(),
        error_message: Some(NOT_HOSTED.into()),
        ..ResponsePartitionData::default()
    };
    let topic = |topic: RequestTopicData| ResponseTopicData {
        topic_name: topic.topic_name,
        partitions: topic.partitions.iter().map(|wanted| partition(wanted.partition_index)).collect(),
        ..ResponseTopicData::default()
    };
    DescribeQuorumResponse {
        topics: topics.into_iter().map(topic).collect(),
        ..DescribeQuorumResponse::default()
    }
}

fn partition(quorum: &QuorumDescription) -> ResponsePartitionData {
    let now = clock::now().0;
    let leader = ReplicaState {
        replica_id: quorum.leader_id.0,
        log_end_offset: quorum.log_end_offset.0,
        last_fetch_timestamp: now,
        last_caught_up_timestamp: now,
        ..ReplicaState::default()
    };
    ResponsePartitionData {
        leader_id: quorum.leader_id.0,
        leader_epoch: quorum.leader_epoch.0,
        high_watermark: quorum.high_watermark.0,
        current_voters: vec![leader],
        ..ResponsePartitionData::default()
    }
}

fn node(config: &Config, quorum: &QuorumDescription) -> Node {
    let listener = |listener: crate::config::Listener| Listener {
        name: listener.name.into(),
        host: if listener.host.is_empty() { "localhost".into() } else { listener.host.into() },
        port: listener.port,
        ..Listener::default()
    };
    Node {
        node_id: quorum.leader_id.0,
        listeners: config.controller_listeners().into_iter().map(listener).collect(),
        ..Node::default()
    }
}
