//! Opens a data directory that Apache Kafka wrote: `KAFKA_LOG_DIR=<dir> cargo test -p storage --test adopted -- --ignored`.
#![allow(clippy::unwrap_used, reason = "all of this is a test")]

use std::path::PathBuf;
use std::sync::Arc;

use model::batch::Batches;
use model::{Millis, Offset, TopicPartition, Uuid};
use storage::checkpoint::{RECOVERY_POINT_CHECKPOINT, load_offsets};
use storage::fs::RealFs;
use storage::log::CleanupPolicy;
use storage::{Log, LogConfig, OpenHint};

#[test]
#[ignore = "needs a directory that Kafka wrote, in KAFKA_LOG_DIR"]
fn every_log_of_the_directory_is_opened_and_read_whole() {
    let root = PathBuf::from(std::env::var_os("KAFKA_LOG_DIR").unwrap());
    let fs = Arc::new(RealFs::default());
    let clean_shutdown = root.join(".kafka_cleanshutdown").exists();
    let points = load_offsets(&*fs, &root.join(RECOVERY_POINT_CHECKPOINT)).unwrap_or_default();
    for entry in std::fs::read_dir(&root).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(partition) = TopicPartition::from_dir_name(&name).filter(|_| root.join(&name).is_dir())
        else {
            continue;
        };
        let recovery_point = points.get(&partition).copied().unwrap_or(Offset(0));
        let hint = OpenHint { recovery_point, log_start_offset: Offset(0), clean_shutdown };
        let cleanup_policy = CleanupPolicy { compact: name.starts_with("comp"), delete: true };
        let config = LogConfig { cleanup_policy, ..LogConfig::default() };
        let dir = root.join(&name);
        let opened =
            Log::open(fs.clone(), dir, partition, Uuid::from_u128(1 << 100), config, hint, Millis(0))
                .unwrap();
        let (mut log, report) = opened;
        let (mut next, mut records, mut bytes) = (log.log_start_offset(), 0, Vec::new());
        while next < log.log_end_offset() {
            let read = log.read(next, log.log_end_offset(), 1 << 16, true).unwrap();
            let Some(slice) = read.slice else { break };
            bytes.clear();
            slice.read_to(&mut bytes).unwrap();
            records +=
                Batches::new(&bytes).map(|batch| i64::from(batch.unwrap().0.records_count)).sum::<i64>();
            next = read.next_offset;
        }
        println!(
            "{name}: {records} records to {}, epochs {:?}, {report:?}",
            log.log_end_offset(),
            log.epochs()
        );
        println!("    producers {:?}", log.producers().len());
        log.close_clean().unwrap();
    }
}
