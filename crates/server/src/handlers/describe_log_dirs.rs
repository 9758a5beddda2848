//! DescribeLogDirs, versions 1 to 5: the log directories of this broker and what lies in them.
//!
//! Version 3 added a top-level error, 4 (KIP-827) total and usable bytes of the volume, 5 (KIP-1066) whether the
//! directory is cordoned, which none is here. A directory that failed is reported with KAFKA_STORAGE_ERROR.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use model::{ErrorCode, Millis};
use protocol::messages::describe_log_dirs::{
    DescribeLogDirsPartition, DescribeLogDirsRequest, DescribeLogDirsResponse, DescribeLogDirsResult,
    DescribeLogDirsTopic,
};
use replication::{Partition, Topic};
use storage::log_manager::LogDir;

use crate::clock;
use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=5;

/// Partitions by directory and topic.
type Placed = BTreeMap<PathBuf, BTreeMap<String, Vec<DescribeLogDirsPartition>>>;

pub(super) fn handle(context: &RequestContext, request: DescribeLogDirsRequest) -> DescribeLogDirsResponse {
    let mut placed = Placed::new();
    let now = clock::now();
    for topic in context.broker.replicas.topics() {
        for partition in wanted(&request, &topic) {
            place(context, &partition, now, &mut placed);
        }
    }
    let results = context.broker.log_manager.dirs().iter().map(|dir| {
        let topics = placed.remove(dir.path()).unwrap_or_default();
        describe(dir, topics)
    });
    DescribeLogDirsResponse { results: results.collect(), ..DescribeLogDirsResponse::default() }
}

fn wanted(request: &DescribeLogDirsRequest, topic: &Topic) -> Vec<std::sync::Arc<Partition>> {
    let Some(topics) = &request.topics else { return topic.partitions() };
    let asked = topics.iter().filter(|asked| *asked.topic == *topic.name).flat_map(|asked| &asked.partitions);
    asked.filter_map(|index| topic.partition(*index)).collect()
}

fn place(context: &RequestContext, partition: &Partition, now: Millis, placed: &mut Placed) {
    // Opens the log, and so finds its directory.
    let partition_size = i64::try_from(partition.size_bytes(now)).unwrap_or(i64::MAX);
    let id = partition.id();
    let Some(log) = context.broker.log_manager.get(id) else { return };
    let described = DescribeLogDirsPartition {
        partition_index: id.partition,
        partition_size,
        ..DescribeLogDirsPartition::default()
    };
    let topics = placed.entry(log.dir().path().to_owned()).or_default();
    topics.entry(id.topic.to_string()).or_default().push(described);
}

fn describe(dir: &LogDir, topics: BTreeMap<String, Vec<DescribeLogDirsPartition>>) -> DescribeLogDirsResult {
    let log_dir = absolute(dir.path()).to_string_lossy().into_owned().into();
    if dir.is_offline() {
        return DescribeLogDirsResult {
            error_code: ErrorCode::KafkaStorageError.code(),
            log_dir,
            ..DescribeLogDirsResult::default()
        };
    }
    let topics = topics.into_iter().map(|(name, partitions)| DescribeLogDirsTopic {
        name: name.into(),
        partitions,
        ..DescribeLogDirsTopic::default()
    });
    let (total_bytes, usable_bytes) = volume(dir.path()).unwrap_or((-1, -1));
    DescribeLogDirsResult {
        log_dir,
        topics: topics.collect(),
        total_bytes,
        usable_bytes,
        ..Default::default()
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Total and usable bytes of the volume that `path` lies on.
fn volume(path: &Path) -> Option<(i64, i64)> {
    let stat = rustix::fs::statvfs(path).ok()?;
    let bytes = |blocks: u64| i64::try_from(blocks.saturating_mul(stat.f_frsize)).unwrap_or(i64::MAX);
    Some((bytes(stat.f_blocks), bytes(stat.f_bavail)))
}
