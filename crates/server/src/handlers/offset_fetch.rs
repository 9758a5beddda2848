//! OffsetFetch, versions 1 to 10.
//!
//! - 2: without topics, everything that the group has committed; an error of the whole group. 5 (KIP-320): leader epochs.
//! - 7 (KIP-447): offsets of transactions that have not ended can be waited for.
//! - 8 (KIP-709): many groups. 9 (KIP-848): the member says who it is. 10 (KIP-848): topics by id.
//!
//! Topics that do not exist have no offset, which is no error; an unknown id is one, and stands behind the others. An
//! empty group id is a group like others.

mod versions;

use std::ops::RangeInclusive;

use coordinator::group::{FetchOffsets, FetchedOffset, GroupRequest, GroupResponse};
use metadata::MetadataImage;
use model::ErrorCode;
use protocol::messages::offset_fetch::{
    OffsetFetchRequest, OffsetFetchRequestGroup, OffsetFetchRequestTopics, OffsetFetchResponseGroup,
    OffsetFetchResponsePartitions, OffsetFetchResponseTopics,
};
use protocol::{Decoder, Str};

use super::groups::{self, Outcome};
use crate::dispatch::RequestContext;
use crate::net::connection::Reply;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=10;
const TOPIC_IDS_SINCE: i16 = 10;

pub(super) fn handle(context: RequestContext, input: Decoder) -> protocol::wire::Result<Reply> {
    let request: OffsetFetchRequest = context.decode(input)?;
    let (version, image) = (context.api_version, context.broker.image());
    let requires_stable = request.require_stable;
    let asked = versions::groups(version, request).into_iter();
    let asked: Vec<Asked> = asked.map(|group| Asked::new(version, group, &image)).collect();
    let submit = |asked: &Asked| {
        let fetch = FetchOffsets {
            group_id: asked.group_id.clone(),
            member: asked.member.clone(),
            partitions: asked.partitions(),
            requires_stable,
        };
        context.broker.groups.submit(&asked.group_id, GroupRequest::FetchOffsets(fetch))
    };
    let submitted = asked.iter().map(submit).collect();
    Ok(groups::answer_all(context, submitted, move |outcomes| {
        let groups = asked.into_iter().zip(outcomes);
        versions::response(version, groups.map(|(asked, outcome)| asked.answer(outcome, &image)).collect())
    }))
}

/// What is asked of one group.
struct Asked {
    group_id: Str,
    member: Option<(Str, i32)>,
    /// None: everything. With their names, where they have one.
    topics: Option<Vec<OffsetFetchRequestTopics>>,
    /// Their ids are unknown.
    unknown: Vec<OffsetFetchRequestTopics>,
    has_ids: bool,
}

impl Asked {
    fn new(version: i16, group: OffsetFetchRequestGroup, image: &MetadataImage) -> Self {
        let (has_ids, epoch) = (version >= TOPIC_IDS_SINCE, group.member_epoch);
        let mut unknown = Vec::new();
        let topics = group.topics.map(|topics| {
            let named = topics.into_iter().filter_map(|mut topic| {
                if has_ids {
                    match image.topic_by_id(topic.topic_id) {
                        Some(found) => topic.name = Str::from(&*found.name),
                        None => {
                            unknown.push(topic);
                            return None;
                        }
                    }
                }
                Some(topic)
            });
            named.collect()
        });
        let member = group.member_id.map(|id| (id, epoch));
        Self { group_id: group.group_id, member, topics, unknown, has_ids }
    }

    fn partitions(&self) -> Option<Vec<(Str, i32)>> {
        let mut partitions = Vec::new();
        for topic in self.topics.as_ref()? {
            partitions.extend(topic.partition_indexes.iter().map(|index| (topic.name.clone(), *index)));
        }
        Some(partitions)
    }

