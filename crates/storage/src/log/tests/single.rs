use std::path::Path;

use model::{LeaderEpoch, Millis, Offset, ProducerId};
use rustix::io::Errno;

use super::batches::{BatchOf, DIR, NOW, contents, flush, hint, new_log, open, valid};
use crate::fs::Fs;
use crate::log::{AppendError, Log, LogConfig, StorageError};
use crate::sim_fs::SimFs;
use crate::txn_index::AbortedTxn;

const EPOCH: LeaderEpoch = LeaderEpoch(3);

fn disk() -> SimFs {
    let fs = SimFs::new();
    fs.create_dir_all(Path::new("/data")).unwrap();
    fs.sync_all();
    fs
}

fn append(log: &mut Log, batch: &BatchOf) -> i64 {
    log.append_as_leader(&batch.valid(), EPOCH, NOW).unwrap().base_offset.0
}

fn names(fs: &SimFs) -> Vec<String> {
    let mut names = fs.read_dir(Path::new(DIR)).unwrap();
    names.sort();
    names
}

fn reopen(fs: &SimFs, log: &Log, clean: bool) -> Log {
    open(fs, log.config(), hint(log.recovery_point(), log.log_start_offset(), clean))
}

#[test]
fn an_idle_log_has_no_files_and_is_small() {
    let fs = disk();
    let mut log = new_log(&fs, &LogConfig::default());
    log.assign_epoch_start(LeaderEpoch(7));
    log.close_clean().unwrap();
    assert!(!fs.exists(Path::new(DIR)));
    assert_eq!((log.log_end_offset(), log.latest_epoch()), (Offset(0), Some(LeaderEpoch(7))));
    assert!(log.read(Offset(0), Offset(5), 100, true).unwrap().slice.is_none());
    assert_eq!(fs.file_cache().open_files(), 0);
    assert!(size_of::<Log>() <= 640, "{}", size_of::<Log>());
}

#[test]
fn a_clean_close_leaves_kafkas_files() {
    let fs = disk();
    let config = LogConfig { segment_bytes: 1000, index_interval_bytes: 100, ..LogConfig::default() };
    let mut log = new_log(&fs, &config);
    for _ in 0..8 {
        append(&mut log, &BatchOf { value_len: 200, ..BatchOf::default() });
    }
    log.close_clean().unwrap();
    assert_eq!(
        names(&fs),
        [
            "00000000000000000000.index",
            "00000000000000000000.log",
            "00000000000000000000.timeindex",
            "00000000000000000003.index",
            "00000000000000000003.log",
            "00000000000000000003.snapshot",
            "00000000000000000003.timeindex",
            "00000000000000000006.index",
            "00000000000000000006.log",
            "00000000000000000006.snapshot",
            "00000000000000000006.timeindex",
            "00000000000000000008.snapshot",
            "leader-epoch-checkpoint",
            "partition.metadata"
        ]
    );
    let len = |name: &str| fs.file_len(&Path::new(DIR).join(name)).unwrap();
    assert_eq!(len("00000000000000000003.index"), 2 * 8, "the second and the third batch");
    assert_eq!(len("00000000000000000003.timeindex"), 12);
    let reads = fs.counts().reads;
    let again = reopen(&fs.crash(1), &log, true);
    assert_eq!(again.log_end_offset(), Offset(8));
    assert_eq!(again.latest_epoch(), Some(EPOCH));
    assert_eq!(again.segment_count(), 3);
    assert_eq!(fs.counts().reads, reads, "the image is another disk");
    assert_eq!(contents(&again, Offset(0), 1 << 20), contents(&log, Offset(0), 1 << 20));
}

