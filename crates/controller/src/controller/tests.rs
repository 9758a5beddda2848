use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use metadata::MetadataDelta;
use model::{Millis, Offset};
use parking_lot::Mutex;
use storage::fs::{Fs, RealFs};
use storage::sim_fs::SimFs;

use super::*;
use crate::test_rules::TestRules;

#[derive(Default)]
struct Seen(Mutex<Vec<(Offset, usize, usize)>>);

impl ImagePublisher for Seen {
    fn publish(&self, image: &Arc<MetadataImage>, delta: &MetadataDelta) {
        self.0.lock().push((image.offset(), delta.topics_created.len(), delta.topics_deleted.len()));
    }
}

async fn start(dir: &Path) -> (Arc<Controller>, Arc<Seen>, BrokerEpoch) {
    start_on(Arc::new(RealFs::default()), dir).await
}

async fn start_on(fs: Arc<dyn Fs>, dir: &Path) -> (Arc<Controller>, Arc<Seen>, BrokerEpoch) {
    let seen = Arc::new(Seen::default());
    let options = ControllerOptions {
        node_id: BrokerId(1),
        cluster_id: "c".to_owned(),
        directory_id: Uuid([4; 16]),
        metadata_log_dir: dir.to_owned(),
        fs,
        clock: || Millis(7),
        random: rand::random,
        num_partitions: 3,
        default_replication_factor: 1,
        config_rules: Arc::new(TestRules),
    };
    let controller = Controller::start(options, seen.clone()).await.unwrap();
    let broker = BrokerRegistration {
        id: BrokerId(1),
        incarnation_id: Uuid(rand::random::<u128>().to_be_bytes()),
        endpoints: Vec::new(),
        rack: None,
        log_dirs: vec![Uuid([4; 16])],
    };
    let epoch = controller.register_broker(broker).await.unwrap();
    (controller, seen, epoch)
}

#[tokio::test]
async fn what_was_decided_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let (controller, seen, epoch) = start(dir.path()).await;
    let created = controller
        .create_topics(vec![NewTopic::with_defaults("a".into()), NewTopic::with_defaults("b".into())], false);
    let ids: Vec<Uuid> = created.await.into_iter().map(|topic| topic.unwrap().id).collect();
    assert_eq!(controller.delete_topics(vec![ids[1]]).await, [Ok(())]);
    assert_eq!(controller.allocate_producer_ids(BrokerId(1), epoch).await, Ok(0));
    assert_eq!(controller.allocate_producer_ids(BrokerId(1), epoch).await, Ok(1000));
    let before = controller.image();
    assert_eq!(before.broker(BrokerId(1)).unwrap().epoch, epoch);
    assert_eq!(seen.0.lock().last().unwrap().0, before.offset());
    controller.shutdown().await;
    drop(controller);

    let (controller, seen, later_epoch) = start(dir.path()).await;
    let image = controller.image();
    image.check();
    assert!(later_epoch > epoch);
    assert_eq!(image.feature_level(METADATA_VERSION), 30);
    assert_eq!(image.topic("a").unwrap().id, ids[0]);
    assert_eq!(image.topic("a").unwrap().partitions.len(), 3);
    assert_eq!(image.topic("a").unwrap().partitions[0].leader_epoch.0, 1, "a restart is a new leadership");
    assert!(image.topic("b").is_none());
    assert_eq!(controller.allocate_producer_ids(BrokerId(1), later_epoch).await, Ok(2000));
    let stale = controller.allocate_producer_ids(BrokerId(1), epoch).await;
    assert_eq!(stale, Err(ErrorCode::StaleBrokerEpoch.into()));
    assert_eq!(seen.0.lock()[0].1, 1, "the first image comes whole");
    controller.shutdown().await;
}

