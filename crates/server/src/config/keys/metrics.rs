//! Metrics and client telemetry.

use super::ConfigKey;
use crate::config::key::{int, list, long, string};

config_keys! {
    METRICS

    /// Where metrics and health are served by HTTP, as host:port: /metrics, /livez, /readyz. Port 0 takes a free one;
    /// empty serves none. The default is given up with a warning where it is taken; an address that was set must be
    /// free.
    OTTLA_METRICS_LISTENER = "ottla.metrics.listener", string().default("localhost:9644").medium();
    /// Samples of each metric in Apache Kafka.
    METRICS_NUM_SAMPLES = "metrics.num.samples", int().default("2").at_least(1).low().no_effect();
    /// Length of one such sample.
    METRICS_SAMPLE_WINDOW_MS = "metrics.sample.window.ms",
        long().default("30000").at_least(1).low().no_effect();
    /// Java classes that report metrics.
    METRIC_REPORTERS = "metric.reporters",
        list().default("org.apache.kafka.common.metrics.JmxReporter").cluster_wide().low().no_effect();
    /// How detailed metrics are in Apache Kafka.
    METRICS_RECORDING_LEVEL = "metrics.recording.level", string().default("INFO").low().no_effect();
    /// Java classes that report the older metrics.
    KAFKA_METRICS_REPORTERS = "kafka.metrics.reporters", list().default("").low().no_effect();
    /// How often those reporters look.
    KAFKA_METRICS_POLLING_INTERVAL_SECS = "kafka.metrics.polling.interval.secs",
        int().default("10").at_least(1).low().no_effect();
    /// The most bytes that a client may push at a time.
    TELEMETRY_MAX_BYTES = "telemetry.max.bytes", int().default("1048576").at_least(1).low().not_yet();
}
