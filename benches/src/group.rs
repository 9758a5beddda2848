//! A client of groups, as small as the coordinator allows.

use std::net::SocketAddr;
use std::ops::Range;
use std::time::Duration;

use anyhow::ensure;
use bytes::Bytes;
use protocol::Str;
use protocol::messages::find_coordinator::{FindCoordinatorRequest, FindCoordinatorResponse};
use protocol::messages::heartbeat::{HeartbeatRequest, HeartbeatResponse};
use protocol::messages::join_group::{JoinGroupRequest, JoinGroupRequestProtocol, JoinGroupResponse};
use protocol::messages::offset_commit::{
    OffsetCommitRequest, OffsetCommitRequestPartition, OffsetCommitRequestTopic, OffsetCommitResponse,
};
use protocol::messages::offset_fetch::{OffsetFetchRequest, OffsetFetchRequestTopic, OffsetFetchResponse};
use protocol::messages::sync_group::{SyncGroupRequest, SyncGroupRequestAssignment, SyncGroupResponse};

use crate::clock;
use crate::connection::Connection;
use crate::server::connect_within;

const FIND_COORDINATOR_VERSION: i16 = 3;
/// The last version in which a new member joins at once.
const JOIN_GROUP_VERSION: i16 = 3;
const SYNC_GROUP_VERSION: i16 = 3;
const HEARTBEAT_VERSION: i16 = 3;
const OFFSET_COMMIT_VERSION: i16 = 7;
const OFFSET_FETCH_VERSION: i16 = 5;
const COORDINATOR_LOAD_IN_PROGRESS: i16 = 14;
const NOT_COORDINATOR: i16 = 16;
pub const REBALANCE_IN_PROGRESS: i16 = 27;
const LIMIT: Duration = Duration::from_secs(120);
const RETRY_PAUSE: Duration = Duration::from_millis(5);

/// A member of a generation.
#[derive(Clone, Debug)]
pub struct Member {
    group: String,
    pub member_id: Str,
    pub generation_id: i32,
}

/// The first group of a broker has its internal topic created.
///
/// # Errors
/// When that takes two minutes.
pub fn wait_for_coordinator(address: SocketAddr) -> anyhow::Result<()> {
    let deadline = clock::now() + LIMIT;
    let mut connection = connect_within(address, LIMIT)?;
    let request = FindCoordinatorRequest { key: Str::from("any"), ..FindCoordinatorRequest::default() };
    loop {
        let response: FindCoordinatorResponse = connection.call(FIND_COORDINATOR_VERSION, &request)?;
        if response.error_code == 0 {
            return Ok(());
        }
        ensure!(clock::now() < deadline, "no coordinator: error {}", response.error_code);
        std::thread::sleep(RETRY_PAUSE);
    }
}

/// Commits `offset` for `partitions` of `topic`, as a group without members.
///
/// # Errors
/// When the broker refuses.
pub fn commit(
    connection: &mut Connection,
    group: &str,
    topic: &str,
    partitions: Range<i32>,
    offset: i64,
) -> anyhow::Result<()> {
    let partitions = partitions.map(|partition_index| OffsetCommitRequestPartition {
        partition_index,
        committed_offset: offset,
        committed_metadata: Some(Str::default()),
        ..OffsetCommitRequestPartition::default()
    });
    let topic = OffsetCommitRequestTopic {
        name: Str::from(topic),
        partitions: partitions.collect(),
        ..OffsetCommitRequestTopic::default()
    };
    let request = OffsetCommitRequest {
        group_id: Str::from(group),
        generation_id_or_member_epoch: -1,
        topics: vec![topic],
        ..OffsetCommitRequest::default()
    };
    let deadline = clock::now() + LIMIT;
    loop {
        let response: OffsetCommitResponse = connection.call(OFFSET_COMMIT_VERSION, &request)?;
        let mut errors =
            response.topics.iter().flat_map(|topic| &topic.partitions).map(|partition| partition.error_code);
        match errors.find(|code| *code != 0) {
            None => return Ok(()),
            // The coordinator of this group is still loading.
            Some(code) => ensure!(
                [COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR].contains(&code) && clock::now() < deadline,
                "commit answered with error {code}"
            ),
        }
        std::thread::sleep(RETRY_PAUSE);
    }
}

