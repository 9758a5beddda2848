mod replicas;

use std::collections::{BTreeMap, BTreeSet};

use metadata::{ConfigResource, Endpoint, MetadataImage, MetadataRecord};
use model::{ApiError, BrokerEpoch, BrokerId, ErrorCode, Offset, Uuid};

use super::alter_configs::{ConfigChange, ConfigOperation};
use super::assign_replicas_to_dirs::{self, DirectoryAssignment};
use super::create_partitions::MorePartitions;
use super::create_topics::{CreatedTopic, Defaults, NewTopic};
use super::register_broker::BrokerRegistration;
use super::{
    alter_configs, create_partitions, create_topics, delete_topics, log_dirs_offline, register_broker,
};
use crate::controller::Decision;
use crate::test_rules::TestRules;

struct World {
    image: MetadataImage,
}

impl World {
    /// Brokers 1, 2, … in these racks.
    fn with_brokers(racks: &[Option<&str>]) -> Self {
        let mut world = Self { image: MetadataImage::default() };
        for (id, rack) in (1u8..).zip(racks) {
            world.register(&broker(id, id, *rack)).unwrap();
        }
        world
    }

    fn run<T>(&mut self, decide: impl FnOnce(&MetadataImage) -> Decision<T>) -> T {
        let Decision { records, answer } = decide(&self.image);
        self.apply(&records);
        answer
    }

    fn apply(&mut self, records: &[MetadataRecord]) {
        let offset = Offset(self.image.offset().0 + 1);
        self.image.apply(records, offset).unwrap();
        self.image.check();
    }

    fn register(&mut self, broker: &BrokerRegistration) -> Result<BrokerEpoch, ApiError> {
        let next_offset = Offset(self.image.offset().0 + 1);
        self.run(|image| register_broker::decide(image, broker, next_offset))
    }

    fn create(&mut self, topic: NewTopic) -> Result<CreatedTopic, ApiError> {
        let defaults = Defaults { num_partitions: 2, replication_factor: 1 };
        self.run(|image| create_topics::decide(image, &[topic], defaults, &TestRules, rand::random)).remove(0)
    }

    fn alter(
        &mut self,
        alter: alter_configs::Alter,
        topic: &str,
        changes: &[ConfigChange],
    ) -> Result<(), ApiError> {
        let records = alter(&self.image, &ConfigResource::topic(topic), changes, &TestRules)?;
        self.apply(&records);
        Ok(())
    }

    fn grow(&mut self, count: i32, assignments: Option<Vec<Vec<BrokerId>>>) -> Result<(), ApiError> {
        let request = MorePartitions { topic: "t".into(), count, assignments };
        self.run(|image| create_partitions::decide(image, &[request], rand::random)).remove(0)
    }
}

fn broker(id: u8, incarnation: u8, rack: Option<&str>) -> BrokerRegistration {
    BrokerRegistration {
        id: BrokerId(id.into()),
        incarnation_id: Uuid([incarnation; 16]),
        endpoints: Vec::<Endpoint>::new(),
        rack: rack.map(Into::into),
        log_dirs: vec![Uuid([id; 16])],
    }
}

fn topic(name: &str, partitions: i32, replication_factor: i16) -> NewTopic {
    NewTopic { partitions, replication_factor, ..NewTopic::with_defaults(name.into()) }
}

fn assigned(assignments: &[(i32, &[i32])]) -> NewTopic {
    let ids = |ids: &[i32]| ids.iter().copied().map(BrokerId).collect();
    let assignments = assignments.iter().map(|(index, replicas)| (*index, ids(replicas))).collect();
    NewTopic { assignments, ..NewTopic::with_defaults("t".into()) }
}

