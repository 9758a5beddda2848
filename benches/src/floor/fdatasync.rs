//! How long the disk takes to make a small write durable, without any network.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use crate::clock;
use crate::load::{Latencies, latencies, record};

/// Writes `bytes` behind each other and flushes each, `count` times.
///
/// # Errors
/// What the file reports.
pub fn measure(dir: &Path, bytes: usize, count: u64) -> anyhow::Result<Latencies> {
    let file = File::create(dir.join("fdatasync.log"))?;
    let block = vec![b'a'; bytes];
    let mut latencies = latencies()?;
    for index in 0..count {
        let started = clock::now();
        file.write_all_at(&block, index * bytes as u64)?;
        file.sync_data()?;
        record(&mut latencies, clock::now().duration_since(started));
    }
    Ok(latencies)
}
