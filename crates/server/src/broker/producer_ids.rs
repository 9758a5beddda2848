//! Producer ids: a block from the controller, handed out one by one.

use metadata::PRODUCER_ID_BLOCK_SIZE;
use parking_lot::Mutex;

/// What is left of the current block.
#[derive(Debug, Default)]
pub struct ProducerIds {
    /// Next id, and the one behind the last.
    block: Mutex<(i64, i64)>,
}

impl ProducerIds {
    /// The next id, or `None` when a new block is needed.
    pub fn next_of_block(&self) -> Option<i64> {
        let mut block = self.block.lock();
        let (next, end) = *block;
        (next < end).then(|| {
            block.0 += 1;
            next
        })
    }

    /// Goes on with a new block; what was left of the old one is never used.
    pub fn refill(&self, first: i64) {
        *self.block.lock() = (first, first.saturating_add(PRODUCER_ID_BLOCK_SIZE));
    }
}
