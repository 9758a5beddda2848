//! Damage below the recovery point is reported; behind it the log ends before it.

use std::io::IoSlice;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::{LeaderEpoch, Offset, TopicPartition, Uuid};

use super::batches::{BatchOf, DIR, NOW, contents, hint, new_log};
use crate::fs::{Fs, Open};
use crate::log::{Log, LogConfig, OpenHint, RecoveryReport, StorageError};
use crate::sim_fs::SimFs;

/// Three segments of three batches each.
fn written() -> (SimFs, LogConfig, Vec<u8>) {
    let fs = SimFs::new();
    fs.create_dir_all(Path::new("/data")).unwrap();
    let config = LogConfig { segment_bytes: 1000, index_interval_bytes: 100, ..LogConfig::default() };
    let mut log = new_log(&fs, &config);
    for _ in 0..9 {
        let batch = BatchOf { value_len: 200, ..BatchOf::default() };
        log.append_as_leader(&batch.valid(), LeaderEpoch(1), NOW).unwrap();
    }
    let bytes = contents(&log, Offset(0), 1 << 20);
    log.close_clean().unwrap();
    fs.sync_all();
    (fs, config, bytes)
}

fn open(fs: &SimFs, config: &LogConfig, hint: OpenHint) -> Result<(Log, RecoveryReport), StorageError> {
    let partition = TopicPartition::new("orders", 0);
    let (fs, dir) = (Arc::new(fs.clone()), PathBuf::from(DIR));
    Log::open(fs, dir, partition, Uuid::from_u128(1 << 100), config.clone(), hint, NOW)
}

fn overwrite(fs: &SimFs, name: &str, at: u64, bytes: &[u8]) {
    let file = fs.open(&Path::new(DIR).join(name), Open::Write).unwrap();
    file.write_at(&[IoSlice::new(bytes)], at).unwrap();
}

const BATCH_BYTES: u64 = 61 + 209;

#[test]
fn a_damaged_byte_behind_the_recovery_point_ends_the_log_wherever_it_is() {
    let (fs, config, bytes) = written();
    for position in (0..9 * BATCH_BYTES).step_by(7) {
        let image = fs.crash(position);
        let (segment, batch) = (position / BATCH_BYTES / 3, position / BATCH_BYTES);
        let name = format!("{:020}.log", segment * 3);
        let at = position - segment * 3 * BATCH_BYTES;
        let before = bytes[usize::try_from(position).unwrap()];
        overwrite(&image, &name, at, &[!before]);
        let (log, report) = open(&image, &config, hint(Offset(0), Offset(0), false)).unwrap();
        let end = log.log_end_offset().0 as u64;
        // A larger leader epoch is the one thing that may be anything.
        let is_epoch = (12..16).contains(&(position % BATCH_BYTES));
        assert!(end == batch || is_epoch && end <= 9, "byte {position}: the log ends at {end}");
        assert_eq!(report.log_end_offset.0 as u64, end);
        let kept = usize::try_from(end * BATCH_BYTES).unwrap();
        assert!(is_epoch || contents(&log, Offset(0), 1 << 20) == bytes[..kept]);
        assert!(is_epoch || report.bytes_cut + kept as u64 == bytes.len() as u64);
    }
}

#[test]
fn a_batch_that_was_flushed_and_is_none_any_more_is_reported_and_left_alone() {
    let (fs, config, _) = written();
    for (recovery_point, batch) in [(9, 7), (8, 7), (9, 8)] {
        let image = fs.crash(1);
        overwrite(&image, "00000000000000000006.log", (batch - 6) * BATCH_BYTES, &[0; 61]);
        let before = image.counts().writes;
        match open(&image, &config, hint(Offset(recovery_point), Offset(0), false)) {
            Err(StorageError::Corrupt { path, position, .. }) => {
                assert_eq!(path, Path::new(DIR).join("00000000000000000006.log"));
                assert_eq!(position, (batch - 6) * BATCH_BYTES);
            }
            other => panic!("{other:?}"),
        }
        assert!(image.counts().writes <= before + 1, "at most an index was cut");
    }
    overwrite(&fs, "00000000000000000006.log", 2 * BATCH_BYTES, &[7; 100]);
    assert!(matches!(
        open(&fs, &config, hint(Offset(9), Offset(0), true)),
        Err(StorageError::Corrupt { .. })
    ));
}

#[test]
fn damaged_or_missing_indexes_are_made_anew() {
    let (fs, config, bytes) = written();
    for suffix in ["index", "timeindex"] {
        for segment in [0, 3, 6] {
            let path = Path::new(DIR).join(format!("{segment:020}.{suffix}"));
            let image = fs.crash(1);
            image.remove_file(&path).unwrap();
            for clean in [true, false] {
                let (log, _) = open(&image, &config, hint(Offset(9), Offset(0), clean)).unwrap();
                assert_eq!(contents(&log, Offset(0), 1 << 20), bytes);
                let waits = clean && segment == 6;
                assert_eq!(image.exists(&path), !waits, "that of the active segment waits");
            }
        }
    }
    for garbage in [&[0xff; 24][..], &[0; 16], &[1, 2, 3]] {
        let image = fs.crash(1);
        overwrite(&image, "00000000000000000006.index", 0, garbage);
        overwrite(&image, "00000000000000000006.timeindex", 0, garbage);
        let (log, _) = open(&image, &config, hint(Offset(9), Offset(0), false)).unwrap();
        assert_eq!(contents(&log, Offset(0), 1 << 20), bytes);
    }
}

