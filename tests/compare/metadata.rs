//! Metadata: by name, by id, all topics, none; DescribeCluster and DescribeTopicPartitions see the same.

use model::Uuid;
use protocol::messages::describe_cluster::DescribeClusterRequest;
use protocol::messages::describe_topic_partitions::{
    DescribeTopicPartitionsRequest, RequestCursor, TopicRequest,
};
use protocol::messages::metadata::{MetadataRequest, MetadataRequestTopic};

use super::create_topics::create;
use super::pair::Pair;

pub(super) fn cases(pair: &mut Pair) {
    pair.ask_all("all topics of an empty cluster", |_, _| MetadataRequest {
        topics: None,
        ..MetadataRequest::default()
    });
    pair.ask_all("an empty list of topics", |_, _| MetadataRequest::default());
    create(pair, "metadata-a", 2);
    create(pair, "metadata-b", 1);
    pair.ask_all("all topics", |_, _| MetadataRequest { topics: None, ..MetadataRequest::default() });
    let too_long = "x".repeat(250);
    for name in [
        "metadata-a",
        "missing",
        "metadata-a,metadata-b,missing",
        "metadata-a,metadata-a",
        "",
        "a b",
        "..",
        &too_long,
    ] {
        pair.ask_all(&format!("topic {name:?}"), |_, _| by_name(name));
        pair.ask_all(&format!("topic {name:?} without creation"), |_, _| MetadataRequest {
            allow_auto_topic_creation: false,
            ..by_name(name)
        });
    }
    pair.ask_all("authorised operations", |_, _| MetadataRequest {
        include_topic_authorized_operations: true,
        ..by_name("metadata-a")
    });
    pair.ask_all("authorised operations on the cluster", |_, _| MetadataRequest {
        include_cluster_authorized_operations: true,
        ..by_name("metadata-a")
    });
    by_id(pair);
    describe_cluster(pair);
    describe_topic_partitions(pair);
}

fn by_name(names: &str) -> MetadataRequest {
    let topic =
        |name: &str| MetadataRequestTopic { name: Some(name.into()), ..MetadataRequestTopic::default() };
    MetadataRequest { topics: Some(names.split(',').map(topic).collect()), ..MetadataRequest::default() }
}

fn by_id(pair: &mut Pair) {
    let request = |topic_id, name| {
        let topic = MetadataRequestTopic { topic_id, name, ..MetadataRequestTopic::default() };
        MetadataRequest { topics: Some(vec![topic]), ..MetadataRequest::default() }
    };
    pair.ask_all("by id", |side, _| request(side.topic_id("metadata-a"), None));
    pair.ask_all("by an unknown id", |_, _| request(Uuid::from_u128(1 << 100), None));
    pair.ask_all("by the zero id", |_, _| request(Uuid::ZERO, None));
    pair.ask_all("by id and name", |side, _| request(side.topic_id("metadata-a"), Some("metadata-b".into())));
}

fn describe_cluster(pair: &mut Pair) {
    for endpoint_type in [1, 2, 3] {
        pair.ask_all(&format!("endpoint type {endpoint_type}"), |_, _| DescribeClusterRequest {
            endpoint_type,
            ..DescribeClusterRequest::default()
        });
    }
    pair.ask_all("with operations and fenced brokers", |_, _| DescribeClusterRequest {
        include_cluster_authorized_operations: true,
        include_fenced_brokers: true,
        ..DescribeClusterRequest::default()
    });
    pair.ask_all("with operations", |_, _| DescribeClusterRequest {
        include_cluster_authorized_operations: true,
        ..DescribeClusterRequest::default()
    });
}

fn describe_topic_partitions(pair: &mut Pair) {
    let request = |names: &[&str], limit, cursor: Option<(&str, i32)>| DescribeTopicPartitionsRequest {
        topics: names
            .iter()
            .map(|name| TopicRequest { name: (*name).into(), ..TopicRequest::default() })
            .collect(),
        response_partition_limit: limit,
        cursor: cursor.map(|(name, partition_index)| {
            Box::new(RequestCursor { topic_name: name.into(), partition_index, ..RequestCursor::default() })
        }),
        ..DescribeTopicPartitionsRequest::default()
    };
    let both = ["metadata-b", "metadata-a"];
    pair.ask_all("two topics", |_, _| request(&both, 2000, None));
    pair.ask_all("a missing topic", |_, _| request(&["missing", "metadata-a"], 2000, None));
    pair.ask_all("a bad name", |_, _| request(&["a b"], 2000, None));
    pair.ask_all("one topic twice", |_, _| request(&["metadata-a", "metadata-a"], 2000, None));
    for limit in [-1, 0, 1, 2, 3] {
        pair.ask_all(&format!("a limit of {limit}"), |_, _| request(&both, limit, None));
    }
    for cursor in [("metadata-a", 1), ("metadata-b", 0), ("metadata-a", 9), ("metadata-a", -1), ("zzz", 0)] {
        pair.ask_all(&format!("from {cursor:?}"), |_, _| request(&both, 2000, Some(cursor)));
    }
}
