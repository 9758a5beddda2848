//! Groups as `kafka_exporter` tells of them, and lag in time.

use std::time::Duration;

use protocol::Records;
use protocol::messages::find_coordinator::FindCoordinatorRequest;
use protocol::messages::offset_commit::{
    OffsetCommitRequest, OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use protocol::messages::produce::{PartitionProduceData, ProduceRequest, TopicProduceData};
use testkit::{RawBatch, RawClient};
use tests::broker_process::BrokerProcess;
use tests::tool::{Tool, end};
use tests::wait::until;

use super::http::get;
use super::samples::Samples;

/// September 2001, in seconds and in milliseconds.
const LONG_AGO_S: f64 = 1e9;
const LONG_AGO_MS: i64 = 1_000_000_000_000;

fn scrape(broker: &BrokerProcess) -> Samples {
    Samples::parse(&get(broker.metrics_address().unwrap(), "/metrics").body)
}

fn produce(client: &mut RawClient, topic: &str, values: &[&str]) {
    let data = PartitionProduceData {
        index: 0,
        records: Records::Bytes(RawBatch::of(values, LONG_AGO_MS).encode()),
        ..PartitionProduceData::default()
    };
    let topic_data = vec![TopicProduceData {
        name: topic.into(),
        partition_data: vec![data],
        ..TopicProduceData::default()
    }];
    let request = ProduceRequest { acks: -1, timeout_ms: 30_000, topic_data, ..ProduceRequest::default() };
    assert_eq!(client.answer(&request, 9).responses[0].partition_responses[0].error_code, 0);
}

fn commit(client: &mut RawClient, group: &str, topic: &str, offset: i64) {
    let find = FindCoordinatorRequest { key: group.into(), ..FindCoordinatorRequest::default() };
    let partition = OffsetCommitRequestPartition {
        partition_index: 0,
        committed_offset: offset,
        ..OffsetCommitRequestPartition::default()
    };
    let topics = vec![OffsetCommitRequestTopic {
        name: topic.into(),
        partitions: vec![partition],
        ..OffsetCommitRequestTopic::default()
    }];
    let request = OffsetCommitRequest {
        group_id: group.into(),
        generation_id_or_member_epoch: -1,
        topics,
        ..OffsetCommitRequest::default()
    };
    // The coordinator's topic is made when it is asked for first.
    until("the offset is committed", || {
        client.answer(&find, 2).error_code == 0
            && client.answer(&request, 8).topics[0].partitions[0].error_code == 0
    });
}

#[test]
fn a_group_that_lags_is_told_in_records_and_in_seconds() {
    let broker = BrokerProcess::start(&[]);
    let mut client = RawClient::connect(broker.address(), "metrics-test", Duration::from_secs(60)).unwrap();
    client.create_topic("orders", 1);
    produce(&mut client, "orders", &["0", "1", "2", "3"]);
    produce(&mut client, "orders", &["4", "5", "6"]);
    commit(&mut client, "billing", "orders", 2);

    let partition = [("consumergroup", "billing"), ("topic", "orders"), ("partition", "0")];
    let topic = &partition[..2];
    let samples = scrape(&broker);
    for (name, labels, expected) in [
        ("kafka_consumergroup_current_offset", &partition[..], 2.0),
        ("kafka_consumergroup_current_offset_sum", topic, 2.0),
        ("kafka_consumergroup_lag", &partition[..], 5.0),
        ("kafka_consumergroup_lag_sum", topic, 5.0),
        ("kafka_consumergroup_members", &partition[..1], 0.0),
        ("kafka_coordinator_group_groupmetadatamanager_numgroups", &[], 1.0),
        ("kafka_coordinator_group_groupmetadatamanager_numgroupsempty", &[], 1.0),
        ("kafka_coordinator_group_groupmetadatamanager_numoffsets", &[], 1.0),
    ] {
        assert_eq!(samples.value(name, labels), expected, "{name}");
    }
    let since = samples.value("process_start_time_seconds", &[]) - LONG_AGO_S;
    let lag = samples.value("ottla_group_lag_seconds", &partition);
    assert!((since - 10.0..since + 86_400.0).contains(&lag), "{lag} is about {since}");

    commit(&mut client, "billing", "orders", 7);
    let samples = scrape(&broker);
    assert_eq!(samples.value("kafka_consumergroup_lag", &partition), 0.0);
    assert_eq!(samples.value("ottla_group_lag_seconds", &partition), 0.0);
}

#[test]
fn members_of_a_group_are_counted_while_they_are_there() {
    let broker = BrokerProcess::start(&[]);
    let address = broker.address().to_string();
    Tool::new("kcat").args(["-b", &address, "-P", "-t", "t", "-p", "0"]).stdin("x\n").succeeds();
    let member = Tool::new("kcat").args(["-b", &address, "-q", "-G", "readers", "t"]).spawn();
    let stable = "kafka_coordinator_group_groupmetadatamanager_numgroupsstable";
    until("the group is stable", || scrape(&broker).get(stable, &[]) == Some(1.0));
    let members = [("consumergroup", "readers")];
    assert_eq!(scrape(&broker).value("kafka_consumergroup_members", &members), 1.0);
    end(member);
}
