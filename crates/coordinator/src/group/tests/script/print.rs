//! What came of a command, as text.

use std::collections::BTreeMap;

use protocol::messages::join_group::JoinGroupResponse;
use protocol::records::data::consumer_protocol_subscription::ConsumerProtocolSubscription;
use protocol::records::group::group_metadata::GroupMetadataValue;
use protocol::{Decoder, Message};

use super::command::{error, short};
use crate::group::GroupResponse;
use crate::group::group_shard::GroupShard;
use crate::group::records::{self, GroupRecord};
use crate::group::tests::world::Logged;

/// One line, or one for each part of an answer.
pub(super) fn response(response: &GroupResponse) -> Vec<String> {
    match response {
        GroupResponse::JoinGroup(joined) => vec![join(joined)],
        GroupResponse::SyncGroup(synced) if synced.error_code != 0 => vec![error(synced.error_code).into()],
        GroupResponse::SyncGroup(synced) => vec![format!(
            "{} {} {:?}",
            synced.protocol_type.as_deref().unwrap_or("none"),
            synced.protocol_name.as_deref().unwrap_or("none"),
            text(&synced.assignment)
        )],
        GroupResponse::Heartbeat(code) | GroupResponse::DeleteGroup(code) => vec![code.name().into()],
        GroupResponse::LeaveGroup(left) => left
            .members
            .iter()
            .map(|member| {
                let instance = member.group_instance_id.as_deref().unwrap_or("-");
                let id = if member.member_id.is_empty() { "-".into() } else { short(&member.member_id) };
                format!("{id} {instance} {}", error(member.error_code))
            })
            .collect(),
        GroupResponse::CommitOffsets(codes) => {
            vec![codes.iter().map(|code| code.name()).collect::<Vec<_>>().join(" ")]
        }
        GroupResponse::FetchOffsets(Err(code)) | GroupResponse::DeleteOffsets(Err(code)) => {
            vec![code.name().into()]
        }
        GroupResponse::FetchOffsets(Ok(offsets)) if offsets.is_empty() => vec!["no offsets".into()],
        GroupResponse::FetchOffsets(Ok(offsets)) => offsets
            .iter()
            .map(|of| {
                let at = format!("{}-{}", of.topic, of.partition);
                match of.error.code() {
                    0 => format!("{at} at {} {:?}", of.offset, &*of.metadata),
                    code => format!("{at} {}", error(code)),
                }
            })
            .collect(),
        GroupResponse::DeleteOffsets(Ok(codes)) => {
            vec![codes.iter().map(|code| code.name()).collect::<Vec<_>>().join(" ")]
        }
        GroupResponse::DescribeGroup(group) => {
            let message = group.error_message.as_deref().unwrap_or_default();
            let mut lines = vec![format!(
                "{} {} {:?} {:?} {message}",
                error(group.error_code),
                group.group_state,
                &*group.protocol_type,
                &*group.protocol_data
            )];
            for member in &group.members {
                let (metadata, assignment) = (text(&member.member_metadata), text(&member.member_assignment));
                let instance = member.group_instance_id.as_deref().unwrap_or("-");
                let (id, client, host) = (short(&member.member_id), &member.client_id, &member.client_host);
                lines.push(format!("{id} {instance} {client} {host} {metadata:?} {assignment:?}"));
            }
            lines.iter().map(|line| line.trim_end().to_owned()).collect()
        }
        GroupResponse::ListGroups(groups) if groups.is_empty() => vec!["no groups".into()],
        GroupResponse::ListGroups(groups) => {
            let mut lines: Vec<_> = groups
                .iter()
                .map(|of| {
                    format!("{} {:?} {} {}", of.group_id, &*of.protocol_type, of.group_state, of.group_type)
                })
                .collect();
            lines.sort();
            lines
        }
        GroupResponse::TopicsDeleted => vec!["done".into()],
        GroupResponse::Snapshot(_) => Vec::new(),
    }
}

