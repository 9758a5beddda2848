//! Logs that are opened at the same time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use model::LeaderEpoch;

use super::*;
use crate::log::tests::batches::BatchOf;

fn append(log: &crate::log_manager::ManagedLog) {
    let batch = BatchOf::default().valid();
    log.lock().unwrap().append_as_leader(&batch, LeaderEpoch(0), NOW).unwrap();
}

/// Two directories with four logs of three batches each, not closed.
fn not_closed(fs: &SimFs) -> Vec<TopicPartition> {
    let logs = open(fs, &["/a", "/b"]);
    let partitions: Vec<_> = (0..8).map(|number| partition("orders", number)).collect();
    for tp in &partitions {
        let log = create(&logs, tp, 7);
        (0..3).for_each(|_| append(&log));
    }
    fs.sync_all();
    partitions
}

#[test]
fn who_asks_for_a_log_waits_for_that_one_alone() {
    let fs = SimFs::new();
    let partitions = not_closed(&fs);
    let fs = fs.crash(1);
    let logs = open(&fs, &["/a", "/b"]);
    let (blocked, is_blocked) = channel();
    let (release, released) = channel::<()>();
    let released = parking_lot::Mutex::new(released);
    let is_first = AtomicBool::new(true);
    fs.observe(move |_| {
        if is_first.swap(false, Ordering::SeqCst) {
            blocked.send(()).unwrap();
            released.lock().recv().unwrap();
        }
    });
    thread::scope(|scope| {
        let slow = scope.spawn(|| create(&logs, &partitions[0], 7));
        is_blocked.recv().unwrap();
        for tp in &partitions[1..] {
            assert_eq!(create(&logs, tp, 7).lock().unwrap().log_end_offset(), Offset(3));
        }
        logs.write_checkpoints();
        logs.delete(&partitions[1]).unwrap();
        assert_eq!(logs.partitions().len(), 7);
        release.send(()).unwrap();
        assert_eq!(slow.join().unwrap().lock().unwrap().log_end_offset(), Offset(3));
    });
}

#[test]
fn all_logs_are_recovered_and_then_the_next_start_need_not_check_them() {
    for threads in [1, 3, 100] {
        let fs = SimFs::new();
        not_closed(&fs);
        let fs = fs.crash(1);
        let boot = Path::new("/proc/sys/kernel/random/boot_id");
        fs.create_dir_all(boot.parent().unwrap()).unwrap();
        fs.open(boot, Open::CreateNew).unwrap().write_at(&[std::io::IoSlice::new(b"boot")], 0).unwrap();
        let logs = open(&fs, &["/a", "/b"]);
        let known = |tp: &TopicPartition| (tp.partition != 3).then(|| (id(7), LogConfig::default()));
        let reports = logs.recover(threads, &known, NOW);
        assert_eq!(reports.len(), 7);
        assert!(reports.iter().all(|(_, report)| report.log_end_offset == Offset(3)));
        let is_marked = |dir: &&str| fs.exists(&Path::new(dir).join(".boot_id"));
        assert_eq!(["/a", "/b"].iter().filter(|dir| is_marked(dir)).count(), 1, "one log is not known");
        create(&logs, &partition("orders", 3), 7);
        assert!(logs.recover(threads, &known, NOW).is_empty());
        assert!(["/a", "/b"].iter().all(is_marked));
    }
}

#[test]
fn a_log_that_is_made_and_deleted_by_many_is_there_once() {
    let fs = SimFs::new();
    let logs = open(&fs, &["/a", "/b"]);
    thread::scope(|scope| {
        for thread in 0..4 {
            let logs = &logs;
            scope.spawn(move || {
                for round in 0..50 {
                    let tp = partition("orders", round % 3);
                    if (thread + round) % 4 == 0 {
                        // Another may have been first.
                        drop(logs.delete(&tp));
                    } else if let Ok(mut log) = create(logs, &tp, 7).lock() {
                        let batch = BatchOf::default().valid();
                        log.append_as_leader(&batch, LeaderEpoch(0), NOW).unwrap();
                    }
                }
            });
        }
    });
    let counts: usize = logs.dirs().iter().map(|dir| dir.log_count()).sum();
    assert_eq!(counts, logs.partitions().len());
    for tp in logs.partitions() {
        logs.delete(&tp).unwrap();
    }
    assert!(names_like(&fs, "/a", "orders-").iter().all(|name| name.ends_with("-delete")));
}
