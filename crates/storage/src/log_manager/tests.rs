mod failing;
mod opening;

use std::os::fd::BorrowedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::{BrokerId, Millis, Offset, TopicPartition, Uuid};
use rustix::fs::{FlockOperation, flock};

use super::{
    CLEAN_SHUTDOWN, LOCK_FILE, LogGone, LogManager, LogManagerError, LogManagerOptions, Random, dir_name,
    parse_dir_name,
};
use crate::checkpoint::{
    Offsets, RECOVERY_POINT_CHECKPOINT, REPLICATION_OFFSET_CHECKPOINT, load_offsets, load_text, store_offsets,
};
use crate::fs::{Fs, Open};
use crate::log::LogConfig;
use crate::meta_properties::{META_PROPERTIES, MetaProperties};
use crate::partition_metadata::{PARTITION_METADATA, store_topic_id};
use crate::sim_fs::SimFs;

const NOW: Millis = Millis(1_000);

#[derive(Debug)]
struct Counting(u128);

impl Random for Counting {
    fn next_u128(&mut self) -> u128 {
        self.0 += 1 << 100;
        self.0
    }
}

fn open_as(
    fs: &SimFs,
    dirs: &[&str],
    node: i32,
    cluster: Option<&str>,
) -> Result<LogManager, LogManagerError> {
    let options = LogManagerOptions {
        log_dirs: dirs.iter().map(PathBuf::from).collect(),
        metadata_log_dir: None,
        node_id: BrokerId(node),
        cluster_id: cluster.map(str::to_owned),
        random: &mut Counting(1 << 90),
    };
    LogManager::open(Arc::new(fs.clone()), options)
}

fn open(fs: &SimFs, dirs: &[&str]) -> LogManager {
    open_as(fs, dirs, 1, None).unwrap()
}