#[test]
fn bad_topics_get_kafkas_codes_and_messages() {
    let mut world = World::with_brokers(&[None]);
    world.create(topic("x.k", 1, 1)).unwrap();
    for (request, code, message) in [
        (topic("x.k", 1, 1), 36, "Topic 'x.k' already exists."),
        (topic("x_k", 1, 1), 17, "Topic 'x_k' collides with existing topic: x.k"),
        (topic("t", 0, 1), 37, "Number of partitions was set to an invalid non-positive value."),
        (topic("t", 1, 0), 38, "Replication factor must be larger than 0, or -1 to use the default value."),
        (topic("t", 1, 2), 38, "cannot be reached because only 1 broker(s) are registered"),
        (topic("t", 10_001, 1), 44, "Excessively large number of partitions per request."),
        (NewTopic { partitions: 2, ..assigned(&[(0, &[1])]) }, 42, "but numPartitions was not set to -1."),
        (
            assigned(&[(0, &[1]), (2, &[1])]),
            39,
            "partitions should be a consecutive 0-based integer sequence",
        ),
        (
            assigned(&[(0, &[1]), (0, &[1])]),
            39,
            "Found multiple manual partition assignments for partition 0",
        ),
        (assigned(&[(0, &[1, 1])]), 39, "includes the broker 1 more than once."),
        (assigned(&[(0, &[9])]), 39, "includes broker 9, but no such broker is registered."),
        (assigned(&[(0, &[])]), 39, "includes an empty replica list."),
    ] {
        let error = world.create(request).unwrap_err();
        assert_eq!(error.code.code(), code, "{error}");
        assert!(error.message.as_ref().unwrap().contains(message), "{error}");
    }
    assert_eq!(world.image.topic_count(), 1);
}

#[test]
fn defaults_configs_and_assignments_make_a_topic() {
    let mut world = World::with_brokers(&[None, None]);
    let configs = vec![("k".to_owned(), Some("1".to_owned())), ("k".to_owned(), Some("2".to_owned()))];
    let created = world.create(NewTopic { configs, ..topic("d", -1, -1) }).unwrap();
    assert_eq!((created.partitions, created.replication_factor), (2, 1));
    assert_eq!(world.image.configs(&ConfigResource::topic("d")).unwrap().get("k"), Some("2"));
    world.create(assigned(&[(1, &[1, 2]), (0, &[2, 1])])).unwrap();
    let partitions = &world.image.topic("t").unwrap().partitions;
    assert_eq!(partitions[0].replicas, [BrokerId(2), BrokerId(1)]);
    assert_eq!(partitions[0].leader, Some(BrokerId(2)));
    assert_eq!(partitions[0].directories, [Uuid([2; 16]), Uuid([1; 16])]);
    let null = vec![("k".to_owned(), None)];
    let error = world.create(NewTopic { configs: null, ..topic("n", 1, 1) }).unwrap_err();
    assert_eq!(
        error,
        ApiError::new(ErrorCode::InvalidConfig, "Null value not supported for topic configs: k")
    );
}

#[test]
fn replicas_are_striped_over_racks_and_leaders_over_brokers() {
    let mut world = World::with_brokers(&[Some("a"), Some("a"), Some("b"), Some("b"), Some("c"), Some("c")]);
    world.create(topic("t", 60, 3)).unwrap();
    let mut led: BTreeMap<BrokerId, usize> = BTreeMap::new();
    let mut held: BTreeMap<BrokerId, usize> = BTreeMap::new();
    for partition in &world.image.topic("t").unwrap().partitions {
        let racks: BTreeSet<_> =
            partition.replicas.iter().map(|id| world.image.broker(*id).unwrap().rack.clone()).collect();
        assert_eq!((partition.replicas.len(), racks.len()), (3, 3), "{:?}", partition.replicas);
        *led.entry(partition.replicas[0]).or_default() += 1;
        partition.replicas.iter().for_each(|id| *held.entry(*id).or_default() += 1);
    }
    assert!(led.values().all(|count| *count == 10), "{led:?}");
    assert!(held.values().all(|count| (20..=40).contains(count)), "{held:?}");
}