#[test]
fn a_segment_is_rolled_when_it_is_full_or_old_or_an_index_is_full() {
    let fs = disk();
    let batch = BatchOf { value_len: 100, ..BatchOf::default() };
    let rolls = |config: LogConfig, second: BatchOf| {
        fs.remove_dir_all(Path::new(DIR)).unwrap_or(());
        let mut log = new_log(&fs, &config);
        append(&mut log, &batch);
        append(&mut log, &second);
        log.segment_count() == 2
    };
    let default = LogConfig::default;
    let bytes = batch.bytes().len() as i32;
    assert!(!rolls(default(), batch));
    assert!(!rolls(LogConfig { segment_bytes: 2 * bytes, ..default() }, batch));
    assert!(rolls(LogConfig { segment_bytes: 2 * bytes - 1, ..default() }, batch));
    let later = BatchOf { first_timestamp: batch.first_timestamp + 500, ..batch };
    assert!(!rolls(LogConfig { segment_ms: 500, ..default() }, later), "by the batches' own time");
    assert!(rolls(LogConfig { segment_ms: 499, ..default() }, later));
    assert!(rolls(LogConfig { segment_index_bytes: 12, ..default() }, batch));
    let large = BatchOf { value_len: 3000, ..batch };
    fs.remove_dir_all(Path::new(DIR)).unwrap();
    let mut log = new_log(&fs, &LogConfig { segment_bytes: 2000, ..default() });
    let refused = log.append_as_leader(&large.valid(), EPOCH, NOW);
    assert!(matches!(refused, Err(AppendError::TooLargeForSegment { segment_bytes: 2000, .. })));
}

#[test]
fn offsets_that_an_index_cannot_express_begin_a_segment() {
    let fs = disk();
    let mut log = new_log(&fs, &LogConfig::default());
    let far = i64::from(i32::MAX);
    for base_offset in [0, far, far + 1] {
        log.append_as_follower(BatchOf { base_offset, ..BatchOf::default() }.bytes(), NOW).unwrap();
    }
    assert_eq!((log.segment_count(), log.log_end_offset().0), (2, far + 2));
    let read = log.read(Offset(5), Offset(i64::MAX), 1 << 20, true).unwrap();
    assert_eq!(read.next_offset.0, far + 1, "the gap is skipped");
}

#[test]
fn a_full_disk_refuses_the_append_and_leaves_the_log_as_it_was() {
    let fs = disk();
    let mut log = new_log(&fs, &LogConfig { segment_bytes: 2000, ..LogConfig::default() });
    let batch = BatchOf { value_len: 200, ..BatchOf::default() };
    for base_offset in 0..12 {
        // Any step of the append may be the one that fails.
        for failing in 0..12 {
            fs.fail_operation(failing, Errno::NOSPC);
            let before = (log.log_end_offset(), log.size_bytes());
            match log.append_as_leader(&batch.valid(), EPOCH, NOW) {
                Err(AppendError::Storage(error)) => {
                    assert!(error.is_full_disk(), "{error}");
                    assert_eq!((log.log_end_offset(), log.size_bytes()), before);
                }
                Err(other) => panic!("{other}"),
                Ok(_) => {
                    // It took fewer steps. Spend what is left of the fault.
                    while fs.create_dir_all(Path::new("/spent")).is_ok()
                        && fs.remove_dir_all(Path::new("/spent")).is_ok()
                    {}
                    log.truncate_to(Offset(base_offset)).unwrap();
                }
            }
        }
        append(&mut log, &batch);
    }
    let expected: Vec<u8> = (0..12)
        .flat_map(|base_offset| BatchOf { base_offset, epoch: EPOCH.0, ..batch }.bytes().to_vec())
        .collect();
    assert_eq!(contents(&log, Offset(0), 1 << 20), expected);
    assert_eq!(contents(&reopen(&fs, &log, false), Offset(0), 1 << 20), expected);
}

