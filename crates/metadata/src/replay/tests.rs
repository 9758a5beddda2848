use model::LeaderEpoch;
use protocol::Str;
use protocol::records::metadata::{
    fence_broker_record::FenceBrokerRecord, remove_topic_record::RemoveTopicRecord,
    unfence_broker_record::UnfenceBrokerRecord,
};

use super::*;

const ID: Uuid = Uuid([9; 16]);

fn topic(name: &str, id: Uuid) -> MetadataRecord {
    TopicRecord { name: name.into(), topic_id: id, ..Default::default() }.into()
}

fn partition(id: Uuid, index: i32) -> MetadataRecord {
    PartitionRecord {
        partition_id: index,
        topic_id: id,
        replicas: vec![1, 2],
        isr: vec![1, 2],
        leader: 1,
        leader_epoch: 0,
        partition_epoch: 0,
        directories: vec![Uuid::UNASSIGNED_DIR; 2],
        ..Default::default()
    }
    .into()
}

fn config(kind: ConfigResourceKind, resource: &str, name: &str, value: Option<&str>) -> MetadataRecord {
    ConfigRecord {
        resource_type: kind.id(),
        resource_name: resource.into(),
        name: name.into(),
        value: value.map(Str::from),
        ..Default::default()
    }
    .into()
}

fn broker(id: i32, epoch: i64) -> MetadataRecord {
    RegisterBrokerRecord { broker_id: id, broker_epoch: epoch, rack: None, ..Default::default() }.into()
}

fn applied(image: &mut MetadataImage, records: &[MetadataRecord]) -> MetadataDelta {
    let offset = Offset(image.offset().0 + 1);
    let delta = image.apply(records, offset).unwrap();
    image.check();
    delta
}

#[test]
fn a_topic_with_its_partitions_and_configs_is_created_at_once() {
    let mut image = MetadataImage::new("c");
    let records = [
        topic("a", ID),
        config(ConfigResourceKind::Topic, "a", "retention.ms", Some("5")),
        partition(ID, 0),
        partition(ID, 1),
    ];
    let delta = applied(&mut image, &records);
    assert_eq!(delta.topics_created.len(), 1);
    assert!(delta.topics_changed.is_empty());
    assert_eq!(image.topic("a").unwrap().partitions.len(), 2);
    assert_eq!(image.topic_by_id(ID).unwrap().name.as_ref(), "a");
    assert_eq!(image.configs(&ConfigResource::topic("a")).unwrap().get("retention.ms"), Some("5"));
    assert_eq!((image.offset(), image.partition_count()), (Offset(0), 2));
}

#[test]
fn a_change_touches_one_partition_and_leaves_older_images_alone() {
    let mut image = MetadataImage::default();
    applied(&mut image, &[topic("a", ID), partition(ID, 0), partition(ID, 1)]);
    let older = image.clone();
    let change = PartitionChangeRecord {
        partition_id: 1,
        topic_id: ID,
        leader: 2,
        isr: Some(vec![2]),
        ..Default::default()
    };
    let delta = applied(&mut image, &[change.into()]);
    assert_eq!(delta.topics_changed[0].partitions, BTreeSet::from([1]));
    let (old, new) = (older.topic("a").unwrap(), image.topic("a").unwrap());
    assert!(Arc::ptr_eq(&old.partitions[0], &new.partitions[0]));
    assert_eq!(old.partitions[1].leader, Some(BrokerId(1)));
    assert_eq!(new.partitions[1].leader, Some(BrokerId(2)));
    assert_eq!(new.partitions[1].leader_epoch, LeaderEpoch(1));
    assert_eq!(new.partitions[1].partition_epoch, 1);
}

