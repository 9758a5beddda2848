//! Samples of one scrape, by metric, and their text.

use prometheus::TextEncoder;
use prometheus::proto::{
    Bucket, Counter, Gauge, Histogram, LabelPair, Metric as Sample, MetricFamily, MetricType,
};

use super::catalog::{self, Kind, Metric};
use super::histogram::Counted;

/// Those that `jmx_exporter` gives, written as it writes them: dashboards ask for `0.50`.
const QUANTILES: [(&str, f64); 6] =
    [("0.50", 0.5), ("0.75", 0.75), ("0.95", 0.95), ("0.98", 0.98), ("0.99", 0.99), ("0.999", 0.999)];
/// Buckets end at these powers of two microseconds: 256 µs, 1 ms, 4 ms, … 16.8 s.
const BUCKET_ENDS: [u32; 9] = [8, 10, 12, 14, 16, 18, 20, 22, 24];

/// What a scrape has found so far.
#[derive(Debug)]
pub(super) struct Families(Vec<Vec<Sample>>);

impl Families {
    pub(super) fn new() -> Self {
        Self(catalog::ALL.iter().map(|_| Vec::new()).collect())
    }

    /// A counter or a gauge. `labels` are the values, in the order of the declaration.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn set(&mut self, metric: &'static Metric, labels: &[&str], value: impl Number) {
        let mut sample = labelled(metric, labels);
        if metric.kind == Kind::Counter {
            let mut counter = Counter::default();
            counter.set_value(value.to_f64());
            sample.set_counter(counter);
        } else {
            let mut gauge = Gauge::default();
            gauge.set_value(value.to_f64());
            sample.set_gauge(gauge);
        }
        self.push(metric, sample);
    }

    /// A value that may not be known.
    pub(super) fn set_if_known(&mut self, metric: &'static Metric, value: Option<impl Number>) {
        if let Some(value) = value {
            self.set(metric, &[], value);
        }
    }

    /// Durations since the start. Seconds.
    pub(super) fn histogram(&mut self, metric: &'static Metric, labels: &[&str], counted: &Counted) {
        let buckets = BUCKET_ENDS.iter().map(|doubling| {
            let mut bucket = Bucket::default();
            bucket.set_upper_bound((1u64 << doubling).to_f64() / 1e6);
            bucket.set_cumulative_count(counted.below(*doubling));
            bucket
        });
        let mut histogram = Histogram::default();
        histogram.set_bucket(buckets.collect());
        histogram.set_sample_count(counted.count());
        histogram.set_sample_sum(counted.sum_us().to_f64() / 1e6);
        let mut sample = labelled(metric, labels);
        sample.set_histogram(histogram);
        self.push(metric, sample);
    }

    /// Milliseconds. `labels` are those before `quantile`. NaN where there was nothing.
    pub(super) fn quantiles(&mut self, metric: &'static Metric, labels: &[&str], recent: &Counted) {
        for (text, share) in QUANTILES {
            let mut labels = labels.to_vec();
            labels.push(text);
            let value = recent.quantile_us(share).map_or(f64::NAN, |us| us.to_f64() / 1e3);
            self.set(metric, &labels, value);
        }
    }

    fn push(&mut self, metric: &'static Metric, sample: Sample) {
        if let Some(samples) = self.0.get_mut(metric.index) {
            samples.push(sample);
        }
    }

    /// Prometheus' text format. Metrics without a sample are left out.
    pub(super) fn encode(self) -> String {
        let mut families = Vec::with_capacity(self.0.len());
        for (metric, samples) in catalog::ALL.iter().zip(self.0) {
            if samples.is_empty() {
                continue;
            }
            let mut family = MetricFamily::default();
            family.set_name(metric.name.to_owned());
            family.set_help(metric.help.trim().to_owned());
            family.set_field_type(match metric.kind {
                Kind::Counter => MetricType::COUNTER,
                Kind::Gauge => MetricType::GAUGE,
                Kind::Histogram => MetricType::HISTOGRAM,
            });
            family.set_metric(samples);
            families.push(family);
        }
        let mut text = String::new();
        if let Err(error) = TextEncoder::new().encode_utf8(&families, &mut text) {
            tracing::error!(%error, "metrics cannot be written as text");
        }
        text
    }
}

fn labelled(metric: &'static Metric, values: &[&str]) -> Sample {
    let labels = metric.labels.iter().zip(values).map(|(name, value)| {
        let mut label = LabelPair::default();
        label.set_name((*name).to_owned());
        label.set_value((*value).to_owned());
        label
    });
    Sample::from_label(labels.collect())
}

/// What can be a sample's value. Counts lose precision above 2⁵³, as they do in Prometheus.
pub(super) trait Number {
    fn to_f64(self) -> f64;
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl Number for $kind {
            #[allow(clippy::cast_precision_loss, clippy::cast_lossless)]
            fn to_f64(self) -> f64 {
                self as f64
            }
        }
    )*};
}
numbers!(u64, usize, i64, i32, f64);

impl Number for bool {
    fn to_f64(self) -> f64 {
        f64::from(u8::from(self))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{catalog, histogram};
    use super::*;

    #[test]
    fn samples_become_the_text_that_prometheus_reads() {
        let times = histogram::Histogram::default();
        times.record(Duration::from_micros(300));
        times.record(Duration::from_secs(100));
        let mut counted = Counted::default();
        times.add_to(&mut counted);
        let mut families = Families::new();
        families.set(catalog::BYTES_IN, &[], 7u64);
        families.set(catalog::BYTES_IN, &["a \"b\"\n"], 7u64);
        families.histogram(catalog::FLUSH_SECONDS, &[], &counted);
        families.quantiles(catalog::FLUSH_TIME_MS, &[], &Counted::default());
        let text = families.encode();
        let name = catalog::BYTES_IN.name;
        assert!(
            text.contains(&format!(
                "# TYPE {name} counter\n{name} 7\n{name}{{topic=\"a \\\"b\\\"\\n\"}} 7\n"
            ))
        );
        let name = catalog::FLUSH_SECONDS.name;
        for sample in ["_bucket{le=\"0.000256\"} 0", "_bucket{le=\"0.001024\"} 1", "_bucket{le=\"+Inf\"} 2"] {
            assert!(text.contains(&format!("{name}{sample}\n")), "{sample}: {text}");
        }
        assert!(
            text.contains(&format!("{}{{quantile=\"0.999\"}} NaN\n", catalog::FLUSH_TIME_MS.name)),
            "{text}"
        );
        assert_eq!(text.matches("# TYPE").count(), 3);
    }
}