/// Joins, and if it leads, gives every member an assignment of a few bytes. `member_id` is empty for a new member.
///
/// # Errors
/// When it is not in a generation within two minutes.
pub fn join_and_sync(
    connection: &mut Connection,
    group: &str,
    member_id: &Str,
    session_ms: i32,
) -> anyhow::Result<Member> {
    let protocol = JoinGroupRequestProtocol {
        name: Str::from("range"),
        metadata: Bytes::from_static(&[0; 40]),
        ..JoinGroupRequestProtocol::default()
    };
    let join = JoinGroupRequest {
        group_id: Str::from(group),
        session_timeout_ms: session_ms,
        rebalance_timeout_ms: 60_000,
        member_id: member_id.clone(),
        protocol_type: Str::from("consumer"),
        protocols: vec![protocol],
        ..JoinGroupRequest::default()
    };
    let deadline = clock::now() + LIMIT;
    loop {
        let joined: JoinGroupResponse = connection.call(JOIN_GROUP_VERSION, &join)?;
        if joined.error_code == 0 {
            let assignments = joined.members.iter().map(|member| SyncGroupRequestAssignment {
                member_id: member.member_id.clone(),
                assignment: Bytes::from_static(&[0; 40]),
                ..SyncGroupRequestAssignment::default()
            });
            let sync = SyncGroupRequest {
                group_id: Str::from(group),
                generation_id: joined.generation_id,
                member_id: joined.member_id.clone(),
                assignments: assignments.collect(),
                ..SyncGroupRequest::default()
            };
            let synced: SyncGroupResponse = connection.call(SYNC_GROUP_VERSION, &sync)?;
            if synced.error_code == 0 {
                return Ok(Member {
                    group: group.to_owned(),
                    member_id: joined.member_id,
                    generation_id: joined.generation_id,
                });
            }
            ensure!(
                synced.error_code == REBALANCE_IN_PROGRESS,
                "SyncGroup answered with error {}",
                synced.error_code
            );
        }
        ensure!(clock::now() < deadline, "JoinGroup answered with error {}", joined.error_code);
        std::thread::sleep(RETRY_PAUSE);
    }
}

/// The error code that a heartbeat is answered with.
///
/// # Errors
/// When it is not answered.
pub fn heartbeat(connection: &mut Connection, member: &Member) -> anyhow::Result<i16> {
    let request = HeartbeatRequest {
        group_id: Str::from(member.group.as_str()),
        generation_id: member.generation_id,
        member_id: member.member_id.clone(),
        ..HeartbeatRequest::default()
    };
    let response: HeartbeatResponse = connection.call(HEARTBEAT_VERSION, &request)?;
    Ok(response.error_code)
}

/// The offset that a group has committed for partition 0 of `topic`, or the error code.
///
/// # Errors
/// When there is no answer.
pub fn committed(connection: &mut Connection, group: &str, topic: &str) -> anyhow::Result<Result<i64, i16>> {
    let topic = OffsetFetchRequestTopic {
        name: Str::from(topic),
        partition_indexes: vec![0],
        ..OffsetFetchRequestTopic::default()
    };
    let request = OffsetFetchRequest {
        group_id: Str::from(group),
        topics: Some(vec![topic]),
        ..OffsetFetchRequest::default()
    };
    let response: OffsetFetchResponse = connection.call(OFFSET_FETCH_VERSION, &request)?;
    let offset = response.topics.first().and_then(|topic| topic.partitions.first());
    Ok(match (response.error_code, offset) {
        (0, Some(offset)) if offset.error_code == 0 => Ok(offset.committed_offset),
        (0, offset) => Err(offset.map_or(-1, |offset| offset.error_code)),
        (error, _) => Err(error),
    })
}