#[test]
fn an_isr_change_alone_leaves_the_leader_epoch() {
    let mut image = MetadataImage::default();
    applied(&mut image, &[topic("a", ID), partition(ID, 0)]);
    let change =
        PartitionChangeRecord { partition_id: 0, topic_id: ID, isr: Some(vec![1]), ..Default::default() };
    applied(&mut image, &[change.into()]);
    let partition = &image.topic("a").unwrap().partitions[0];
    assert_eq!((partition.leader_epoch, partition.partition_epoch), (LeaderEpoch(0), 1));
}

#[test]
fn a_deleted_topic_takes_its_configs_along_and_its_name_is_free_again() {
    let mut image = MetadataImage::default();
    let other = Uuid([8; 16]);
    applied(
        &mut image,
        &[topic("a", ID), config(ConfigResourceKind::Topic, "a", "x", Some("y")), partition(ID, 0)],
    );
    let remove: MetadataRecord = RemoveTopicRecord { topic_id: ID, ..Default::default() }.into();
    let delta = applied(&mut image, &[remove.clone(), topic("a", other), partition(other, 0)]);
    assert_eq!(delta.topics_deleted[0].id, ID);
    assert_eq!(delta.topics_created[0].id, other);
    assert!(delta.configs_changed.contains(&ConfigResource::topic("a")));
    assert!(image.configs(&ConfigResource::topic("a")).is_none());
    assert_eq!(image.topic("a").unwrap().id, other);
    assert!(image.topic_by_id(ID).is_none());
    assert_eq!(image.apply(&[remove], Offset(9)).unwrap_err(), ReplayError::UnknownTopic(ID));
}

#[test]
fn records_that_do_not_fit_change_nothing() {
    let mut image = MetadataImage::default();
    applied(&mut image, &[topic("a", ID), partition(ID, 0)]);
    let bad = [topic("b", Uuid([1; 16])), partition(ID, 2)];
    let error = image.apply(&bad, Offset(7)).unwrap_err();
    assert_eq!(error, ReplayError::PartitionGap { topic: "a".into(), partition: 2, count: 1 });
    assert_eq!((image.offset(), image.topic_count()), (Offset(0), 1));
    assert!(image.apply(&[topic("a", Uuid([2; 16]))], Offset(7)).is_err());
}

#[test]
fn a_broker_is_fenced_only_under_its_own_epoch() {
    let mut image = MetadataImage::default();
    applied(&mut image, &[broker(1, 5)]);
    assert!(image.broker(BrokerId(1)).unwrap().fenced);
    let unfence = |epoch| UnfenceBrokerRecord { id: 1, epoch, ..Default::default() }.into();
    assert!(image.apply(&[unfence(4)], Offset(1)).is_err());
    let delta = applied(&mut image, &[unfence(5)]);
    assert!(delta.brokers_changed.contains(&BrokerId(1)));
    assert!(image.broker(BrokerId(1)).unwrap().is_active());
    applied(&mut image, &[FenceBrokerRecord { id: 1, epoch: 5, ..Default::default() }.into()]);
    assert!(image.broker(BrokerId(1)).unwrap().fenced);
}

#[test]
fn a_config_set_to_null_is_gone() {
    let mut image = MetadataImage::default();
    applied(&mut image, &[config(ConfigResourceKind::Broker, "", "k", Some("1"))]);
    assert_eq!(image.configs(&ConfigResource::default_broker()).unwrap().len(), 1);
    applied(&mut image, &[config(ConfigResourceKind::Broker, "", "k", None)]);
    assert!(image.configs(&ConfigResource::default_broker()).is_none());
}

#[test]
fn topics_come_in_name_order_from_a_name_on() {
    let mut image = MetadataImage::default();
    applied(&mut image, &[topic("c", Uuid([3; 16])), topic("a", Uuid([1; 16])), topic("b", Uuid([2; 16]))]);
    let names = |topics: Vec<&Arc<TopicImage>>| topics.iter().map(|t| t.name.to_string()).collect::<Vec<_>>();
    assert_eq!(names(image.topics().collect()), ["a", "b", "c"]);
    assert_eq!(names(image.topics_from("aa").collect()), ["b", "c"]);
}
