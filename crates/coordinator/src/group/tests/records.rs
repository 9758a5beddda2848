//! Records that Apache Kafka 4.3.1 wrote, byte for byte.

use bytes::Bytes;

use crate::group::records::{self, GroupRecord};
use crate::group::tests::world::World;
use crate::group::{GroupConfig, GroupRequest, GroupResponse};
use crate::shard::{CoordinatorRecord, Replay, ReplayContent, Shard};

const GROUP: [&str; 2] = [
    "0002000e313739353536393638302d332d67",
    "00030008636f6e73756d657200000001000572616e67650026412d66633331666535302d323337392d343735612d383166352d30343736\
     3234646566656237000001a2104b07e9000000030026412d66633331666535302d323337392d343735612d383166352d303437363234\
     646566656237ffff000141000a2f3132372e302e302e310000ea60000027100000000b000000000000000000016d0000000000266\
     22d35666430366135392d386339372d343464642d616262332d326434373963306431383439000162000142000a2f3132372e302e\
     302e310000ea60000027100000000b000000000000000000016d000000000026632d30393861373562612d373262392d346434342d\
     383162652d643662343631363734656534000163000143000a2f3132372e302e302e310000ea60000027100000000b0000000000000\
     00000016d00000000",
];
const OFFSET: [&str; 2] = [
    "0001000e313739353536393736332d382d6700017400000001",
    "00040000000000000007ffffffff056e6f7465000001a2104c4699010010666d6c8837d24c9ba991952a25069e82",
];
const OFFSET_TOMBSTONE: &str = "0001000e313739353537303034302d332d6700017500000000";
const GROUP_TOMBSTONE: &str = "0002000e313739353536393334392d302d67";

fn hex(text: &str) -> Bytes {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

fn replay(world: &mut World, record: &CoordinatorRecord) {
    let content = ReplayContent::Record { key: &record.key, value: record.value.as_deref() };
    world.shard.replay(world.now, Replay { offset: model::Offset(0), producer: None, content });
}

#[test]
fn a_group_that_kafka_recorded_is_read_and_written_as_it_was() {
    let mut world = World::new(GroupConfig::default());
    let record = CoordinatorRecord { key: hex(GROUP[0]), value: Some(hex(GROUP[1])) };
    replay(&mut world, &record);
    let group = world.shard.classic("1795569680-3-g").unwrap();
    assert_eq!(group.members.len(), 3);
    assert_eq!(records::group_metadata(group, None), record);
}

#[test]
fn an_offset_that_kafka_recorded_is_read_and_written_as_it_was() {
    let record = CoordinatorRecord { key: hex(OFFSET[0]), value: Some(hex(OFFSET[1])) };
    let Some(GroupRecord::Offset { key, value: Some(value) }) =
        records::decode(&record.key, record.value.as_deref())
    else {
        panic!()
    };
    let offset = records::committed_offset(&value, model::Offset(0));
    assert_eq!((&*key.topic, key.partition, offset.offset.0, &*offset.metadata), ("t", 1, 7, "note"));
    assert_eq!(records::offset_commit(&key.group, &key.topic, key.partition, &offset), record);
}

#[test]
fn tombstones_are_those_of_kafka() {
    assert_eq!(records::group_tombstone("1795569349-0-g").key, hex(GROUP_TOMBSTONE));
    assert_eq!(records::offset_tombstone("1795570040-3-g", "u", 0).key, hex(OFFSET_TOMBSTONE));
    assert_eq!(
        records::decode(&hex(GROUP_TOMBSTONE), None),
        Some(GroupRecord::Group { group_id: "1795569349-0-g".into(), value: None })
    );
}

#[test]
fn the_only_version_with_an_expiry_is_written_where_there_is_one() {
    let Some(GroupRecord::Offset { value: Some(value), .. }) =
        records::decode(&hex(OFFSET[0]), Some(&hex(OFFSET[1])))
    else {
        panic!()
    };
    let mut offset = records::committed_offset(&value, model::Offset(0));
    offset.expire_timestamp = Some(model::Millis(99));
    let record = records::offset_commit("g", "t", 0, &offset);
    assert_eq!(record.value.as_ref().unwrap()[..2], [0, 1]);
    let Some(GroupRecord::Offset { value: Some(value), .. }) =
        records::decode(&record.key, record.value.as_deref())
    else {
        panic!()
    };
    assert_eq!(records::committed_offset(&value, model::Offset(0)).expire_timestamp, Some(model::Millis(99)));
}

#[test]
fn old_versions_are_read() {
    // OffsetCommitKey 0 with LegacyOffsetCommitValue 0: offset 5, metadata "x", time 9.
    let key = hex("0000 0001 67 0001 74 00000002");
    let value = hex("0000 0000000000000005 0001 78 0000000000000009");
    let mut world = World::new(GroupConfig::default());
    replay(&mut world, &CoordinatorRecord { key, value: Some(value) });
    assert_eq!(world.shard.offsets.get("g", "t", 2).unwrap().offset.0, 5);
    // GroupMetadataValue 0: no rebalance timeout, no instance id, no time.
    let key = hex("0002 0001 67");
    let value = hex("0000 0008 636f6e73756d6572 00000007 0005 72616e6765 0001 6d 00000001 \
         0001 6d 0001 63 0001 68 00002710 00000000 00000001 61");
    replay(&mut world, &CoordinatorRecord { key, value: Some(value) });
    let group = world.shard.classic("g").unwrap();
    assert_eq!((group.generation_id, group.state_timestamp), (7, None));
    assert_eq!(group.members["m"].rebalance_timeout_ms, 10_000, "the session timeout");
}

#[test]
fn what_cannot_be_read_is_skipped() {
    for (key, value) in [
        ("", Some("")),
        ("00", None),
        ("0002", Some("0003")),
        ("0002000167", Some("0003")),
        ("0002000167", Some("0009000000")),
        ("0001000167", None),
        ("00630001", Some("00")),
        ("0005000167", Some("000000")),
        (OFFSET[0], Some("0004")),
    ] {
        let mut world = World::new(GroupConfig::default());
        replay(&mut world, &CoordinatorRecord { key: hex(key), value: value.map(hex) });
        let GroupResponse::ListGroups(groups) =
            world.ask_now(GroupRequest::ListGroups { states: Vec::new(), types: Vec::new() })
        else {
            panic!()
        };
        assert!(groups.is_empty(), "{key} {value:?}");
    }
}
