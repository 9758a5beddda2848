//! What moves replicas and leaders: ElectLeaders, AlterPartitionReassignments, ListPartitionReassignments,
//! AlterReplicaLogDirs, UnregisterBroker.

use protocol::messages::alter_partition_reassignments::{
    AlterPartitionReassignmentsRequest, ReassignablePartition, ReassignableTopic,
};
use protocol::messages::alter_replica_log_dirs::{
    AlterReplicaLogDir, AlterReplicaLogDirTopic, AlterReplicaLogDirsRequest,
};
use protocol::messages::elect_leaders::{ElectLeadersRequest, TopicPartitions};
use protocol::messages::list_partition_reassignments::{
    ListPartitionReassignmentsRequest, ListPartitionReassignmentsTopics,
};
use protocol::messages::unregister_broker::UnregisterBrokerRequest;

use super::create_topics::create;
use super::pair::Pair;

const TOPIC: &str = "replicas";

type Partitions<'a> = &'a [(&'a str, &'a [i32])];

pub(super) fn cases(pair: &mut Pair) {
    create(pair, TOPIC, 3);
    elections(pair);
    reassignments(pair);
    listed(pair);
    log_dirs(pair);
    for broker_id in [7, -1, i32::MAX] {
        pair.ask_all(&format!("broker {broker_id}"), |_, _| UnregisterBrokerRequest {
            broker_id,
            ..UnregisterBrokerRequest::default()
        });
    }
}

fn elections(pair: &mut Pair) {
    let wanted: [Option<Partitions<'_>>; 8] = [
        Some(&[(TOPIC, &[0])]),
        Some(&[(TOPIC, &[2, 0])]),
        Some(&[(TOPIC, &[0, 0])]),
        Some(&[(TOPIC, &[7, -1])]),
        Some(&[("missing", &[0])]),
        Some(&[(TOPIC, &[])]),
        Some(&[]),
        None,
    ];
    for partitions in wanted {
        for election_type in [0, 1, 2, -1] {
            pair.ask_all(&format!("{partitions:?}, type {election_type}"), |_, _| {
                let topic = |(topic, partitions): &(&str, &[i32])| TopicPartitions {
                    topic: (*topic).into(),
                    partitions: partitions.to_vec(),
                    ..TopicPartitions::default()
                };
                ElectLeadersRequest {
                    election_type,
                    topic_partitions: partitions.map(|topics| topics.iter().map(topic).collect()),
                    ..ElectLeadersRequest::default()
                }
            });
        }
    }
}

fn reassignments(pair: &mut Pair) {
    let wanted: [(&str, i32, Option<&[i32]>); 12] = [
        (TOPIC, 0, Some(&[1])),
        (TOPIC, 0, Some(&[])),
        (TOPIC, 0, Some(&[1, 1])),
        (TOPIC, 0, Some(&[7])),
        (TOPIC, 0, Some(&[1, 7])),
        (TOPIC, 0, Some(&[-1])),
        (TOPIC, 0, None),
        (TOPIC, 9, Some(&[1])),
        (TOPIC, -1, Some(&[1])),
        (TOPIC, 9, None),
        ("missing", 0, Some(&[1])),
        ("missing", 0, None),
    ];
    for (name, partition_index, replicas) in wanted {
        for allow_replication_factor_change in [true, false] {
            let what = format!("{name} {partition_index} to {replicas:?}, {allow_replication_factor_change}");
            pair.ask_all(&what, |_, _| AlterPartitionReassignmentsRequest {
                allow_replication_factor_change,
                ..reassign(&[(name, &[(partition_index, replicas)])])
            });
        }
    }
    pair.ask_all("no topics", |_, _| reassign(&[]));
    pair.ask_all("no partitions", |_, _| reassign(&[(TOPIC, &[])]));
    pair.ask_all("a partition twice", |_, _| reassign(&[(TOPIC, &[(0, Some(&[1])), (0, Some(&[1]))])]));
    pair.ask_all("a topic twice", |_, _| reassign(&[(TOPIC, &[(0, Some(&[1]))]), (TOPIC, &[(0, None)])]));
    pair.ask_all("a good and a bad one", |_, _| reassign(&[(TOPIC, &[(0, Some(&[1])), (1, Some(&[7]))])]));
}

type Moves<'a> = &'a [(i32, Option<&'a [i32]>)];

fn reassign(topics: &[(&str, Moves<'_>)]) -> AlterPartitionReassignmentsRequest {
    let partition = |(partition_index, replicas): &(i32, Option<&[i32]>)| ReassignablePartition {
        partition_index: *partition_index,
        replicas: replicas.map(<[i32]>::to_vec),
        ..ReassignablePartition::default()
    };
    let topic = |(name, moves): &(&str, Moves<'_>)| ReassignableTopic {
        name: (*name).into(),
        partitions: moves.iter().map(partition).collect(),
        ..ReassignableTopic::default()
    };
    AlterPartitionReassignmentsRequest {
        topics: topics.iter().map(topic).collect(),
        ..AlterPartitionReassignmentsRequest::default()
    }
}

fn listed(pair: &mut Pair) {
    let wanted: [Option<Partitions<'_>>; 6] = [
        None,
        Some(&[]),
        Some(&[(TOPIC, &[0, 1])]),
        Some(&[(TOPIC, &[9])]),
        Some(&[(TOPIC, &[])]),
        Some(&[("missing", &[0])]),
    ];
    for topics in wanted {
        pair.ask_all(&format!("reassignments of {topics:?}"), |_, _| {
            let topic = |(name, partitions): &(&str, &[i32])| ListPartitionReassignmentsTopics {
                name: (*name).into(),
                partition_indexes: partitions.to_vec(),
                ..ListPartitionReassignmentsTopics::default()
            };
            ListPartitionReassignmentsRequest {
                topics: topics.map(|topics| topics.iter().map(topic).collect()),
                ..ListPartitionReassignmentsRequest::default()
            }
        });
    }
}

fn log_dirs(pair: &mut Pair) {
    let wanted: [(Option<&str>, Partitions<'_>); 10] = [
        (None, &[(TOPIC, &[0, 1])]),
        (None, &[(TOPIC, &[9])]),
        (None, &[(TOPIC, &[-1])]),
        (None, &[("missing", &[0])]),
        (None, &[("a b", &[0])]),
        (None, &[(TOPIC, &[])]),
        (None, &[]),
        (Some("/no/such/dir"), &[(TOPIC, &[0])]),
        (Some("no/such/dir"), &[(TOPIC, &[0])]),
        (Some(""), &[(TOPIC, &[0])]),
    ];
    for (path, topics) in wanted {
        let what = format!("log dir {}, {topics:?}", path.unwrap_or("where it is"));
        pair.ask_all(&what, |side, _| {
            let topic = |(name, partitions): &(&str, &[i32])| AlterReplicaLogDirTopic {
                name: (*name).into(),
                partitions: partitions.to_vec(),
                ..AlterReplicaLogDirTopic::default()
            };
            let dir = AlterReplicaLogDir {
                path: path.map_or_else(|| side.log_dir(), str::to_owned).as_str().into(),
                topics: topics.iter().map(topic).collect(),
                ..AlterReplicaLogDir::default()
            };
            AlterReplicaLogDirsRequest { dirs: vec![dir], ..AlterReplicaLogDirsRequest::default() }
        });
    }
}