#[tokio::test]
async fn without_a_clean_stop_nothing_is_lost_that_was_answered() {
    let dir = tempfile::tempdir().unwrap();
    for round in 0..3 {
        let (controller, _, _) = start(dir.path()).await;
        let name: Arc<str> = format!("t{round}").into();
        controller.create_topics(vec![NewTopic::with_defaults(name)], false).await.remove(0).unwrap();
        assert_eq!(controller.image().topic_count(), round + 1);
        // Not stopped: the log is neither closed nor synced once more.
        controller.node.stop_abruptly().await;
    }
}

#[tokio::test]
async fn a_power_cut_at_any_moment_of_the_first_starts_loses_nothing_that_was_answered() {
    let dir = Path::new("/data");
    let mut disk = SimFs::new();
    disk.create_dir_all(dir).unwrap();
    disk.sync_all();
    let answered = Arc::new(AtomicUsize::new(0));
    let images: Arc<Mutex<Vec<(SimFs, usize)>>> = Arc::default();
    for round in 0..2 {
        let (noted, answered_before) = (images.clone(), answered.clone());
        disk.observe(move |disk| {
            let mut images = noted.lock();
            let answered = answered_before.load(Ordering::SeqCst);
            let image = disk.crash(images.len() as u64);
            images.push((image, answered));
        });
        let (controller, _, _) = start_on(Arc::new(disk.clone()), dir).await;
        let name: Arc<str> = format!("t{round}").into();
        controller.create_topics(vec![NewTopic::with_defaults(name)], false).await.remove(0).unwrap();
        answered.fetch_add(1, Ordering::SeqCst);
        controller.node.stop_abruptly().await;
        disk = disk.crash(round);
    }
    let images = std::mem::take(&mut *images.lock());
    assert!(images.len() > 20, "{}", images.len());
    for (image, answered) in images {
        let (controller, _, _) = start_on(Arc::new(image), dir).await;
        let topics = controller.image().topic_count();
        assert!(topics >= answered, "{topics} of {answered}");
        assert_eq!(controller.image().feature_level(METADATA_VERSION), 30);
        controller.node.stop_abruptly().await;
    }
}

#[tokio::test]
async fn commands_that_overlap_do_not_meet_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let (controller, _, _) = start(dir.path()).await;
    let create = |_| {
        let controller = controller.clone();
        tokio::spawn(async move {
            controller
                .create_topics(vec![NewTopic::with_defaults("same".into())], false)
                .await
                .remove(0)
                .is_ok()
        })
    };
    let mut created = 0;
    for task in (0..20).map(create).collect::<Vec<_>>() {
        created += usize::from(task.await.unwrap());
    }
    assert_eq!(created, 1);
    controller.shutdown().await;
}

#[tokio::test]
async fn ten_thousand_partitions_are_one_command() {
    let dir = tempfile::tempdir().unwrap();
    let (controller, _, _) = start(dir.path()).await;
    let topic = NewTopic { partitions: 10_000, ..NewTopic::with_defaults("wide".into()) };
    let result = controller.create_topics(vec![topic], false).await.remove(0);
    assert_eq!(result.unwrap().partitions, 10_000);
    assert_eq!(controller.image().partition_count(), 10_000);
    controller.shutdown().await;
}

#[tokio::test]
async fn a_command_goes_on_when_whoever_asked_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let (controller, _, _) = start(dir.path()).await;
    for round in 0..20 {
        let topic = || vec![NewTopic::with_defaults(format!("t{round}").into())];
        let asked = controller.create_topics(topic(), false);
        // Polled a few times, then dropped: mostly between the decision and the commit.
        let _cut = tokio::time::timeout(std::time::Duration::from_micros(round * 20), asked).await;
        let again = controller.create_topics(topic(), false).await.remove(0);
        assert!(again.is_ok() || again.unwrap_err().code == ErrorCode::TopicAlreadyExists);
        assert!(controller.image().topic(&format!("t{round}")).is_some());
    }
    controller.shutdown().await;
}
