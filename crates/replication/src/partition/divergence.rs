//! Whether a reader's log went another way than the leader's.

use model::{LeaderEpoch, Offset};
use storage::log::Log;

use super::{PartitionError, ReadRequest};

/// KIP-595: where the reader's log went another way, judged by the epoch of the last record that it has.
pub(super) fn diverging_epoch(
    log: &Log,
    request: ReadRequest,
) -> Result<Option<(LeaderEpoch, Offset)>, PartitionError> {
    let (epoch, end_offset) = log.end_offset_for_epoch(request.last_fetched_epoch);
    if epoch.0 < 0 || end_offset.0 < 0 {
        let (log_start_offset, log_end_offset) = (log.log_start_offset(), log.log_end_offset());
        return Err(PartitionError::OffsetOutOfRange {
            offset: request.offset,
            log_start_offset,
            log_end_offset,
        });
    }
    let diverges = epoch < request.last_fetched_epoch || end_offset < request.offset;
    Ok(diverges.then_some((epoch, end_offset)))
}
