//! The storage crate's own log under the harness.
//!
//! `CRASH_IMAGES` sets how many images are judged at least; the default is what fits into an ordinary test run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use model::{Millis, Offset, TopicPartition, Uuid};
use storage::fs::Fs;
use storage::log::{Log, LogConfig, OpenHint};
use storage::sim_fs::SimFs;

use crate::harness::{Plan, Subject, run};

const DIR: &str = "/data";
const NOW: Millis = Millis(1_000);
const SEGMENT_BYTES: usize = 4096;
const IMAGES_DEFAULT: u64 = 10_000;

struct RealLog {
    fs: SimFs,
    log: Log,
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Subject for RealLog {
    fn open(fs: &SimFs) -> Result<Self, String> {
        if !fs.exists(Path::new(DIR)) {
            fs.create_dir_all(Path::new(DIR)).map_err(text)?;
            fs.sync_dir(Path::new("/")).map_err(text)?;
        }
        let partition = TopicPartition { topic: "orders".into(), partition: 0 };
        let config =
            LogConfig { segment_bytes: SEGMENT_BYTES as _, flush_messages: 1, ..LogConfig::default() };
        let hint = OpenHint { recovery_point: Offset(0), log_start_offset: Offset(0), clean_shutdown: false };
        let dir = PathBuf::from(DIR).join("orders-0");
        let opened =
            Log::open(Arc::new(fs.clone()), dir, partition, Uuid::from_u128(1 << 100), config, hint, NOW);
        Ok(Self { fs: fs.clone(), log: opened.map_err(text)?.0 })
    }

    fn append(&mut self, batch: &[u8]) -> Result<(), String> {
        self.log.append_as_follower(Bytes::copy_from_slice(batch), NOW).map(|_| ()).map_err(text)
    }

    fn flush(&mut self) -> Result<i64, String> {
        let handle = self.log.flush_handle();
        handle.files.iter().try_for_each(|file| file.sync_data()).map_err(text)?;
        handle.dirs.iter().try_for_each(|dir| self.fs.sync_dir(dir)).map_err(text)?;
        self.log.mark_flushed(handle.up_to);
        if let Some(preparation) = self.log.preparation() {
            preparation.run().map_err(text)?;
            self.log.prepared(preparation);
        }
        Ok(handle.up_to.0)
    }

    fn truncate_to(&mut self, offset: i64) -> Result<(), String> {
        self.log.truncate_to(Offset(offset)).map(|_| ()).map_err(text)
    }

    fn end(&self) -> i64 {
        self.log.log_end_offset().0
    }

    fn contents(&self) -> Result<Vec<u8>, String> {
        let mut contents = Vec::new();
        let (mut next, end) = (self.log.log_start_offset(), self.log.log_end_offset());
        while next < end {
            let read = self.log.read(next, end, 1 << 20, true).map_err(text)?;
            let slice = read.slice.ok_or_else(|| format!("nothing at {} before {}", next.0, end.0))?;
            slice.read_to(&mut contents).map_err(text)?;
            if read.next_offset <= next {
                return Err(format!("reading stands still at {}", next.0));
            }
            next = read.next_offset;
        }
        Ok(contents)
    }
}

fn judge_images(with_fault: bool) {
    let wanted = std::env::var("CRASH_IMAGES").ok().and_then(|text| text.parse().ok());
    let wanted = wanted.unwrap_or(IMAGES_DEFAULT);
    let mut judged = 0;
    for seed in 0.. {
        let images = run::<RealLog>(Plan { seed, operations: 60, images_per_point: 2, with_fault }).unwrap();
        assert!(images > 0, "the log never touched the disk");
        judged += images;
        if judged >= wanted {
            break;
        }
    }
}

#[test]
fn what_was_flushed_survives_every_power_cut_and_nothing_else_appears() {
    judge_images(false);
}

#[test]
fn neither_does_a_failing_disk_make_a_promise_untrue() {
    judge_images(true);
}
