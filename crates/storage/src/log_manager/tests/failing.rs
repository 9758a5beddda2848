//! Directories whose disk fails.

use model::LeaderEpoch;
use rustix::io::Errno;

use super::*;
use crate::log::AppendError;
use crate::log::tests::batches::BatchOf;

fn append(log: &crate::log_manager::ManagedLog) -> Result<(), AppendError> {
    let batch = BatchOf::default().valid();
    let appended = log.lock().unwrap().append_as_leader(&batch, LeaderEpoch(0), NOW);
    appended.map(drop).inspect_err(|error| {
        if let AppendError::Storage(error) = error {
            log.check_disk(error);
        }
    })
}

#[test]
fn a_disk_that_fails_takes_its_own_logs_offline_and_no_others() {
    let fs = SimFs::new();
    let logs = open(&fs, &["/a", "/b"]);
    let all: Vec<_> = (0..4).map(|number| partition("orders", number)).collect();
    let opened: Vec<_> = all.iter().map(|tp| create(&logs, tp, 7)).collect();
    opened.iter().for_each(|log| append(log).unwrap());
    let placed = logs.take_placed();
    assert_eq!(placed.len(), 4);
    assert!(placed.iter().all(|placed| placed.topic_id == id(7)) && logs.take_placed().is_empty());

    // A full disk is none that fails.
    fs.fail_write(0, Errno::NOSPC);
    assert!(append(&opened[0]).is_err());
    assert!(logs.offline_partitions().is_empty());
    append(&opened[0]).unwrap();

    fs.fail_write(0, Errno::IO);
    assert!(append(&opened[0]).is_err());
    let failed = opened[0].dir();
    assert!(failed.is_offline() && !logs.is_online(failed.id()));
    let offline = logs.offline_partitions();
    assert_eq!(offline.len(), 2);
    for (tp, log) in all.iter().zip(&opened) {
        let is_lost = Arc::ptr_eq(log.dir(), failed);
        assert_eq!(offline.contains(tp), is_lost);
        let asked = logs.get_or_create(tp, id(7), LogConfig::default(), NOW);
        assert_eq!(matches!(asked, Err(LogManagerError::Offline { .. })), is_lost);
        if !is_lost {
            append(log).unwrap();
        }
    }
    let new = create(&logs, &partition("new", 0), 8);
    assert!(!new.dir().is_offline(), "what is new goes where it can");
    logs.write_checkpoints();
    logs.close(3);
    let marked = |dir| fs.exists(&Path::new(dir).join(CLEAN_SHUTDOWN));
    assert_eq!([marked("/a"), marked("/b")].iter().filter(|marked| **marked).count(), 1);
}

#[test]
fn a_failing_directory_of_the_metadata_stops_the_start_and_belongs_to_the_node_like_others() {
    let fs = SimFs::new();
    let with_metadata_in = |dir: &str, node: i32| {
        let options = LogManagerOptions {
            log_dirs: vec![PathBuf::from("/a"), PathBuf::from("/b")],
            metadata_log_dir: Some(PathBuf::from(dir)),
            node_id: BrokerId(node),
            cluster_id: None,
            random: &mut Counting(1 << 90),
        };
        LogManager::open(Arc::new(fs.clone()), options)
    };
    let logs = with_metadata_in("/m", 1).unwrap();
    assert_eq!((logs.dirs().len(), logs.metadata_dir().unwrap().path()), (2, Path::new("/m")));
    assert!(fs.exists(Path::new("/m/meta.properties")));
    drop(logs);
    let logs = with_metadata_in("/b", 1).unwrap();
    assert!(Arc::ptr_eq(logs.metadata_dir().unwrap(), &logs.dirs()[1]));
    drop(logs);
    drop(open_as(&fs, &["/other"], 2, None).unwrap());
    let message = with_metadata_in("/other", 1).unwrap_err().to_string();
    assert!(message.contains("/other/meta.properties"), "{message}");
    // A directory that cannot be used is no obstacle, unless the metadata is in it.
    fs.remove_dir_all(Path::new("/b")).unwrap();
    fs.open(Path::new("/b"), Open::CreateNew).unwrap();
    assert!(with_metadata_in("/m", 1).unwrap().dirs()[1].is_offline());
    assert!(matches!(with_metadata_in("/b", 1), Err(LogManagerError::Io { .. })));
}
