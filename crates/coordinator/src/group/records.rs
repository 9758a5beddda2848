//! The records of `__consumer_offsets`, in the versions that Kafka 4.3 writes; older ones are read.
//!
//! Key: type (int16) and the schema of that type. Value: version (int16) and the schema in that version.

use std::collections::HashMap;

use bytes::Bytes;
use model::{Millis, Offset};
use protocol::records::group::group_metadata::{GroupMetadataKey, GroupMetadataValue, MemberMetadata};
use protocol::records::group::legacy_offset_commit::LegacyOffsetCommitKey;
use protocol::records::group::offset_commit::{OffsetCommitKey, OffsetCommitValue};
use protocol::{Encoder, Message, Str};

use super::classic::ClassicGroup;
use super::offsets::CommittedOffset;
use crate::shard::CoordinatorRecord;

const GROUP_METADATA_VERSION: i16 = 3;
const OFFSET_COMMIT_VERSION: i16 = 4;
/// The only version that says when an offset expires.
const OFFSET_COMMIT_VERSION_WITH_EXPIRY: i16 = 1;

const LEGACY_OFFSET_COMMIT: i16 = 0;
const OFFSET_COMMIT: i16 = 1;
const GROUP_METADATA: i16 = 2;
const CONSUMER_GROUP_METADATA: i16 = 3;
const SHARE_GROUP_METADATA: i16 = 11;
const STREAMS_GROUP_METADATA: i16 = 17;

/// A record that the shard knows.
#[derive(Debug, PartialEq)]
pub(super) enum GroupRecord {
    Offset {
        key: OffsetCommitKey,
        value: Option<OffsetCommitValue>,
    },
    Group {
        group_id: Str,
        value: Option<GroupMetadataValue>,
    },
    /// A group of another kind exists, or not any more.
    OtherGroup {
        group_id: Str,
        exists: bool,
    },
}

/// None: a record of a kind that is not kept here, or one that cannot be read.
pub(super) fn decode(key: &[u8], value: Option<&[u8]>) -> Option<GroupRecord> {
    let (kind, key) = split_number(key)?;
    match kind {
        OFFSET_COMMIT | LEGACY_OFFSET_COMMIT => {
            let key = if kind == OFFSET_COMMIT {
                OffsetCommitKey::from_bytes(key, 0).ok()?
            } else {
                let LegacyOffsetCommitKey { group, topic, partition, .. } =
                    LegacyOffsetCommitKey::from_bytes(key, 0).ok()?;
                OffsetCommitKey { group, topic, partition, ..OffsetCommitKey::default() }
            };
            Some(GroupRecord::Offset { key, value: decode_value(value)? })
        }
        GROUP_METADATA => {
            let key = GroupMetadataKey::from_bytes(key, 0).ok()?;
            Some(GroupRecord::Group { group_id: key.group, value: decode_value(value)? })
        }
        CONSUMER_GROUP_METADATA | SHARE_GROUP_METADATA | STREAMS_GROUP_METADATA => {
            // The keys of all kinds of groups are the group id.
            let key = GroupMetadataKey::from_bytes(key, 0).ok()?;
            Some(GroupRecord::OtherGroup { group_id: key.group, exists: value.is_some() })
        }
        _ => None,
    }
}

/// The outer None: it cannot be read. The inner: a tombstone.
fn decode_value<M: Message>(value: Option<&[u8]>) -> Option<Option<M>> {
    let Some(value) = value else { return Some(None) };
    let (version, value) = split_number(value)?;
    M::from_bytes(value, version).ok().map(Some)
}

fn split_number(bytes: &[u8]) -> Option<(i16, Bytes)> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((i16::from_be_bytes(*number), Bytes::copy_from_slice(rest)))
}