#[test]
fn more_replicas_than_racks_take_every_broker_once() {
    let mut world = World::with_brokers(&[Some("a"), Some("a"), Some("b")]);
    world.create(topic("t", 9, 3)).unwrap();
    for partition in &world.image.topic("t").unwrap().partitions {
        assert_eq!(partition.replicas.iter().collect::<BTreeSet<_>>().len(), 3);
    }
}

#[test]
fn a_topic_only_grows() {
    let mut world = World::with_brokers(&[None]);
    assert_eq!(world.grow(2, None).unwrap_err(), ErrorCode::UnknownTopicOrPartition.into());
    world.create(topic("t", 1, 1)).unwrap();
    let message = |error: ApiError| error.message.unwrap();
    assert_eq!(message(world.grow(1, None).unwrap_err()), "Topic already has 1 partition(s).");
    assert_eq!(
        message(world.grow(0, None).unwrap_err()),
        "The topic t currently has 1 partition(s); 0 would not be an increase."
    );
    let one = vec![vec![BrokerId(1)]];
    assert_eq!(
        message(world.grow(3, Some(one.clone())).unwrap_err()),
        "Attempted to add 2 additional partition(s), but only 1 assignment(s) were specified."
    );
    world.grow(2, Some(one)).unwrap();
    world.grow(5, None).unwrap();
    assert_eq!(world.image.topic("t").unwrap().partitions.len(), 5);
}

#[test]
fn configs_are_set_appended_and_removed() {
    use ConfigOperation::{Append, Delete, Set, Subtract};
    let mut world = World::with_brokers(&[None]);
    world.create(topic("t", 1, 1)).unwrap();
    let change = |name: &str, operation, value: &str| ConfigChange {
        name: name.to_owned(),
        operation,
        value: (operation != Delete).then(|| value.to_owned()),
    };
    let value = |world: &World, name: &str| {
        world.image.configs(&ConfigResource::topic("t")).and_then(|c| c.get(name)).map(str::to_owned)
    };
    let (one_by_one, all): (alter_configs::Alter, alter_configs::Alter) =
        (alter_configs::incremental, alter_configs::replace);
    world.alter(one_by_one, "t", &[change("list", Append, "x,y")]).unwrap();
    assert_eq!(value(&world, "list").as_deref(), Some("x,y"));
    world.alter(one_by_one, "t", &[change("list", Subtract, "x")]).unwrap();
    assert_eq!(value(&world, "list").as_deref(), Some("y"));
    for (operation, name) in [(Append, "APPEND"), (Subtract, "SUBTRACT")] {
        let error = world.alter(one_by_one, "t", &[change("k", operation, "1")]).unwrap_err();
        let message = format!("Can't {name} to key k because its type is not LIST.");
        assert_eq!(error, ApiError::new(ErrorCode::InvalidConfig, message));
    }
    assert!(world.alter(one_by_one, "t", &[change("k", Set, "1"), change("bad", Set, "1")]).is_err());
    assert_eq!(value(&world, "k"), None, "all or nothing");
    world.alter(all, "t", &[change("k", Set, "2")]).unwrap();
    assert_eq!((value(&world, "k").as_deref(), value(&world, "list")), (Some("2"), None));
    world.alter(one_by_one, "t", &[change("k", Delete, ""), change("bad", Delete, "")]).unwrap();
    assert_eq!(value(&world, "k"), None);
    let error = world.alter(one_by_one, "u", &[change("k", Set, "1")]).unwrap_err();
    assert_eq!(error, ApiError::new(ErrorCode::UnknownTopicOrPartition, "The topic 'u' does not exist."));
}

