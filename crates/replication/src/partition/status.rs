//! A partition as monitoring sees it.

use model::Offset;
use storage::log_manager::ClosedLog;

use super::{Partition, offsets};

/// What monitoring asks of a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionStatus {
    pub log_start_offset: Offset,
    pub high_watermark: Offset,
    /// 0 for a log that is not open.
    pub segment_count: usize,
    pub size: LogSize,
}

/// How large a log is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogSize {
    Known(u64),
    /// Of a log that is not open, and so does not change: [`storage::log_manager::LogManager::closed_size_bytes`] tells.
    OnDisk(ClosedLog),
}

impl Partition {
    /// What there is to tell without opening a log that nobody has asked for. `None` if the partition was deleted or
    /// its log directory is offline.
    #[must_use]
    pub fn status(&self) -> Option<PartitionStatus> {
        let state = self.state.lock();
        if state.closed.is_some() {
            return None;
        }
        if let Some(open) = &state.open {
            let mut log = open.log.lock().ok()?;
            let offsets = offsets(&mut log, &open.leader);
            return Some(PartitionStatus {
                log_start_offset: offsets.log_start_offset,
                high_watermark: offsets.high_watermark,
                segment_count: log.segment_count(),
                size: LogSize::Known(log.size_bytes()),
            });
        }
        drop(state);
        let closed = self.host.log_manager.closed(&self.id);
        Some(PartitionStatus {
            log_start_offset: closed.as_ref().map_or(Offset(0), |log| log.log_start_offset),
            high_watermark: closed.as_ref().map_or(Offset(0), |log| log.high_watermark),
            segment_count: 0,
            size: closed.map_or(LogSize::Known(0), LogSize::OnDisk),
        })
    }
}