/// A group as it is, or with the assignments that its leader gave it at a time.
pub(super) fn group_metadata(
    group: &ClassicGroup,
    assignments: Option<(&HashMap<&str, &Bytes>, Millis)>,
) -> CoordinatorRecord {
    let protocol_name = group.protocol_name.as_deref();
    let members = group.members.iter().map(|(member_id, member)| MemberMetadata {
        member_id: Str::from(&**member_id),
        group_instance_id: member.group_instance_id.as_deref().map(Str::from),
        client_id: Str::from(&*member.client_id),
        client_host: Str::from(&*member.client_host),
        rebalance_timeout: member.rebalance_timeout_ms,
        session_timeout: member.session_timeout_ms,
        subscription: member.metadata(protocol_name),
        assignment: match assignments {
            Some((given, _)) => given.get(&**member_id).map(|&bytes| bytes.clone()).unwrap_or_default(),
            None => member.assignment.clone(),
        },
        ..MemberMetadata::default()
    });
    let since = assignments.map(|(_, now)| now).or(group.state_timestamp);
    let value = GroupMetadataValue {
        protocol_type: Str::from(group.protocol_type.as_deref().unwrap_or_default()),
        generation: group.generation_id,
        protocol: protocol_name.map(Str::from),
        leader: group.leader.as_deref().map(Str::from),
        current_state_timestamp: since.map_or(-1, |at| at.0),
        members: members.collect(),
        ..GroupMetadataValue::default()
    };
    CoordinatorRecord {
        key: group_key(&group.group_id),
        value: Some(encode(GROUP_METADATA_VERSION, &value, GROUP_METADATA_VERSION)),
    }
}

pub(super) fn group_tombstone(group_id: &str) -> CoordinatorRecord {
    CoordinatorRecord { key: group_key(group_id), value: None }
}

pub(super) fn offset_commit(
    group_id: &str,
    topic: &str,
    partition: i32,
    offset: &CommittedOffset,
) -> CoordinatorRecord {
    let version = match offset.expire_timestamp {
        Some(_) => OFFSET_COMMIT_VERSION_WITH_EXPIRY,
        None => OFFSET_COMMIT_VERSION,
    };
    let value = OffsetCommitValue {
        offset: offset.offset.0,
        leader_epoch: offset.leader_epoch.0,
        metadata: Str::from(&*offset.metadata),
        commit_timestamp: offset.commit_timestamp.0,
        expire_timestamp: offset.expire_timestamp.map_or(-1, |at| at.0),
        topic_id: offset.topic_id,
        ..OffsetCommitValue::default()
    };
    CoordinatorRecord {
        key: offset_key(group_id, topic, partition),
        value: Some(encode(version, &value, version)),
    }
}

pub(super) fn offset_tombstone(group_id: &str, topic: &str, partition: i32) -> CoordinatorRecord {
    CoordinatorRecord { key: offset_key(group_id, topic, partition), value: None }
}

/// What a record says, at the offset where it lies.
pub(super) fn committed_offset(value: &OffsetCommitValue, record_offset: Offset) -> CommittedOffset {
    CommittedOffset {
        offset: Offset(value.offset),
        leader_epoch: value.leader_epoch.into(),
        metadata: Box::from(&*value.metadata),
        commit_timestamp: Millis(value.commit_timestamp),
        expire_timestamp: Some(value.expire_timestamp).filter(|&at| at >= 0).map(Millis),
        topic_id: value.topic_id,
        record_offset,
    }
}

fn group_key(group_id: &str) -> Bytes {
    encode(GROUP_METADATA, &GroupMetadataKey { group: Str::from(group_id), ..GroupMetadataKey::default() }, 0)
}

fn offset_key(group_id: &str, topic: &str, partition: i32) -> Bytes {
    let key = OffsetCommitKey {
        group: Str::from(group_id),
        topic: Str::from(topic),
        partition,
        ..OffsetCommitKey::default()
    };
    encode(OFFSET_COMMIT, &key, 0)
}

/// A number and a message behind it. All strings of a group came in messages with the same limit of length, or are
/// kept within it, so that encoding cannot fail.
fn encode<M: Message>(number: i16, message: &M, version: i16) -> Bytes {
    let mut out = Encoder::default();
    out.put(&number.to_be_bytes());
    if let Err(error) = message.write(&mut out, version) {
        unreachable!("{} cannot be encoded: {error}", M::NAME);
    }
    out.into_bytes()
}