#[test]
fn a_restarted_broker_takes_its_place_and_a_second_one_does_not() {
    let mut world = World::with_brokers(&[None]);
    world.create(topic("t", 1, 1)).unwrap();
    let again = broker(1, 99, None);
    let epoch = world.register(&again).unwrap();
    let registered = world.image.broker(BrokerId(1)).unwrap();
    assert_eq!((registered.epoch, registered.incarnation_id), (epoch, Uuid([99; 16])));
    assert!(registered.is_active());
    assert_eq!(world.image.topic("t").unwrap().partitions[0].leader_epoch.0, 1);
    let second = BrokerRegistration { log_dirs: vec![Uuid([77; 16])], ..broker(1, 5, None) };
    let refused = world.register(&second);
    assert_eq!(refused.unwrap_err().code, ErrorCode::DuplicateBrokerRegistration);
}

#[test]
fn deleted_topics_are_gone_and_unknown_ids_are_told() {
    let mut world = World::with_brokers(&[None]);
    let id = world.create(topic("t", 1, 1)).unwrap().id;
    let results = world.run(|image| delete_topics::decide(image, &[id, Uuid([1; 16])]));
    assert_eq!(results, [Ok(()), Err(ErrorCode::UnknownTopicId.into())]);
    assert_eq!(world.image.topic_count(), 0);
}

#[test]
fn a_failed_directory_takes_the_leadership_of_its_partitions_until_it_works_again() {
    let [good, bad] = [Uuid([1; 16]), Uuid([2; 16])];
    let with = |log_dirs: &[Uuid], incarnation| BrokerRegistration {
        log_dirs: log_dirs.to_vec(),
        ..broker(1, incarnation, None)
    };
    let mut world = World { image: MetadataImage::default() };
    let epoch = world.register(&with(&[good, bad], 1)).unwrap();
    let id = world.create(topic("t", 2, 1)).unwrap().id;
    let leaders = |world: &World| -> Vec<Option<i32>> {
        let topic = world.image.topic("t").unwrap();
        topic.partitions.iter().map(|partition| partition.leader.map(|leader| leader.0)).collect()
    };
    let directories = |world: &World| -> Vec<Uuid> {
        world.image.topic("t").unwrap().partitions.iter().map(|partition| partition.directories[0]).collect()
    };
    assert_eq!(directories(&world), [Uuid::UNASSIGNED_DIR; 2], "the broker chooses");
    let assign = |partition, directory| DirectoryAssignment { topic_id: id, partition, directory };
    let unknown = DirectoryAssignment { topic_id: Uuid([9; 16]), ..assign(0, good) };
    let assignments = [assign(0, good), assign(1, bad), assign(7, bad), unknown];
    world.run(|image| assign_replicas_to_dirs::decide(image, BrokerId(1), &assignments));
    assert_eq!(directories(&world), [good, bad]);
    let again = assign_replicas_to_dirs::decide(&world.image, BrokerId(1), &assignments);
    assert_eq!(again.records.len(), 0, "that is known");

    let broker_1 = (BrokerId(1), epoch);
    world.run(|image| log_dirs_offline::decide(image, broker_1, &[good], &[(id, 1), (id, 7)]));
    assert_eq!(leaders(&world), [Some(1), None]);
    assert_eq!(world.image.broker(BrokerId(1)).unwrap().log_dirs, [good]);
    assert_eq!(world.image.topic("t").unwrap().partitions[1].isr, [BrokerId(1)]);
    let again = log_dirs_offline::decide(&world.image, broker_1, &[good], &[(id, 1)]);
    assert_eq!(again.records.len(), 0);

    world.register(&with(&[good], 2)).unwrap();
    assert_eq!(leaders(&world), [Some(1), None], "still broken at the next start");
    world.register(&with(&[good, bad], 3)).unwrap();
    assert_eq!(leaders(&world), [Some(1), Some(1)]);
    world.register(&with(&[good], 4)).unwrap();
    assert_eq!(leaders(&world), [Some(1), None], "it failed while the broker was down");
    world.run(|image| assign_replicas_to_dirs::decide(image, BrokerId(1), &[assign(1, good)]));
    assert_eq!(leaders(&world), [Some(1), Some(1)], "the log was moved by hand");
}