#[test]
fn a_batch_that_is_sent_twice_is_appended_once_also_after_a_restart() {
    let fs = disk();
    let mut log = new_log(&fs, &LogConfig { segment_bytes: 1000, ..LogConfig::default() });
    let batch = |sequence| BatchOf {
        producer: Some((9, 0, sequence)),
        records: 2,
        value_len: 100,
        ..BatchOf::default()
    };
    for sequence in (0..20).step_by(2) {
        let first = log.append_as_leader(&batch(sequence).valid(), EPOCH, NOW).unwrap();
        let again = log.append_as_leader(&batch(sequence).valid(), EPOCH, NOW).unwrap();
        assert!(!first.is_duplicate && again.is_duplicate);
        assert_eq!((first.base_offset, first.last_offset), (again.base_offset, again.last_offset));
    }
    let gap = log.append_as_leader(&batch(30).valid(), EPOCH, NOW);
    assert!(matches!(gap, Err(AppendError::Producer(_))));
    for round in 0..3 {
        if round == 0 {
            flush(&fs, &mut log);
        } else {
            log.close_clean().unwrap();
        }
        let mut again = reopen(&fs, &log, round > 0);
        assert!(again.append_as_leader(&batch(18).valid(), EPOCH, NOW).unwrap().is_duplicate);
        let producers = again.producers();
        assert_eq!(
            (producers.len(), producers[0].producer_id, producers[0].last_sequence()),
            (1, ProducerId(9), 19)
        );
        log = again;
    }
    log.truncate_to(Offset(10)).unwrap();
    assert_eq!(log.producers()[0].last_sequence(), 9);
    append(&mut log, &batch(10));
    log.remove_expired_producers(Millis(NOW.0 + log.config().producer_id_expiration_ms));
    assert_eq!(log.producers().len(), 0, "expired");
}

#[test]
fn a_producer_of_old_records_keeps_its_state_when_a_segment_is_rolled() {
    let fs = disk();
    let config = LogConfig { segment_bytes: 300, producer_id_expiration_ms: 10, ..LogConfig::default() };
    let mut log = new_log(&fs, &config);
    let batch = |sequence| BatchOf { producer: Some((9, 0, sequence)), ..BatchOf::default() };
    for sequence in 0..20 {
        append(&mut log, &batch(sequence));
    }
    assert!(log.segment_count() > 2);
    assert!(log.append_as_leader(&batch(19).valid(), EPOCH, NOW).unwrap().is_duplicate);
    assert!(matches!(log.append_as_leader(&batch(30).valid(), EPOCH, NOW), Err(AppendError::Producer(_))));
    log.close_clean().unwrap();
    assert!(reopen(&fs, &log, true).producers().is_empty(), "of snapshots only the living are taken");
}

#[test]
fn aborted_transactions_are_found_until_they_are_truncated_away() {
    let fs = disk();
    let config = LogConfig { segment_bytes: 600, index_interval_bytes: 0, ..LogConfig::default() };
    let mut log = new_log(&fs, &config);
    let data = |producer| BatchOf {
        producer: Some((producer, 0, 0)),
        attributes: 0x10,
        value_len: 150,
        ..BatchOf::default()
    };
    let marker = |producer| BatchOf { producer: Some((producer, 0, -1)), ..BatchOf::default() };
    let unstable = |log: &mut Log| log.first_unstable_offset(log.log_end_offset());
    append(&mut log, &data(1));
    append(&mut log, &data(2));
    append(&mut log, &data(3));
    assert_eq!(unstable(&mut log), Some(Offset(0)));
    let end = |log: &mut Log, producer, kind| {
        let marker = valid(&marker(producer).marker(kind, 1));
        log.append_as_leader(&marker, EPOCH, NOW).unwrap();
    };
    end(&mut log, 2, 0);
    end(&mut log, 1, 1);
    assert_eq!(unstable(&mut log), Some(Offset(2)));
    end(&mut log, 3, 0);
    assert_eq!(unstable(&mut log), None);
    let aborted = |producer, first, last, stable| AbortedTxn {
        producer_id: ProducerId(producer),
        first_offset: Offset(first),
        last_offset: Offset(last),
        last_stable_offset: Offset(stable),
    };
    let both = vec![aborted(2, 1, 3, 0), aborted(3, 2, 5, 6)];
    let found = |log: &Log, from, to| log.aborted_transactions(Offset(from), Offset(to)).unwrap();
    assert_eq!(found(&log, 0, 6), both);
    assert_eq!(found(&log, 4, 6), both[1..]);
    assert_eq!(found(&log, 0, 2), both[..1]);
    let killed = reopen(&fs.crash_of_process(), &log, false);
    assert_eq!(found(&killed, 0, 6), both, "made anew from the markers");
    flush(&fs, &mut log);
    let mut flushed = reopen(&fs.crash(3), &log, false);
    assert_eq!(found(&flushed, 0, 6), both);
    flushed.truncate_to(Offset(5)).unwrap();
    assert_eq!(found(&flushed, 0, 6), both[..1]);
    assert_eq!(unstable(&mut flushed), Some(Offset(2)));
}

