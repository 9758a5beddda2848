//! A partition of `__consumer_offsets` as its shard sees it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use coordinator::{PartitionWriter, WriteError};
use model::{ErrorCode, LeaderEpoch, Millis, Offset};
use replication::{FetchIsolation, Partition, PartitionError, ReadRequest, Topic};
use storage::validate::ValidBatch;
use tokio::time::Instant;

use crate::handlers::errors::partition_error;

#[derive(Debug)]
pub(super) struct OffsetsPartition {
    partition: Arc<Partition>,
    topic: Arc<Topic>,
    /// There was a log when the leadership began; without one it is not opened to be found empty.
    has_file: bool,
}

impl OffsetsPartition {
    pub(super) fn new(partition: Arc<Partition>, topic: Arc<Topic>, has_file: bool) -> Self {
        Self { partition, topic, has_file }
    }
}

impl PartitionWriter for OffsetsPartition {
    fn append(&self, batch: Bytes, now: Millis) -> Result<Offset, WriteError> {
        let limit = self.topic.config().max_message_bytes;
        if batch.len() > usize::try_from(limit).unwrap_or(0) {
            return Err(WriteError(ErrorCode::MessageTooLarge));
        }
        let batch = ValidBatch::built_here(batch).map_err(|_| WriteError(ErrorCode::CorruptMessage))?;
        let info = self.partition.append_as_leader(&batch, true, now).map_err(|error| refused(&error))?;
        Ok(Offset(info.last_offset.0 + 1))
    }

    fn is_committed(&self, end: Offset) -> bool {
        self.partition.is_committed(end)
    }

    fn wait_until_committed(
        &self,
        end: Offset,
        timeout_ms: u64,
    ) -> Pin<Box<dyn Future<Output = Result<(), WriteError>> + Send + '_>> {
        let deadline = Instant::now() + Duration::from_millis(timeout_ms);
        Box::pin(async move {
            let waited = self.partition.wait_for_high_watermark(end, deadline).await;
            waited.map_err(|error| refused(&error))
        })
    }

    fn read(&self, from: Offset, max_bytes: usize, now: Millis) -> Result<Bytes, WriteError> {
        let request = ReadRequest {
            offset: from,
            max_bytes,
            min_one_batch: true,
            isolation: FetchIsolation::LogEnd,
            current_leader_epoch: LeaderEpoch::NONE,
            last_fetched_epoch: LeaderEpoch::NONE,
        };
        let read = self.partition.read(request, now).map_err(|error| refused(&error))?;
        let mut bytes = Vec::new();
        if let Some(slice) = read.slice {
            let read = slice.read_to(&mut bytes);
            read.map_err(|error| {
                tracing::error!(partition = %self.partition.id(), %error, "records not read");
                WriteError(ErrorCode::KafkaStorageError)
            })?;
        }
        Ok(bytes.into())
    }

    fn bounds(&self, now: Millis) -> Result<(Offset, Offset), WriteError> {
        if !self.has_file {
            return Ok((Offset::ZERO, Offset::ZERO));
        }
        let offsets = self.partition.offsets(LeaderEpoch::NONE, now).map_err(|error| refused(&error))?;
        Ok((offsets.log_start_offset, offsets.log_end_offset))
    }
}

fn refused(error: &PartitionError) -> WriteError {
    WriteError(partition_error(error))
}
