//! How long flushes take.

use std::io;

use storage::fs::FlushObserver;
use tokio::time::Instant;

use super::histogram::Histogram;

/// Rounds of flushes, of all log directories together.
#[derive(Debug, Default)]
pub struct FlushTimes(pub Histogram);

impl FlushObserver for FlushTimes {
    fn observe(&self, flush: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let started = Instant::now();
        let flushed = flush();
        self.0.record(started.elapsed());
        flushed
    }
}
