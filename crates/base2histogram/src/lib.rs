//! Histograms of `u64` values for openraft's run-time statistics; see README.md for why this crate exists.
//!
//! 252 buckets of four per power of two: a percentile is at most a quarter too low. Nothing is shared or built
//! ahead, and a histogram that never recorded a value owns no memory.

use std::fmt;
use std::marker::PhantomData;

/// log2 of the buckets per power of two.
const SUB_BITS: u32 = 2;
const BUCKETS: usize = (64 - SUB_BITS as usize + 1) << SUB_BITS;

/// Counts of values by magnitude. The type parameter is there because openraft names it; it means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram<T = ()> {
    /// Grows to the highest bucket seen.
    buckets: Vec<u64>,
    samples: u64,
    unused: PhantomData<T>,
}

impl<T> Default for Histogram<T> {
    fn default() -> Self {
        Self { buckets: Vec::new(), samples: 0, unused: PhantomData }
    }
}

impl<T> Histogram<T> {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn record(&mut self, value: u64) {
        self.record_n(value, 1);
    }

    /// Counts `value` as if it had been recorded `count` times.
    pub fn record_n(&mut self, value: u64, count: u64) {
        let bucket = bucket_of(value).min(BUCKETS - 1);
        if self.buckets.len() <= bucket {
            self.buckets.resize(bucket + 1, 0);
        }
        if let Some(slot) = self.buckets.get_mut(bucket) {
            *slot = slot.saturating_add(count);
        }
        self.samples = self.samples.saturating_add(count);
    }

    #[must_use]
    pub fn percentile_stats(&self) -> PercentileStats {
        PercentileStats {
            samples: self.samples,
            p0_1: self.at_permille(1),
            p1: self.at_permille(10),
            p5: self.at_permille(50),
            p10: self.at_permille(100),
            p50: self.at_permille(500),
            p90: self.at_permille(900),
            p99: self.at_permille(990),
            p99_9: self.at_permille(999),
        }
    }

    /// Lower edge of the bucket that holds the sample of this rank; 0 without samples.
    fn at_permille(&self, permille: u64) -> u64 {
        let rank = (u128::from(self.samples) * u128::from(permille)).div_ceil(1000).max(1);
        let mut seen = 0u128;
        for (bucket, count) in self.buckets.iter().enumerate() {
            seen += u128::from(*count);
            if seen >= rank {
                return lowest_of(bucket);
            }
        }
        0
    }
}

/// Values below 4 have a bucket each; above, the bucket is the exponent and the two bits after the leading one.
fn bucket_of(value: u64) -> usize {
    let log2 = 63 - (value | 1).leading_zeros();
    if log2 < SUB_BITS {
        return value as usize;
    }
    let shift = log2 - SUB_BITS;
    ((shift as usize) << SUB_BITS) + (value >> shift) as usize
}

fn lowest_of(bucket: usize) -> u64 {
    let sub = 1usize << SUB_BITS;
    if bucket < sub {
        return bucket as u64;
    }
    let shift = (bucket >> SUB_BITS) - 1;
    ((bucket - (shift << SUB_BITS)) as u64) << shift
}

/// Values below which the named share of the samples lies, in the unit that was recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PercentileStats {
    pub samples: u64,
    pub p0_1: u64,
    pub p1: u64,
    pub p5: u64,
    pub p10: u64,
    pub p50: u64,
    pub p90: u64,
    pub p99: u64,
    pub p99_9: u64,
}

impl fmt::Display for PercentileStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { samples, p50, p90, p99, p99_9, .. } = self;
        write!(f, "samples: {samples}, p50: {p50}, p90: {p90}, p99: {p99}, p99.9: {p99_9}")
    }
}

/// Named histograms, printed one line each: the samples and the median.
#[derive(Clone, Debug, Default)]
pub struct AsciiChart {
    rows: Vec<(String, Histogram)>,
}

impl AsciiChart {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "the name that openraft calls")]
    pub fn add(mut self, name: impl Into<String>, histogram: Histogram) -> Self {
        self.rows.push((name.into(), histogram));
        self
    }
}

impl fmt::Display for AsciiChart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, histogram) in &self.rows {
            let stats = histogram.percentile_stats();
            writeln!(f, "{name:>24}: n={} p50={}", stats.samples, stats.p50)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_between_its_buckets_edges() {
        for value in (0..5000).chain((0..64).map(|b| 1u64 << b)).chain([u64::MAX]) {
            let bucket = bucket_of(value);
            assert!(bucket < BUCKETS, "{value}");
            assert!(lowest_of(bucket) <= value, "{value}");
            assert!(bucket + 1 == BUCKETS || value < lowest_of(bucket + 1), "{value}");
            assert!(value - lowest_of(bucket) <= value / 4, "{value}");
        }
    }

    #[test]
    fn percentiles_are_at_most_a_quarter_low() {
        let mut histogram = Histogram::<()>::new();
        assert_eq!(histogram.percentile_stats(), PercentileStats::default());
        for value in 1..=1000 {
            histogram.record(value);
        }
        let stats = histogram.percentile_stats();
        assert_eq!(stats.samples, 1000);
        for (got, exact) in [(stats.p1, 10), (stats.p50, 500), (stats.p90, 900), (stats.p99_9, 999)] {
            assert!(got <= exact && got * 5 >= exact * 4, "{got} for {exact}");
        }
    }

    #[test]
    fn a_chart_prints_a_line_per_histogram() {
        let mut histogram = Histogram::new();
        histogram.record_n(2, 7);
        let text = AsciiChart::new().add("one", histogram).add("two", Histogram::new()).to_string();
        assert_eq!(text.lines().count(), 2);
        assert!(text.contains("one: n=7 p50=2"), "{text}");
    }
}