#[test]
fn a_truncation_during_a_flush_is_not_undone_by_it() {
    let fs = disk();
    let mut log = new_log(&fs, &LogConfig::default());
    for _ in 0..5 {
        append(&mut log, &BatchOf::default());
    }
    let handle = log.flush_handle();
    log.truncate_to(Offset(2)).unwrap();
    append(&mut log, &BatchOf::default());
    log.mark_flushed(handle.up_to);
    assert_eq!(log.recovery_point(), Offset(2));
    flush(&fs, &mut log);
    assert_eq!(log.recovery_point(), Offset(3));
}

#[test]
fn a_follower_takes_only_what_follows() {
    let fs = disk();
    let mut log = new_log(&fs, &LogConfig::default());
    let batch = |base_offset, epoch| BatchOf { base_offset, epoch, ..BatchOf::default() }.bytes();
    log.append_as_follower(batch(5, 1), NOW).unwrap();
    let mut refused = |bytes: Vec<u8>| {
        let before = log.log_end_offset();
        assert!(matches!(log.append_as_follower(bytes.into(), NOW), Err(StorageError::Corrupt { .. })));
        assert_eq!(log.log_end_offset(), before);
    };
    refused(batch(4, 1).to_vec());
    refused(batch(6, 0).to_vec());
    let mut damaged = batch(6, 1).to_vec();
    damaged[70] ^= 1;
    refused(damaged);
    refused([batch(6, 1), batch(6, 1)].concat());
    assert_eq!(log.append_as_follower(bytes::Bytes::new(), NOW).unwrap().last_offset, Offset(5));
}

#[test]
fn starting_anew_forgets_everything() {
    let fs = disk();
    let mut log = new_log(&fs, &LogConfig { segment_bytes: 200, ..LogConfig::default() });
    for _ in 0..5 {
        append(&mut log, &BatchOf { producer: None, ..BatchOf::default() });
    }
    log.truncate_fully_and_start_at(Offset(100), NOW).unwrap();
    assert_eq!(
        (log.log_start_offset(), log.log_end_offset(), log.latest_epoch()),
        (Offset(100), Offset(100), None)
    );
    log.append_as_follower(BatchOf { base_offset: 100, epoch: 9, ..BatchOf::default() }.bytes(), NOW)
        .unwrap();
    flush(&fs, &mut log);
    let again = reopen(&fs.crash(5), &log, false);
    assert_eq!((again.log_start_offset(), again.log_end_offset()), (Offset(100), Offset(101)));
    assert_eq!(again.epoch_for_offset(Offset(100)), Some(LeaderEpoch(9)));
}

#[test]
fn appends_that_catch_up_with_the_zeros_are_not_overwritten() {
    let fs = disk();
    let config = LogConfig { flush_messages: 1, segment_bytes: 400_000, ..LogConfig::default() };
    let mut log = new_log(&fs, &config);
    let batch = BatchOf { value_len: 3000, ..BatchOf::default() };
    let mut prepared = 0;
    for _ in 0..600 {
        append(&mut log, &batch);
        let handle = log.flush_handle();
        log.mark_flushed(handle.up_to);
        let Some(preparation) = log.preparation() else { continue };
        prepared += 1;
        std::thread::scope(|scope| {
            let running = scope.spawn(|| preparation.run().unwrap());
            (0..20).for_each(|_| drop(append(&mut log, &batch).to_string()));
            running.join().unwrap();
        });
        log.prepared(preparation);
    }
    assert!(prepared > 3, "{prepared}");
    let expected: Vec<u8> = (0..log.log_end_offset().0)
        .flat_map(|base_offset| BatchOf { base_offset, epoch: EPOCH.0, ..batch }.bytes().to_vec())
        .collect();
    assert!(contents(&log, Offset(0), 1 << 20) == expected);
    log.close_clean().unwrap();
    let sizes = names(&fs).into_iter().filter(|name| name.ends_with(".log"));
    let total: u64 = sizes.map(|name| fs.file_len(&Path::new(DIR).join(name)).unwrap()).sum();
    assert_eq!(total, expected.len() as u64, "nothing is left behind the batches");
}
