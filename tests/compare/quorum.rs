//! DescribeQuorum and what changes the voters.

use model::Uuid;
use protocol::messages::add_raft_voter::{AddRaftVoterRequest, Listener};
use protocol::messages::describe_quorum::{DescribeQuorumRequest, RequestPartitionData, RequestTopicData};
use protocol::messages::remove_raft_voter::RemoveRaftVoterRequest;

use super::pair::Pair;

pub(super) fn cases(pair: &mut Pair) {
    let wanted: [&[(&str, &[i32])]; 8] = [
        &[("__cluster_metadata", &[0])],
        &[("__cluster_metadata", &[1])],
        &[("__cluster_metadata", &[0, 1])],
        &[("__cluster_metadata", &[0, 0])],
        &[("__cluster_metadata", &[])],
        &[("other", &[0])],
        &[("__cluster_metadata", &[0]), ("other", &[0])],
        &[],
    ];
    for topics in wanted {
        pair.ask_all(&format!("{topics:?}"), |_, _| describe(topics));
    }
    for cluster_id in [None, Some("other")] {
        for voter_id in [1, 7, -1] {
            pair.ask_all(&format!("add voter {voter_id} {cluster_id:?}"), |_, _| AddRaftVoterRequest {
                cluster_id: cluster_id.map(Into::into),
                timeout_ms: 1000,
                voter_id,
                voter_directory_id: Uuid::from_random(77).expect("an id"),
                listeners: vec![Listener {
                    name: "CONTROLLER".into(),
                    host: "127.0.0.1".into(),
                    port: 1,
                    ..Listener::default()
                }],
                ..AddRaftVoterRequest::default()
            });
            pair.ask_all(&format!("remove voter {voter_id} {cluster_id:?}"), |_, _| RemoveRaftVoterRequest {
                cluster_id: cluster_id.map(Into::into),
                voter_id,
                voter_directory_id: Uuid::from_random(77).expect("an id"),
                ..RemoveRaftVoterRequest::default()
            });
        }
    }
}

fn describe(topics: &[(&str, &[i32])]) -> DescribeQuorumRequest {
    let partition = |partition_index: &i32| RequestPartitionData {
        partition_index: *partition_index,
        ..RequestPartitionData::default()
    };
    let topic = |(name, partitions): &(&str, &[i32])| RequestTopicData {
        topic_name: (*name).into(),
        partitions: partitions.iter().map(partition).collect(),
        ..RequestTopicData::default()
    };
    DescribeQuorumRequest { topics: topics.iter().map(topic).collect(), ..DescribeQuorumRequest::default() }
}