    fn answer(self, outcome: Outcome, image: &MetadataImage) -> OffsetFetchResponseGroup {
        let fetched = match outcome {
            Ok(GroupResponse::FetchOffsets(fetched)) => fetched,
            Ok(other) => Err(groups::unexpected(&other)),
            Err(error) => Err(error),
        };
        let (topics, error) = match (fetched, &self.topics) {
            (Err(error), _) => return self.failed(error),
            (Ok(fetched), Some(asked)) => (as_asked(asked, fetched), ErrorCode::None),
            (Ok(fetched), None) => (by_topic(fetched, self.has_ids, image), ErrorCode::None),
        };
        let unknown = self.unknown.iter().map(|topic| refused(topic, ErrorCode::UnknownTopicId));
        OffsetFetchResponseGroup {
            group_id: self.group_id,
            topics: topics.into_iter().chain(unknown).collect(),
            error_code: error.code(),
            ..OffsetFetchResponseGroup::default()
        }
    }

    /// The error of the group; the oldest version finds it at the partitions.
    fn failed(self, error: ErrorCode) -> OffsetFetchResponseGroup {
        let topics = self.topics.unwrap_or_default();
        OffsetFetchResponseGroup {
            group_id: self.group_id,
            topics: topics.iter().map(|topic| refused(topic, error)).collect(),
            error_code: error.code(),
            ..OffsetFetchResponseGroup::default()
        }
    }
}

/// Topic by topic as the request has them: the group answers in that order.
fn as_asked(
    asked: &[OffsetFetchRequestTopics],
    fetched: Vec<FetchedOffset>,
) -> Vec<OffsetFetchResponseTopics> {
    let mut fetched = fetched.into_iter();
    let topics = asked.iter().map(|topic| OffsetFetchResponseTopics {
        name: topic.name.clone(),
        topic_id: topic.topic_id,
        partitions: fetched.by_ref().take(topic.partition_indexes.len()).map(partition).collect(),
        ..OffsetFetchResponseTopics::default()
    });
    topics.collect()
}

/// Everything that a group has, which comes in the order of topics. Where they go by id, topics that are gone are left
/// out.
fn by_topic(
    fetched: Vec<FetchedOffset>,
    has_ids: bool,
    image: &MetadataImage,
) -> Vec<OffsetFetchResponseTopics> {
    let mut topics: Vec<OffsetFetchResponseTopics> = Vec::new();
    for offset in fetched {
        if topics.last().is_none_or(|topic| topic.name != offset.topic) {
            topics.push(OffsetFetchResponseTopics {
                name: offset.topic.clone(),
                topic_id: image.topic(&offset.topic).map(|topic| topic.id).unwrap_or_default(),
                ..OffsetFetchResponseTopics::default()
            });
        }
        if let Some(topic) = topics.last_mut() {
            topic.partitions.push(partition(offset));
        }
    }
    topics.retain(|topic| !has_ids || !topic.topic_id.is_zero());
    topics
}

fn partition(fetched: FetchedOffset) -> OffsetFetchResponsePartitions {
    OffsetFetchResponsePartitions {
        partition_index: fetched.partition,
        committed_offset: fetched.offset.0,
        committed_leader_epoch: fetched.leader_epoch.0,
        metadata: Some(fetched.metadata),
        error_code: fetched.error.code(),
        ..OffsetFetchResponsePartitions::default()
    }
}

fn refused(topic: &OffsetFetchRequestTopics, error: ErrorCode) -> OffsetFetchResponseTopics {
    let partitions = topic.partition_indexes.iter().map(|index| OffsetFetchResponsePartitions {
        partition_index: *index,
        committed_offset: -1,
        committed_leader_epoch: -1,
        error_code: error.code(),
        ..OffsetFetchResponsePartitions::default()
    });
    OffsetFetchResponseTopics {
        name: topic.name.clone(),
        topic_id: topic.topic_id,
        partitions: partitions.collect(),
        ..OffsetFetchResponseTopics::default()
    }
}