fn partition(topic: &str, partition: i32) -> TopicPartition {
    TopicPartition { topic: topic.into(), partition }
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn create(logs: &LogManager, tp: &TopicPartition, topic_id: u128) -> Arc<super::ManagedLog> {
    logs.get_or_create(tp, id(topic_id), LogConfig::default(), NOW).unwrap()
}

/// A partition's directory as an earlier run left it.
fn plant(fs: &SimFs, dir: &str, name: &str, topic_id: u128) {
    let path = Path::new(dir).join(name);
    fs.create_dir_all(&path).unwrap();
    store_topic_id(fs, &path.join(PARTITION_METADATA), id(topic_id)).unwrap();
}

fn names_like(fs: &SimFs, dir: &str, part: &str) -> Vec<String> {
    let names = fs.read_dir(Path::new(dir)).unwrap();
    names.into_iter().filter(|name| name.contains(part)).collect()
}

#[test]
fn directory_names_are_partitions_or_nothing() {
    for (topic, number) in [("orders", 0), ("a-b-c", 12), ("x.y_z", i32::MAX)] {
        let tp = partition(topic, number);
        assert_eq!(parse_dir_name(&dir_name(&tp)), Some(tp));
    }
    for name in [
        "",
        "-",
        "orders",
        "orders-",
        "-0",
        "orders-01",
        "orders-+1",
        "orders-99999999999",
        "lost+found",
        "__cluster_metadata-0",
        "meta.properties",
        "orders-0.0123-delete",
        "orders-0.0123-stray",
        "orders-0.0123-future",
    ] {
        assert_eq!(parse_dir_name(name), None, "{name}");
    }
}

#[test]
fn empty_directories_are_formatted_for_one_cluster_and_keep_their_identity() {
    let fs = SimFs::new();
    let first = open(&fs, &["/a", "/b"]);
    let (cluster, ids) = (first.cluster_id().to_owned(), [first.dirs()[0].id(), first.dirs()[1].id()]);
    assert_ne!(ids[0], ids[1]);
    drop(first);
    let second = open(&fs, &["/a", "/b", "/new"]);
    assert_eq!(second.cluster_id(), cluster);
    assert_eq!([second.dirs()[0].id(), second.dirs()[1].id()], ids);
    let properties = MetaProperties::load(&fs, &Path::new("/new").join(META_PROPERTIES)).unwrap().unwrap();
    assert_eq!((properties.cluster_id, properties.node_id), (cluster, BrokerId(1)));
}

#[test]
fn directories_of_another_node_or_cluster_stop_the_start() {
    let fs = SimFs::new();
    drop(open_as(&fs, &["/a"], 1, Some("mine")).unwrap());
    let message = open_as(&fs, &["/a"], 2, None).unwrap_err().to_string();
    assert_eq!(message, "/a/meta.properties: node.id is `1`, expected `2`");
    let message = open_as(&fs, &["/a"], 1, Some("other")).unwrap_err().to_string();
    assert_eq!(message, "/a/meta.properties: cluster.id is `mine`, expected `other`");
}

#[test]
fn a_copy_of_a_directory_is_refused() {
    let fs = SimFs::new();
    drop(open(&fs, &["/a"]));
    fs.create_dir_all(Path::new("/b")).unwrap();
    let properties = MetaProperties::load(&fs, Path::new("/a/meta.properties")).unwrap().unwrap();
    properties.store(&fs, Path::new("/b/meta.properties")).unwrap();
    assert!(matches!(
        open_as(&fs, &["/a", "/b"], 1, None),
        Err(LogManagerError::Foreign { key: "directory.id", .. })
    ));
}

#[test]
fn a_directory_in_use_is_refused_by_name() {
    let dir = std::env::temp_dir().join(format!("storage-lock-{}", std::process::id()));
    let open_real = || {
        let options = LogManagerOptions {
            metadata_log_dir: None,
            log_dirs: vec![dir.clone()],
            node_id: BrokerId(1),
            cluster_id: None,
            random: &mut Counting(1 << 90),
        };
        LogManager::open(Arc::new(crate::fs::RealFs::default()), options)
    };
    let first = open_real().unwrap();
    let message = open_real().unwrap_err().to_string();
    assert!(message.contains("held by another process") && message.contains(LOCK_FILE), "{message}");
    drop(first);
    let again = open_real().unwrap();
    let lock = std::fs::File::open(dir.join(LOCK_FILE)).unwrap();
    let fd: BorrowedFd<'_> = std::os::fd::AsFd::as_fd(&lock);
    assert!(flock(fd, FlockOperation::NonBlockingLockExclusive).is_err());
    drop(again);
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn new_logs_go_where_the_fewest_are() {
    let fs = SimFs::new();
    let logs = open(&fs, &["/a", "/b", "/c"]);
    for number in 0..9 {
        create(&logs, &partition("orders", number), 7);
    }
    assert!(logs.dirs().iter().all(|dir| dir.log_count() == 3));
    logs.dirs()[0].take_offline(&std::io::Error::other("gone"));
    for number in 9..13 {
        assert_ne!(create(&logs, &partition("orders", number), 7).dir().path(), Path::new("/a"));
    }
    assert!(matches!(
        logs.get_or_create(&partition("orders", 0), id(7), LogConfig::default(), NOW),
        Err(LogManagerError::Offline { .. })
    ));
}

#[test]
fn a_start_lists_names_and_opens_no_log() {
    let fs = SimFs::new();
    for number in 0..10_000 {
        plant(&fs, "/a", &format!("orders-{number}"), 7);
    }
    fs.create_dir_all(Path::new("/a/__cluster_metadata-0")).unwrap();
    fs.create_dir_all(Path::new("/a/lost+found")).unwrap();
    let before = fs.counts();
    let logs = open(&fs, &["/a"]);
    assert_eq!(logs.partitions().len(), 10_000);
    assert!(fs.counts().opens - before.opens < 20, "{:?}", fs.counts());
    assert!(logs.get(&partition("orders", 5)).is_none());
    let log = create(&logs, &partition("orders", 5), 7);
    assert!(Arc::ptr_eq(&log, &logs.get(&partition("orders", 5)).unwrap()));
    assert_eq!(logs.dirs()[0].log_count(), 10_000);
}

#[test]
fn the_same_log_is_given_to_all_who_ask() {
    let logs = open(&SimFs::new(), &["/a"]);
    let tp = partition("orders", 0);
    assert!(Arc::ptr_eq(&create(&logs, &tp, 7), &create(&logs, &tp, 7)));
    assert_eq!(logs.dirs()[0].log_count(), 1);
}

#[test]
fn files_of_an_older_topic_of_the_same_name_are_set_aside() {
    let fs = SimFs::new();
    plant(&fs, "/a", "orders-0", 6);
    let logs = open(&fs, &["/a"]);
    let tp = partition("orders", 0);
    let log = create(&logs, &tp, 7);
    assert_eq!(log.topic_id(), id(7));
    assert_eq!(names_like(&fs, "/a", "-stray").len(), 1);
    let newer = create(&logs, &tp, 8);
    assert_eq!((newer.topic_id(), log.lock().err()), (id(8), Some(LogGone)));
    assert_eq!(logs.dirs()[0].log_count(), 1);
}

#[test]
fn a_deleted_log_is_gone_at_once_and_its_files_later_even_after_a_crash() {
    let fs = SimFs::new();
    plant(&fs, "/a", "orders-0", 7);
    let logs = open(&fs, &["/a"]);
    let tp = partition("orders", 0);
    let log = create(&logs, &tp, 7);
    fs.sync_all();
    logs.delete(&tp).unwrap();
    assert_eq!(log.lock().err(), Some(LogGone));
    assert!(logs.partitions().is_empty());
    assert!(matches!(logs.delete(&tp), Err(LogManagerError::Unknown { .. })));
    for seed in 0..20 {
        let image = fs.crash(seed);
        assert!(!image.exists(Path::new("/a/orders-0")));
        let restarted = open(&image, &["/a"]);
        assert!(restarted.partitions().is_empty());
        assert_eq!(restarted.remove_deleted(), 1);
        assert!(names_like(&image, "/a", "orders").is_empty());
    }
    create(&logs, &tp, 9);
    assert_eq!((logs.remove_deleted(), logs.remove_deleted()), (1, 0));
    assert!(names_like(&fs, "/a", "-delete").is_empty());
}

#[test]
fn deleting_one_partition_over_and_over_finds_free_names_and_long_names_fit() {
    let fs = SimFs::new();
    let logs = open(&fs, &["/a"]);
    let long = partition(&"t".repeat(249), 100_000);
    for tp in [partition("orders", 0), long] {
        for _ in 0..3 {
            plant(&fs, "/a", &dir_name(&tp), 7);
            create(&logs, &tp, 7);
            logs.delete(&tp).unwrap();
        }
    }
    let names = names_like(&fs, "/a", "-delete");
    assert_eq!(names.len(), 6);
    assert!(names.iter().all(|name| name.len() <= 255));
}

#[test]
fn the_marker_of_a_clean_stop_is_there_between_runs_only() {
    let fs = SimFs::new();
    let logs = open(&fs, &["/a"]);
    assert!(!logs.dirs()[0].was_clean());
    create(&logs, &partition("orders", 0), 7);
    logs.close(17);
    drop(logs);
    let marker = Path::new("/a").join(CLEAN_SHUTDOWN);
    assert_eq!(load_text(&fs, &marker).unwrap().unwrap(), "{\"version\":0,\"brokerEpoch\":17}");
    for seed in 0..20 {
        let image = fs.crash(seed);
        let next = open(&image, &["/a"]);
        assert!(next.dirs()[0].was_clean());
        assert_eq!(next.previous_broker_epoch(), Some(17));
        assert!(!image.crash(seed).exists(&marker), "its removal is durable before anything is written");
    }
}

#[test]
fn a_directory_with_a_log_that_was_never_recovered_is_not_marked_clean() {
    let fs = SimFs::new();
    plant(&fs, "/a", "orders-0", 7);
    let logs = open(&fs, &["/a"]);
    logs.close(17);
    assert!(!fs.exists(&Path::new("/a").join(CLEAN_SHUTDOWN)));
    let logs = open(&fs, &["/a"]);
    let reports = logs.recover(2, &|_| Some((id(7), LogConfig::default())), NOW);
    assert_eq!(reports.len(), 1);
    assert_eq!(logs.get(&partition("orders", 0)).unwrap().topic_id(), id(7));
    logs.close(18);
    assert!(fs.exists(&Path::new("/a").join(CLEAN_SHUTDOWN)));
}

#[test]
fn checkpoints_keep_what_they_know_of_logs_that_are_not_open() {
    let fs = SimFs::new();
    let path = Path::new("/a").join(RECOVERY_POINT_CHECKPOINT);
    plant(&fs, "/a", "orders-0", 7);
    plant(&fs, "/a", "idle-3", 7);
    let idle = (partition("idle", 3), Offset(4711));
    store_offsets(&fs, &path, &Offsets::from([idle.clone()])).unwrap();
    let logs = open(&fs, &["/a"]);
    create(&logs, &partition("orders", 0), 7);
    logs.write_checkpoints();
    let expected = Offsets::from([idle, (partition("orders", 0), Offset(0))]);
    assert_eq!(load_offsets(&fs, &path).unwrap(), expected);
    let high = load_offsets(&fs, &Path::new("/a").join(REPLICATION_OFFSET_CHECKPOINT)).unwrap();
    assert_eq!(high, Offsets::from([(partition("orders", 0), Offset(0))]));
    let writes = fs.counts().writes;
    logs.write_checkpoints();
    assert_eq!(fs.counts().writes, writes, "no news, no write");
}

#[test]
fn a_new_log_never_starts_with_the_recovery_point_of_an_older_one() {
    let fs = SimFs::new();
    let path = Path::new("/a").join(RECOVERY_POINT_CHECKPOINT);
    let tp = partition("orders", 0);
    plant(&fs, "/a", "orders-0", 7);
    plant(&fs, "/a", "idle-3", 7);
    let idle = (partition("idle", 3), Offset(5));
    store_offsets(&fs, &path, &Offsets::from([(tp.clone(), Offset(4711)), idle.clone()])).unwrap();
    fs.sync_all();
    let logs = open(&fs, &["/a"]);
    logs.delete(&tp).unwrap();
    let restarted_fs = fs.crash(1);
    let restarted = open(&restarted_fs, &["/a"]);
    for (fs, logs) in [(&fs, &logs), (&restarted_fs, &restarted)] {
        create(logs, &tp, 8);
        for seed in 0..20 {
            assert_eq!(load_offsets(&fs.crash(seed), &path).unwrap(), Offsets::from([idle.clone()]));
        }
    }
}

#[test]
fn one_partition_in_two_directories_stops_the_start() {
    let fs = SimFs::new();
    plant(&fs, "/a", "orders-0", 7);
    plant(&fs, "/b", "orders-0", 7);
    let message = open_as(&fs, &["/a", "/b"], 1, None).unwrap_err().to_string();
    assert!(message.contains("/a/orders-0") && message.contains("/b/orders-0"), "{message}");
}

#[test]
fn damaged_checkpoints_are_taken_as_empty() {
    let fs = SimFs::new();
    fs.create_dir_all(Path::new("/a")).unwrap();
    let file = fs.open(&Path::new("/a").join(RECOVERY_POINT_CHECKPOINT), Open::CreateNew).unwrap();
    file.write_at(&[std::io::IoSlice::new(b"garbage")], 0).unwrap();
    assert!(!open(&fs, &["/a"]).dirs()[0].is_offline());
}

#[test]
fn a_directory_that_cannot_be_read_is_offline_and_the_others_serve() {
    let fs = SimFs::new();
    fs.open(Path::new("/file"), Open::CreateNew).unwrap();
    let logs = open(&fs, &["/file", "/b"]);
    assert!(logs.dirs()[0].is_offline());
    assert_eq!(create(&logs, &partition("orders", 0), 7).dir().path(), Path::new("/b"));
    assert!(matches!(open_as(&fs, &["/file"], 1, None), Err(LogManagerError::NoneOnline)));
}

#[test]
fn a_checkpoint_that_cannot_be_written_takes_the_directory_offline() {
    let fs = SimFs::new();
    let logs = open(&fs, &["/a", "/b"]);
    create(&logs, &partition("orders", 0), 7);
    fs.fail_operation(0, rustix::io::Errno::IO);
    logs.write_checkpoints();
    assert!(logs.dirs()[0].is_offline() && !logs.dirs()[1].is_offline());
    logs.close(1);
    assert!(
        !fs.exists(&Path::new("/a").join(CLEAN_SHUTDOWN)) && fs.exists(&Path::new("/b").join(CLEAN_SHUTDOWN))
    );
}
