//! DeleteTopics, by name and by id.

use model::Uuid;
use protocol::messages::delete_topics::{DeleteTopicState, DeleteTopicsRequest};
use protocol::messages::metadata::MetadataRequest;

use super::create_topics::create;
use super::pair::{Pair, Side};

pub(super) fn cases(pair: &mut Pair) {
    for version in 1..=6 {
        create(pair, &format!("delete-{version}"), 1);
    }
    create(pair, "delete-id", 1);
    create(pair, "delete-twice", 1);
    pair.ask_all("a topic", |_, version| by_name(version, &[&format!("delete-{version}")]));
    pair.ask_all("the same again", |_, version| by_name(version, &[&format!("delete-{version}")]));
    pair.ask_all("no topics", |_, version| by_name(version, &[]));
    pair.ask_all("a missing topic", |_, version| by_name(version, &["missing"]));
    pair.ask_all("bad names", |_, version| by_name(version, &["a b", "", ".."]));
    pair.ask_all("a missing topic twice", |_, version| by_name(version, &["missing", "missing"]));
    pair.ask("a topic twice", 6, |_| by_name(6, &["delete-twice", "delete-twice"]));
    pair.ask("the zero id", 6, |_| states(&[(None, Uuid::ZERO)]));
    pair.ask("an unknown id", 6, |_| states(&[(None, Uuid::from_u128(1 << 88))]));
    pair.ask("name and id", 6, |side: &Side| states(&[(Some("delete-id"), side.topic_id("delete-id"))]));
    pair.ask("an id twice", 6, |side: &Side| {
        let id = side.topic_id("delete-id");
        states(&[(None, id), (None, id)])
    });
    pair.ask("name and id of one topic apart", 6, |side: &Side| {
        states(&[(None, side.topic_id("delete-id")), (Some("delete-id"), Uuid::ZERO)])
    });
    pair.ask("an id", 6, |side: &Side| states(&[(None, side.topic_id("delete-id"))]));
    pair.ask_until_alike("what is left", 12, |_| MetadataRequest {
        topics: None,
        ..MetadataRequest::default()
    });
}

/// Since version 6 names come in the same list as ids.
fn by_name(version: i16, names: &[&str]) -> DeleteTopicsRequest {
    if version >= 6 {
        return states(&names.iter().map(|name| (Some(*name), Uuid::ZERO)).collect::<Vec<_>>());
    }
    DeleteTopicsRequest { topic_names: names.iter().map(|name| (*name).into()).collect(), ..states(&[]) }
}

fn states(topics: &[(Option<&str>, Uuid)]) -> DeleteTopicsRequest {
    let state = |(name, topic_id): &(Option<&str>, Uuid)| DeleteTopicState {
        name: name.map(Into::into),
        topic_id: *topic_id,
        ..DeleteTopicState::default()
    };
    DeleteTopicsRequest {
        topics: topics.iter().map(state).collect(),
        timeout_ms: 10_000,
        ..DeleteTopicsRequest::default()
    }
}
