//! A start after the process died and the system did not: what it knows, and that it reads little for it.

use std::path::Path;

use model::{LeaderEpoch, Offset};

use super::batches::{BatchOf, DIR, NOW, hint, new_log, open, open_after_kill};
use crate::fs::Fs;
use crate::log::{Log, LogConfig};
use crate::sim_fs::SimFs;

fn disk() -> SimFs {
    let fs = SimFs::new();
    fs.create_dir_all(Path::new("/data")).unwrap();
    fs
}

fn reopen(fs: &SimFs, log: &Log) -> Log {
    open_after_kill(&fs.crash_of_process(), log.config(), hint(Offset(0), Offset(0), false))
}

/// Many more batches than index entries wait in memory.
const BATCHES: i64 = 1_500;

#[test]
fn the_largest_timestamp_is_known_wherever_it_is() {
    for latest in [0, 7, 511, 512, 513, 1_200, 1_490, BATCHES - 1] {
        let fs = disk();
        let config = LogConfig { index_interval_bytes: 0, ..LogConfig::default() };
        let mut log = new_log(&fs, &config);
        for offset in 0..BATCHES {
            let first_timestamp = if offset == latest { 9_000 } else { 1_000 + offset };
            let batch = BatchOf { first_timestamp, ..BatchOf::default() };
            log.append_as_leader(&batch.valid(), LeaderEpoch(1), NOW).unwrap();
        }
        let of = |log: &Log| {
            let found = log.offset_of_max_timestamp().unwrap().unwrap();
            (found.timestamp, found.offset)
        };
        let killed = reopen(&fs, &log);
        assert_eq!(of(&killed), (9_000, Offset(latest)));
        // The machine goes down with indexes that were written at other times.
        for seed in 0..10 {
            let image = fs.crash(seed);
            let after_power_cut = open(&image, &config, hint(Offset(0), Offset(0), false));
            if after_power_cut.log_end_offset() > Offset(latest) {
                assert_eq!(of(&after_power_cut), (9_000, Offset(latest)));
                let killed = open_after_kill(&image, &config, hint(Offset(0), Offset(0), false));
                assert_eq!(of(&killed), (9_000, Offset(latest)));
            }
        }
    }
}

#[test]
fn producers_are_read_from_a_snapshot_that_the_append_stored() {
    let fs = disk();
    let config = LogConfig { max_message_bytes: 2 << 20, ..LogConfig::default() };
    let mut log = new_log(&fs, &config);
    for sequence in 0..150 {
        let producer = Some((4, 0, sequence));
        let batch = BatchOf { value_len: 1 << 20, producer, ..BatchOf::default() };
        log.append_as_leader(&batch.valid(), LeaderEpoch(1), NOW).unwrap();
    }
    let names = fs.read_dir(Path::new(DIR)).unwrap();
    let snapshots: Vec<_> = names.iter().filter(|name| name.ends_with(".snapshot")).collect();
    assert_eq!(snapshots.len(), 1, "{snapshots:?}: only the newest within a segment is kept");
    assert!(log.flush_handle().files.len() <= 4, "snapshots within a segment are not worth a sync");
    assert_eq!(reopen(&fs, &log).producers()[0].last_sequence(), 149);
    for seed in 0..10 {
        let recovered = open(&fs.crash(seed), &config, hint(Offset(0), Offset(0), false));
        let end = recovered.log_end_offset().0;
        let last = recovered.producers().first().map_or(-1, |producer| i64::from(producer.last_sequence()));
        assert_eq!(last, end - 1);
    }
}