#[test]
fn zeros_behind_the_end_are_space_made_ready() {
    let (fs, config, bytes) = written();
    for clean in [true, false] {
        let image = fs.crash(1);
        overwrite(&image, "00000000000000000006.log", 3 * BATCH_BYTES, &[0; 5000]);
        let (log, report) = open(&image, &config, hint(Offset(9), Offset(0), clean)).unwrap();
        assert_eq!((contents(&log, Offset(0), 1 << 20), report.bytes_cut), (bytes.clone(), 5000));
    }
}

#[test]
fn epochs_are_read_from_the_batches_if_the_checkpoint_is_lost() {
    let (fs, config, _) = written();
    for clean in [true, false] {
        for text in [None, Some(&b"garbage"[..]), Some(b"")] {
            let image = fs.crash(1);
            let path = Path::new(DIR).join("leader-epoch-checkpoint");
            image.remove_file(&path).unwrap();
            if let Some(text) = text {
                let file = image.open(&path, Open::CreateNew).unwrap();
                file.write_at(&[IoSlice::new(text)], 0).unwrap();
            }
            let (log, _) = open(&image, &config, hint(Offset(9), Offset(0), clean)).unwrap();
            assert_eq!(log.end_offset_for_epoch(LeaderEpoch(0)), (LeaderEpoch(0), Offset(0)));
            assert_eq!(log.latest_epoch(), Some(LeaderEpoch(1)));
        }
    }
}

#[test]
fn what_compaction_left_unfinished_is_finished_or_thrown_away() {
    let (fs, config, bytes) = written();
    let path = |name: &str| Path::new(DIR).join(name);
    let put = |name: &str, contents: &[u8]| {
        let file = fs.open(&path(name), Open::CreateNew).unwrap();
        file.write_at(&[IoSlice::new(contents)], 0).unwrap();
    };
    put("00000000000000000000.log.cleaned", b"half");
    put("00000000000000000003.index.deleted", b"");
    // The first two segments, compacted to their first and last batches.
    let batch = |index: usize| &bytes[index * BATCH_BYTES as usize..(index + 1) * BATCH_BYTES as usize];
    put("00000000000000000000.log.swap", &[batch(0), batch(5)].concat());
    put("00000000000000000000.index.swap", b"");
    put("00000000000000000000.timeindex.swap", b"");
    let (log, _) = open(&fs, &config, hint(Offset(9), Offset(0), true)).unwrap();
    assert_eq!((log.segment_count(), log.log_end_offset()), (2, Offset(9)));
    let expected = [batch(0), batch(5), batch(6), batch(7), batch(8)].concat();
    assert_eq!(contents(&log, Offset(0), 1 << 20), expected);
    assert_eq!(contents(&log, Offset(2), 1 << 20), expected[BATCH_BYTES as usize..], "from within the gap");
    let names = fs.read_dir(Path::new(DIR)).unwrap();
    assert!(names.iter().all(|name| !name.ends_with(".cleaned") && !name.ends_with(".swap")));
    assert!(!names.contains(&"00000000000000000003.index.deleted".to_owned()));
}

#[test]
fn a_write_that_a_kill_cut_short_is_cut_off_and_nothing_else_is_looked_at() {
    let fs = SimFs::new();
    fs.create_dir_all(Path::new("/data")).unwrap();
    let config = LogConfig { segment_bytes: 1000, index_interval_bytes: 100, ..LogConfig::default() };
    let batch = BatchOf { value_len: 200, producer: Some((4, 0, 0)), ..BatchOf::default() };
    let mut log = new_log(&fs, &config);
    for sequence in 0..8 {
        let batch = BatchOf { producer: Some((4, 0, sequence)), ..batch };
        log.append_as_leader(&batch.valid(), LeaderEpoch(1), NOW).unwrap();
    }
    let bytes = contents(&log, Offset(0), 1 << 20);
    let last = Path::new(DIR).join("00000000000000000006.log");
    for (cut, zeros) in (0..2 * BATCH_BYTES).flat_map(|cut| [(cut, 0), (cut, 700)]) {
        let image = fs.crash_of_process();
        let file = image.open(&last, Open::Write).unwrap();
        file.set_len(cut).unwrap();
        file.set_len(cut + zeros).unwrap();
        let log = super::batches::open_after_kill(&image, &config, hint(Offset(0), Offset(0), false));
        // A batch's last byte is zero.
        let batches = 6 + (cut + u64::from(zeros > 0)) / BATCH_BYTES;
        assert_eq!(log.log_end_offset().0 as u64, batches, "cut at {cut}");
        assert_eq!(contents(&log, Offset(0), 1 << 20), bytes[..(batches * BATCH_BYTES) as usize]);
        assert_eq!(log.producers()[0].last_sequence() as u64, batches - 1);
        assert_eq!(log.recovery_point(), Offset(0));
        assert!(log.flush_handle().files.len() >= 3, "nothing was synced yet");
    }
}
