//! Drives a log through random appends, flushes and truncations, cuts the power at every change of the disk, and
//! compares what recovery finds with what was promised.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use storage::sim_fs::SimFs;

/// A log under test.
pub(crate) trait Subject: Sized {
    /// Opens what is on the disk, recovering it after an unclean stop.
    fn open(fs: &SimFs) -> Result<Self, String>;
    /// Appends a batch whose base offset is the log's end.
    fn append(&mut self, batch: &[u8]) -> Result<(), String>;
    /// Makes everything durable; returns up to which offset.
    fn flush(&mut self) -> Result<i64, String>;
    fn truncate_to(&mut self, offset: i64) -> Result<(), String>;
    fn end(&self) -> i64;
    /// All batches.
    fn contents(&self) -> Result<Vec<u8>, String>;
}

/// What one run does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) operations: u64,
    pub(crate) images_per_point: u64,
    /// Some write, sync or rename fails, and the run ends there.
    pub(crate) with_fault: bool,
}

#[derive(Debug, Default)]
struct Oracle {
    /// Every batch that was ever handed to the log.
    attempted: BTreeSet<Vec<u8>>,
    /// What the log holds, by base offset.
    current: BTreeMap<i64, Vec<u8>>,
    flushed: i64,
}

/// Runs `plan` and returns how many images were judged, or the first one that was wrong.
pub(crate) fn run<S: Subject>(plan: Plan) -> Result<u64, String> {
    let fs = SimFs::new();
    let oracle = Arc::new(Mutex::new(Oracle::default()));
    let failure = Arc::new(Mutex::new(None));
    let images = Arc::new(AtomicU64::new(0));
    let mut log = S::open(&fs)?;
    fs.observe({
        let (oracle, failure, images) = (Arc::clone(&oracle), Arc::clone(&failure), Arc::clone(&images));
        move |fs| {
            for _ in 0..plan.images_per_point {
                let image = images.fetch_add(1, Ordering::Relaxed);
                let seed = plan.seed << 32 | image;
                if let Err(wrong) = judge::<S>(&fs.crash(seed), &oracle.lock(), seed) {
                    failure.lock().get_or_insert(format!("{plan:?}, image {image}: {wrong}"));
                }
            }
        }
    });
    let mut dice = Dice(plan.seed);
    if plan.with_fault {
        let errno = if dice.below(2) == 0 { rustix::io::Errno::IO } else { rustix::io::Errno::NOSPC };
        fs.fail_operation(dice.below(plan.operations * 2), errno);
    }
    for _ in 0..plan.operations {
        let done = operate(&mut log, &oracle, &mut dice);
        if let Some(wrong) = failure.lock().take() {
            return Err(wrong);
        }
        match done {
            Err(_) if plan.with_fault => break,
            other => other?,
        }
    }
    Ok(images.load(Ordering::Relaxed))
}

fn operate<S: Subject>(log: &mut S, oracle: &Mutex<Oracle>, dice: &mut Dice) -> Result<(), String> {
    match dice.below(16) {
        0..4 => {
            let up_to = log.flush()?;
            let mut oracle = oracle.lock();
            if up_to > log.end() {
                return Err(format!("flushed up to {up_to}, but the log ends at {}", log.end()));
            }
            oracle.flushed = oracle.flushed.max(up_to);
            Ok(())
        }
        4 => {
            let to = {
                let mut oracle = oracle.lock();
                let bases: Vec<i64> = oracle.current.keys().rev().take(6).copied().collect();
                let Some(to) = bases.get(dice.below(6) as usize).copied() else { return Ok(()) };
                oracle.current.split_off(&to);
                oracle.flushed = oracle.flushed.min(to);
                to
            };
            log.truncate_to(to)
        }
        _ => {
            let base = log.end();
            let batch = batch(base, dice);
            {
                let mut oracle = oracle.lock();
                oracle.attempted.insert(batch.clone());
                oracle.current.insert(base, batch.clone());
            }
            log.append(&batch)
        }
    }
}

