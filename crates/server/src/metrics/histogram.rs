//! Durations in buckets: four to each doubling, so that a quantile is off by an eighth at most.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const PER_DOUBLING: u32 = 4;
/// The last doubling ends at 134 s.
const DOUBLINGS: u32 = 27;
const BUCKETS: usize = ((DOUBLINGS - 1) * PER_DOUBLING) as usize;

/// Counts durations.
#[derive(Debug)]
pub struct Histogram {
    buckets: [AtomicU64; BUCKETS],
    sum_us: AtomicU64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { buckets: std::array::from_fn(|_| AtomicU64::new(0)), sum_us: AtomicU64::new(0) }
    }
}

/// What was counted, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    buckets: [u64; BUCKETS],
    sum_us: u64,
}

impl Default for Counted {
    fn default() -> Self {
        Self { buckets: [0; BUCKETS], sum_us: 0 }
    }
}

impl Histogram {
    #[inline]
    pub fn record(&self, duration: Duration) {
        let us = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        if let Some(bucket) = self.buckets.get(bucket_of(us)) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.sum_us.fetch_add(us, Ordering::Relaxed);
    }

    pub fn add_to(&self, counted: &mut Counted) {
        for (sum, bucket) in counted.buckets.iter_mut().zip(&self.buckets) {
            *sum += bucket.load(Ordering::Relaxed);
        }
        counted.sum_us += self.sum_us.load(Ordering::Relaxed);
    }
}

/// The first four are single microseconds. Too long a duration is in the last one.
fn bucket_of(us: u64) -> usize {
    if us < u64::from(PER_DOUBLING) {
        return us as usize;
    }
    let doubling = us.ilog2();
    let quarter = (us >> (doubling - 2)) as u32 & (PER_DOUBLING - 1);
    (((doubling - 1) * PER_DOUBLING + quarter) as usize).min(BUCKETS - 1)
}

/// Where a bucket ends, exclusive.
fn end_us(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    let per_doubling = u64::from(PER_DOUBLING);
    if bucket < per_doubling {
        return bucket + 1;
    }
    let (doubling, quarter) = (bucket / per_doubling + 1, bucket % per_doubling);
    (per_doubling + quarter + 1) << (doubling - 2)
}

impl Counted {
    #[must_use]
    pub fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }

    #[must_use]
    pub fn sum_us(&self) -> u64 {
        self.sum_us
    }

    /// How many took less than `2^doubling` microseconds.
    #[must_use]
    pub fn below(&self, doubling: u32) -> u64 {
        let buckets = (doubling.saturating_sub(1) * PER_DOUBLING) as usize;
        self.buckets.iter().take(buckets).sum()
    }

    /// What was counted since `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let mut since = self.clone();
        for (bucket, before) in since.buckets.iter_mut().zip(&earlier.buckets) {
            *bucket = bucket.saturating_sub(*before);
        }
        since.sum_us = since.sum_us.saturating_sub(earlier.sum_us);
        since
    }

    /// The duration in microseconds that the share `quantile` did not exceed, the end of its bucket; `None` if nothing
    /// was counted.
    #[must_use]
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn quantile_us(&self, quantile: f64) -> Option<u64> {
        let count = self.count();
        let rank = ((count as f64 * quantile).ceil() as u64).max(1);
        let mut seen = 0;
        self.buckets.iter().enumerate().find_map(|(bucket, n)| {
            seen += n;
            (seen >= rank).then(|| end_us(bucket))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_is_below_the_end_of_its_bucket_and_not_below_the_end_of_the_one_before() {
        for us in (0..100_000).chain([1 << 20, (1 << 26) - 1, 1 << 26, (1 << 27) - 1]) {
            let bucket = bucket_of(us);
            assert!(us < end_us(bucket), "{us}");
            assert!(bucket == 0 || us >= end_us(bucket - 1), "{us}");
        }
        assert_eq!(bucket_of(u64::MAX), BUCKETS - 1);
        assert_eq!(end_us(BUCKETS - 1), 1 << DOUBLINGS);
    }

    #[test]
    fn quantiles_and_counts_are_of_what_was_recorded_since() {
        let histogram = Histogram::default();
        let count = |histogram: &Histogram| {
            let mut counted = Counted::default();
            histogram.add_to(&mut counted);
            counted
        };
        assert_eq!(count(&histogram).quantile_us(0.5), None);
        histogram.record(Duration::from_secs(1000));
        let before = count(&histogram);
        (1..=1000).for_each(|us| histogram.record(Duration::from_micros(us)));
        let since = count(&histogram).since(&before);
        assert_eq!((since.count(), since.sum_us()), (1000, 500_500));
        assert_eq!((since.below(8), since.below(20)), (255, 1000));
        for (quantile, exact) in [(0.001, 1), (0.5, 500), (0.99, 990), (1.0, 1000)] {
            let found = since.quantile_us(quantile).unwrap();
            assert!((exact..=exact + exact / 4 + 1).contains(&found), "{quantile}: {found}");
        }
    }
}
