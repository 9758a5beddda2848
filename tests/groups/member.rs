//! A member of a classic group, request by request.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use model::ErrorCode;
use protocol::Str;
use protocol::messages::delete_topics::{DeleteTopicState, DeleteTopicsRequest};
use protocol::messages::describe_groups::DescribeGroupsRequest;
use protocol::messages::find_coordinator::FindCoordinatorRequest;
use protocol::messages::heartbeat::HeartbeatRequest;
use protocol::messages::join_group::{JoinGroupRequest, JoinGroupRequestProtocol};
use protocol::messages::offset_commit::{
    OffsetCommitRequest, OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use protocol::messages::offset_fetch::{OffsetFetchRequest, OffsetFetchRequestTopic};
use protocol::messages::sync_group::{SyncGroupRequest, SyncGroupRequestAssignment};
use testkit::RawClient;
use tests::broker_process::BrokerProcess;

const TIMEOUT: Duration = Duration::from_secs(30);

fn connect(address: SocketAddr) -> RawClient {
    RawClient::connect(address, "member", TIMEOUT).expect("a connection")
}

pub(super) fn create_topic(broker: &BrokerProcess, name: &str) {
    connect(broker.address()).create_topic(name, 1);
}

pub(super) fn delete_topic(broker: &BrokerProcess, name: &str) {
    let topic = DeleteTopicState { name: Some(name.into()), ..DeleteTopicState::default() };
    let request =
        DeleteTopicsRequest { topics: vec![topic], timeout_ms: 10_000, ..DeleteTopicsRequest::default() };
    assert_eq!(connect(broker.address()).answer(&request, 6).responses[0].error_code, 0);
}

#[derive(Debug)]
pub(super) struct Member {
    client: RawClient,
    group: Str,
    id: Str,
    generation: i32,
}

impl Member {
    /// The only member of its group, and so the leader.
    pub(super) fn join(broker: &BrokerProcess, group: &str) -> Self {
        Self::join_at(broker.address(), group).expect("joined")
    }

    pub(super) fn join_at(address: SocketAddr, group: &str) -> Result<Self, ErrorCode> {
        let mut member = Self::stranger(address, group);
        let find = FindCoordinatorRequest { key: group.into(), ..FindCoordinatorRequest::default() };
        let found = member.client.answer(&find, 3);
        assert_eq!(found.error_code, 0, "the first answer is the right one");
        loop {
            let protocol = JoinGroupRequestProtocol { name: "range".into(), ..Default::default() };
            let request = JoinGroupRequest {
                group_id: member.group.clone(),
                session_timeout_ms: 60_000,
                rebalance_timeout_ms: 60_000,
                member_id: member.id.clone(),
                protocol_type: "consumer".into(),
                protocols: vec![protocol],
                ..JoinGroupRequest::default()
            };
            let joined = member.client.answer(&request, 9);
            (member.id, member.generation) = (joined.member_id, joined.generation_id);
            match ErrorCode::from_code(joined.error_code) {
                ErrorCode::None => return Ok(member),
                ErrorCode::MemberIdRequired => {}
                error => return Err(error),
            }
        }
    }

    /// Who only looks.
    pub(super) fn stranger(address: SocketAddr, group: &str) -> Self {
        Self { client: connect(address), group: group.into(), id: Str::default(), generation: -1 }
    }

    pub(super) fn reconnect(&mut self, broker: &BrokerProcess) {
        self.client = connect(broker.address());
        // Its group may still be loading.
        while self.fetch_error() != 0 {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(super) fn sync(&mut self, assignment: &[u8]) -> (ErrorCode, Vec<u8>) {
        let assignment = SyncGroupRequestAssignment {
            member_id: self.id.clone(),
            assignment: Bytes::copy_from_slice(assignment),
            ..SyncGroupRequestAssignment::default()
        };
        let request = SyncGroupRequest {
            group_id: self.group.clone(),
            generation_id: self.generation,
            member_id: self.id.clone(),
            assignments: vec![assignment],
            ..SyncGroupRequest::default()
        };
        let synced = self.client.answer(&request, 4);
        (ErrorCode::from_code(synced.error_code), synced.assignment.to_vec())
    }

    pub(super) fn heartbeat(&mut self) -> ErrorCode {
        let request = HeartbeatRequest {
            group_id: self.group.clone(),
            generation_id: self.generation,
            member_id: self.id.clone(),
            ..HeartbeatRequest::default()
        };
        ErrorCode::from_code(self.client.answer(&request, 4).error_code)
    }

    pub(super) fn commit(&mut self, topic: &str, offset: i64) -> ErrorCode {
        let partition = OffsetCommitRequestPartition { committed_offset: offset, ..Default::default() };
        let topic = OffsetCommitRequestTopic {
            name: topic.into(),
            partitions: vec![partition],
            ..OffsetCommitRequestTopic::default()
        };
        let request = OffsetCommitRequest {
            group_id: self.group.clone(),
            generation_id_or_member_epoch: self.generation,
            member_id: self.id.clone(),
            topics: vec![topic],
            ..OffsetCommitRequest::default()
        };
        ErrorCode::from_code(self.client.answer(&request, 9).topics[0].partitions[0].error_code)
    }

    /// −1 if there is none.
    pub(super) fn committed(&mut self, topic: &str) -> i64 {
        let topic = OffsetFetchRequestTopic {
            name: topic.into(),
            partition_indexes: vec![0],
            ..OffsetFetchRequestTopic::default()
        };
        let fetched = self.fetch(vec![topic]);
        assert_eq!(fetched.error_code, 0);
        fetched.topics[0].partitions[0].committed_offset
    }

    fn fetch_error(&mut self) -> i16 {
        self.fetch(Vec::new()).error_code
    }

    fn fetch(
        &mut self,
        topics: Vec<OffsetFetchRequestTopic>,
    ) -> protocol::messages::offset_fetch::OffsetFetchResponse {
        let request = OffsetFetchRequest {
            group_id: self.group.clone(),
            topics: Some(topics),
            ..OffsetFetchRequest::default()
        };
        self.client.answer(&request, 7)
    }

    /// Of the group, as DescribeGroups has it.
    pub(super) fn state(&mut self) -> String {
        let request =
            DescribeGroupsRequest { groups: vec![self.group.clone()], ..DescribeGroupsRequest::default() };
        self.client.answer(&request, 5).groups[0].group_state.to_string()
    }
}
