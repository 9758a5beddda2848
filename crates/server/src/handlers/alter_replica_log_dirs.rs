//! AlterReplicaLogDirs, versions 1 and 2 (KIP-113): where on this broker a partition lies.
//!
//! A partition that is where it should be needs no move. Missing: a move from one directory to another is refused with
//! UNSUPPORTED_VERSION.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use model::ErrorCode;
use protocol::Str;
use protocol::messages::alter_replica_log_dirs::{
    AlterReplicaLogDirPartitionResult, AlterReplicaLogDirTopicResult, AlterReplicaLogDirsRequest,
    AlterReplicaLogDirsResponse,
};
use storage::log_manager::LogDir;

use crate::dispatch::RequestContext;

pub(super) const VERSIONS: RangeInclusive<i16> = 1..=2;

pub(super) fn handle(
    context: &RequestContext,
    request: AlterReplicaLogDirsRequest,
) -> AlterReplicaLogDirsResponse {
    let mut results: BTreeMap<Str, Vec<AlterReplicaLogDirPartitionResult>> = BTreeMap::new();
    for dir in &request.dirs {
        let target = find(context, &dir.path);
        for topic in &dir.topics {
            for index in &topic.partitions {
                let error = target.and_then(|target| place(context, &topic.name, *index, target)).err();
                results.entry(topic.name.clone()).or_default().push(AlterReplicaLogDirPartitionResult {
                    partition_index: *index,
                    error_code: error.map_or(0, ErrorCode::code),
                    ..AlterReplicaLogDirPartitionResult::default()
                });
            }
        }
    }
    let results = results.into_iter().map(|(topic_name, partitions)| AlterReplicaLogDirTopicResult {
        topic_name,
        partitions,
        ..AlterReplicaLogDirTopicResult::default()
    });
    AlterReplicaLogDirsResponse { results: results.collect(), ..AlterReplicaLogDirsResponse::default() }
}

fn find<'a>(context: &'a RequestContext, path: &str) -> Result<&'a Arc<LogDir>, ErrorCode> {
    let is_meant = |dir: &&Arc<LogDir>| {
        let absolute = std::path::absolute(dir.path());
        absolute.is_ok_and(|absolute| absolute.as_os_str() == Path::new(path).as_os_str())
    };
    let dir = context.broker.log_manager.dirs().iter().find(is_meant).ok_or(ErrorCode::LogDirNotFound)?;
    if dir.is_offline() { Err(ErrorCode::KafkaStorageError) } else { Ok(dir) }
}

fn place(context: &RequestContext, topic: &str, index: i32, target: &Arc<LogDir>) -> Result<(), ErrorCode> {
    let topic = context.broker.replicas.topic(topic).ok_or(ErrorCode::UnknownTopicOrPartition)?;
    let partition = topic.partition(index).ok_or(ErrorCode::UnknownTopicOrPartition)?;
    let (log_manager, image) = (&context.broker.log_manager, context.broker.image());
    let assigned = image.topic(&topic.name).and_then(|topic| topic.partition(index));
    let assigned = assigned.and_then(|partition| partition.directory(context.broker.node_id));
    let is_there = match (log_manager.get(partition.id()), assigned.filter(|dir| !dir.is_reserved())) {
        (Some(log), _) => Arc::ptr_eq(log.dir(), target),
        (None, Some(dir)) => dir == target.id(),
        // It has no place yet; where there is one directory, it is that.
        (None, None) => log_manager.dirs().len() == 1,
    };
    if is_there { Ok(()) } else { Err(ErrorCode::UnsupportedVersion) }
}