/// Opens an image and compares it with what is allowed.
fn judge<S: Subject>(image: &SimFs, oracle: &Oracle, seed: u64) -> Result<(), String> {
    let mut log = S::open(image).map_err(|error| format!("recovery fails: {error}"))?;
    let found = compare(&log, oracle)?;
    if !seed.is_multiple_of(4) {
        return Ok(());
    }
    // Power fails again at once, and once more after an append.
    let again = S::open(&image.crash(seed + 1)).map_err(|error| format!("second recovery fails: {error}"))?;
    compare(&again, oracle).map_err(|wrong| format!("after a second crash: {wrong}"))?;
    let next = batch(log.end(), &mut Dice(seed));
    log.append(&next).map_err(|error| format!("append after recovery: {error}"))?;
    let up_to = log.flush().map_err(|error| format!("flush after recovery: {error}"))?;
    let later = S::open(&image.crash(seed + 2)).map_err(|error| format!("third recovery fails: {error}"))?;
    let expected = [&found[..], &next].concat();
    if later.contents()? != expected || up_to != log.end() {
        return Err(format!(
            "an append after recovery was flushed up to {up_to}, but {} bytes of {} are there",
            later.contents()?.len(),
            expected.len()
        ));
    }
    Ok(())
}

fn compare<S: Subject>(log: &S, oracle: &Oracle) -> Result<Vec<u8>, String> {
    let found = log.contents()?;
    let mut rest = &found[..];
    let mut next = 0;
    while !rest.is_empty() {
        let size = batch_size(rest).filter(|size| *size <= rest.len()).ok_or("a batch is cut")?;
        let (batch, behind) = rest.split_at(size);
        if !oracle.attempted.contains(batch) {
            return Err(format!("the batch at offset {next} was never written"));
        }
        if base_offset(batch) != next {
            return Err(format!("a batch at offset {}, expected {next}", base_offset(batch)));
        }
        if next < oracle.flushed && oracle.current.get(&next).map(Vec::as_slice) != Some(batch) {
            return Err(format!("the batch at offset {next} is not the one that was flushed"));
        }
        next = next_offset(batch);
        rest = behind;
    }
    if next < oracle.flushed {
        return Err(format!("the log ends at {next}, but was flushed up to {}", oracle.flushed));
    }
    if next != log.end() {
        return Err(format!("the log says that it ends at {}, its batches end at {next}", log.end()));
    }
    Ok(found)
}

/// A batch of one to four records' worth of random bytes; the log does not look into records.
fn batch(base: i64, dice: &mut Dice) -> Vec<u8> {
    let records = 1 + dice.below(4) as i32;
    let size_max = if dice.below(4) == 0 { 3000 } else { 200 };
    let size = 10 + dice.below(size_max);
    let payload: Vec<u8> = (0..size).map(|_| dice.below(256) as u8).collect();
    let mut body = Vec::new();
    body.extend(0i16.to_be_bytes());
    body.extend((records - 1).to_be_bytes());
    body.extend([1_000i64.to_be_bytes(), 1_000i64.to_be_bytes(), (-1i64).to_be_bytes()].concat());
    body.extend((-1i16).to_be_bytes());
    body.extend((-1i32).to_be_bytes());
    body.extend(records.to_be_bytes());
    body.extend(payload);
    let mut batch = base.to_be_bytes().to_vec();
    batch.extend((body.len() as i32 + 9).to_be_bytes());
    batch.extend(0i32.to_be_bytes());
    batch.push(2);
    batch.extend(crc32c::crc32c(&body).to_be_bytes());
    batch.extend(body);
    batch
}

pub(crate) fn base_offset(batch: &[u8]) -> i64 {
    batch.get(..8).map_or(-1, |bytes| i64::from_be_bytes(bytes.try_into().unwrap()))
}

pub(crate) fn next_offset(batch: &[u8]) -> i64 {
    let delta = batch.get(23..27).map_or(-1, |bytes| i32::from_be_bytes(bytes.try_into().unwrap()));
    base_offset(batch) + i64::from(delta) + 1
}

/// The size that the header of the first batch of `bytes` claims.
pub(crate) fn batch_size(bytes: &[u8]) -> Option<usize> {
    let length = i32::from_be_bytes(bytes.get(8..12)?.try_into().unwrap());
    usize::try_from(length).ok().filter(|length| *length >= 49).map(|length| length + 12)
}

/// Chance from a seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mixed = (self.0 ^ (self.0 >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 32)) % bound.max(1)
    }
}
