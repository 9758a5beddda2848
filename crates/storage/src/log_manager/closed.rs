//! What is known of a log without opening it.

use std::io;
use std::path::PathBuf;

use model::{Offset, TopicPartition};

use super::{LogManager, State, dir_name};

/// A log with files that nobody has asked for: as of the last checkpoint, which is exact after a clean stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedLog {
    pub log_start_offset: Offset,
    pub high_watermark: Offset,
    path: PathBuf,
}

impl LogManager {
    /// `None` for a log that is open or is being opened, and where there are no files.
    #[must_use]
    pub fn closed(&self, partition: &TopicPartition) -> Option<ClosedLog> {
        let logs = self.logs.lock();
        let entry = logs.get(partition)?;
        if !matches!(*entry.state.try_lock()?, State::Closed) {
            return None;
        }
        Some(ClosedLog {
            path: entry.dir.path().join(dir_name(partition)),
            log_start_offset: entry.dir.log_start_offset(partition),
            high_watermark: entry.dir.high_watermark(partition),
        })
    }

    /// Bytes of the segments of a log that is not open, without their indexes. Looks at the file system.
    ///
    /// # Errors
    /// As the system says.
    pub fn closed_size_bytes(&self, log: &ClosedLog) -> io::Result<u64> {
        let names = self.fs.read_dir(&log.path)?;
        let segments = names.iter().filter(|name| name.ends_with(".log"));
        segments.map(|name| self.fs.file_len(&log.path.join(name))).sum()
    }
}