fn join(joined: &JoinGroupResponse) -> String {
    if joined.error_code != 0 {
        return format!("{} {}", error(joined.error_code), short(&joined.member_id)).trim_end().to_owned();
    }
    let members: Vec<_> = joined
        .members
        .iter()
        .map(|member| {
            let instance =
                member.group_instance_id.as_deref().map(|id| format!("({id})")).unwrap_or_default();
            format!("{}{instance}:{}", short(&member.member_id), text(&member.metadata))
        })
        .collect();
    format!(
        "generation {} {} {}, {} of leader {} [{}]{}",
        joined.generation_id,
        joined.protocol_type.as_deref().unwrap_or("none"),
        joined.protocol_name.as_deref().unwrap_or("none"),
        short(&joined.member_id),
        short(&joined.leader),
        members.join(" "),
        if joined.skip_assignment { " skip assignment" } else { "" }
    )
}

pub(super) fn logged(logged: &Logged) -> String {
    let (record, producer) = match logged {
        Logged::Record(record, producer) => (record, producer),
        Logged::End(producer_id, is_commit) => {
            return format!("{} of producer {producer_id}", if *is_commit { "commit" } else { "abort" });
        }
    };
    let pending = producer.map(|(id, _)| format!(" pending of producer {id}")).unwrap_or_default();
    match records::decode(&record.key, record.value.as_deref()).unwrap() {
        GroupRecord::Group { group_id, value: Some(value) } => format!("{group_id}: {}", group(&value)),
        GroupRecord::Group { group_id, value: None } => format!("tombstone of {group_id}"),
        GroupRecord::Offset { key, value: Some(value) } => {
            let expires = match value.expire_timestamp {
                -1 => String::new(),
                at => format!(" expires after {}", at - value.commit_timestamp),
            };
            format!(
                "{}: {}-{} at {} {:?}{expires}{pending}",
                key.group, key.topic, key.partition, value.offset, &*value.metadata
            )
        }
        GroupRecord::Offset { key, value: None } => {
            format!("{}: tombstone of {}-{}", key.group, key.topic, key.partition)
        }
        GroupRecord::OtherGroup { group_id, exists } => format!("{group_id}: another kind, {exists}"),
    }
}

fn group(value: &GroupMetadataValue) -> String {
    let members: Vec<_> = value
        .members
        .iter()
        .map(|member| {
            let instance =
                member.group_instance_id.as_deref().map(|id| format!("({id})")).unwrap_or_default();
            let (subscription, assignment) = (text(&member.subscription), text(&member.assignment));
            format!("{}{instance}:{subscription}→{assignment:?}", short(&member.member_id))
        })
        .collect();
    format!(
        "generation {} {} {} leader {} [{}]",
        value.generation,
        value.protocol_type,
        value.protocol.as_deref().unwrap_or("none"),
        value.leader.as_deref().map_or_else(|| "none".to_owned(), short),
        members.join(" ")
    )
}

/// Groups, members and how many deadlines there are.
pub(super) fn shard(shard: &GroupShard) -> Vec<String> {
    let groups: BTreeMap<_, _> = shard.classic_groups().map(|group| (&group.group_id, group)).collect();
    let mut lines: Vec<_> = groups
        .into_values()
        .map(|group| {
            format!(
                "{} {} generation {} members {} pending {}",
                group.group_id,
                group.state.name(),
                group.generation_id,
                group.members.len(),
                group.pending_members.len()
            )
        })
        .collect();
    lines.push(format!("deadlines {}", shard.timers.len()));
    lines
}

/// A subscription as its topics, anything else as it is.
fn text(bytes: &bytes::Bytes) -> String {
    if bytes.starts_with(&[0, 3]) {
        let mut input = Decoder::new(bytes.slice(2..));
        if let Ok(subscription) = ConsumerProtocolSubscription::read(&mut input, 3) {
            return format!("{:?}", subscription.topics);
        }
    }
    String::from_utf8_lossy(bytes).into_owned()
}
