//! What the configuration of a topic comes to: its overrides, then the broker's layers, then the default.

use metadata::ConfigImage;
use model::batch::TimestampType;
use model::compression::Compression;
use storage::log::{CleanupPolicy, LogConfig};
use storage::validate::TopicCompression;

use super::dynamic::{DynamicBrokerConfigs, broker_value_of_synonyms};
use super::keys::{self, topic};
use super::{Config, Value};

/// One topic's configuration, key by key.
#[derive(Clone, Copy, Debug)]
pub struct TopicConfig<'a> {
    config: &'a Config,
    dynamic: &'a DynamicBrokerConfigs,
    overrides: &'a ConfigImage,
}

/// What storage needs of a topic's configuration.
#[must_use]
pub fn topic_log_config(
    config: &Config,
    dynamic: &DynamicBrokerConfigs,
    overrides: &ConfigImage,
) -> LogConfig {
    let topic = TopicConfig::new(config, dynamic, overrides);
    let policies = topic.list(topic::CLEANUP_POLICY);
    let has = |policy: &str| policies.iter().any(|p| p == policy);
    LogConfig {
        segment_bytes: topic.segment_bytes(),
        segment_ms: topic.long(topic::SEGMENT_MS),
        segment_jitter_ms: topic.long(topic::SEGMENT_JITTER_MS),
        segment_index_bytes: topic.int(topic::SEGMENT_INDEX_BYTES),
        index_interval_bytes: topic.int(topic::INDEX_INTERVAL_BYTES),
        retention_bytes: topic.long(topic::RETENTION_BYTES),
        retention_ms: topic.long(topic::RETENTION_MS),
        flush_messages: topic.long(topic::FLUSH_MESSAGES),
        flush_ms: topic.long(topic::FLUSH_MS),
        max_message_bytes: topic.int(topic::MAX_MESSAGE_BYTES),
        message_timestamp_type: topic.timestamp_type(),
        message_timestamp_before_max_ms: topic.long(topic::MESSAGE_TIMESTAMP_BEFORE_MAX_MS),
        message_timestamp_after_max_ms: topic.long(topic::MESSAGE_TIMESTAMP_AFTER_MAX_MS),
        compression: topic.compression(),
        cleanup_policy: CleanupPolicy { compact: has("compact"), delete: has("delete") },
        delete_retention_ms: topic.long(topic::DELETE_RETENTION_MS),
        min_compaction_lag_ms: topic.long(topic::MIN_COMPACTION_LAG_MS),
        max_compaction_lag_ms: topic.long(topic::MAX_COMPACTION_LAG_MS),
        min_cleanable_dirty_ratio: topic.double(topic::MIN_CLEANABLE_DIRTY_RATIO),
        file_delete_delay_ms: topic.long(topic::FILE_DELETE_DELAY_MS),
        preallocate: topic.value(topic::PREALLOCATE) == Value::Boolean(true),
        producer_id_expiration_ms: topic.broker_long(keys::PRODUCER_ID_EXPIRATION_MS),
    }
}

impl<'a> TopicConfig<'a> {
    #[must_use]
    pub fn new(config: &'a Config, dynamic: &'a DynamicBrokerConfigs, overrides: &'a ConfigImage) -> Self {
        Self { config, dynamic, overrides }
    }

    /// The value in force.
    ///
    /// # Panics
    /// For a name that is no key of topics: use the constants of [`keys::topic`].
    #[must_use]
    #[allow(clippy::panic)]
    pub fn value(&self, name: &str) -> Value {
        let key = keys::topic_key(name).unwrap_or_else(|| panic!("topic config {name} is not declared"));
        // An override outside today's bounds may come from another release: the broker's value counts then.
        if let Some(value) = self.overrides.get(name).and_then(|text| Value::parse(key, text).ok()) {
            return value;
        }
        match key.broker_key {
            Some(broker_key) => broker_value_of_synonyms(self.config, self.dynamic, broker_key),
            None => Value::default_of(key),
        }
    }

    #[must_use]
    pub fn long(&self, name: &str) -> i64 {
        match self.value(name) {
            Value::Number(number) => number,
            _ => 0,
        }
    }

    /// Of a key that only the broker has.
    fn broker_long(&self, name: &str) -> i64 {
        match broker_value_of_synonyms(self.config, self.dynamic, name) {
            Value::Number(number) => number,
            _ => 0,
        }
    }

    #[must_use]
    pub fn int(&self, name: &str) -> i32 {
        i32::try_from(self.long(name)).unwrap_or(i32::MAX)
    }

    fn segment_bytes(&self) -> i32 {
        let is_set = self.value(topic::INTERNAL_SEGMENT_BYTES) != Value::Null;
        self.int(if is_set { topic::INTERNAL_SEGMENT_BYTES } else { topic::SEGMENT_BYTES })
    }

    #[must_use]
    pub fn list(&self, name: &str) -> Vec<String> {
        match self.value(name) {
            Value::List(items) => items,
            _ => Vec::new(),
        }
    }

    fn double(&self, name: &str) -> f64 {
        match self.value(name) {
            Value::Double(number) => number,
            _ => 0.0,
        }
    }

    fn text(&self, name: &str) -> String {
        self.value(name).to_string()
    }

    fn timestamp_type(&self) -> TimestampType {
        match self.text(topic::MESSAGE_TIMESTAMP_TYPE).as_str() {
            "LogAppendTime" => TimestampType::LogAppendTime,
            _ => TimestampType::CreateTime,
        }
    }

    fn compression(&self) -> TopicCompression {
        let name = self.text(topic::COMPRESSION_TYPE);
        let (codec, level) = match name.as_str() {
            "uncompressed" => (Compression::None, None),
            "gzip" => (Compression::Gzip, Some(self.int(topic::COMPRESSION_GZIP_LEVEL)).filter(|l| *l != -1)),
            "snappy" => (Compression::Snappy, None),
            "lz4" => (Compression::Lz4, Some(self.int(topic::COMPRESSION_LZ4_LEVEL))),
            "zstd" => (Compression::Zstd, Some(self.int(topic::COMPRESSION_ZSTD_LEVEL))),
            _ => return TopicCompression::Producer,
        };
        TopicCompression::Codec { codec, level }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(pairs: &[(&str, &str)]) -> ConfigImage {
        pairs.iter().copied().collect()
    }

    fn resolve(
        statics: &[(&str, &str)],
        dynamic: [&[(&str, &str)]; 2],
        overrides: &[(&str, &str)],
    ) -> LogConfig {
        let config = Config::from_pairs(statics).unwrap();
        let dynamic = DynamicBrokerConfigs { broker: image(dynamic[0]), cluster_default: image(dynamic[1]) };
        topic_log_config(&config, &dynamic, &image(overrides))
    }

    #[test]
    fn without_settings_only_the_flush_differs_from_kafka() {
        let expected = LogConfig { flush_messages: 1, ..LogConfig::default() };
        assert_eq!(resolve(&[], [&[], &[]], &[]), expected);
    }

    #[test]
    fn the_nearest_layer_wins() {
        let statics: &[_] = &[("log.segment.bytes", "2000000")];
        let of = |dynamic: [&[(&str, &str)]; 2], overrides: &[(&str, &str)]| {
            resolve(statics, dynamic, overrides).segment_bytes
        };
        assert_eq!(of([&[], &[]], &[]), 2_000_000);
        let default: &[_] = &[("log.segment.bytes", "3000000")];
        assert_eq!(of([&[], default], &[]), 3_000_000);
        let broker: &[_] = &[("log.segment.bytes", "4000000")];
        assert_eq!(of([broker, default], &[]), 4_000_000);
        assert_eq!(of([broker, default], &[("segment.bytes", "5000000")]), 5_000_000);
        assert_eq!(of([broker, default], &[("internal.segment.bytes", "100")]), 100);
    }

    #[test]
    fn milliseconds_beat_minutes_and_minutes_beat_hours() {
        let of = |statics: &[(&str, &str)]| resolve(statics, [&[], &[]], &[]).retention_ms;
        assert_eq!(of(&[("log.retention.hours", "2")]), 7_200_000);
        assert_eq!(of(&[("log.retention.hours", "2"), ("log.retention.minutes", "3")]), 180_000);
        assert_eq!(of(&[("log.retention.minutes", "3"), ("log.retention.ms", "4")]), 4);
        assert_eq!(of(&[("log.retention.hours", "-1")]), -1);
        // A dynamic value for the milliseconds wins over static hours.
        let dynamic: &[_] = &[("log.retention.ms", "9")];
        assert_eq!(resolve(&[("log.retention.hours", "2")], [&[], dynamic], &[]).retention_ms, 9);
    }

    #[test]
    fn how_long_producers_are_remembered_is_the_brokers_to_say() {
        let of = |dynamic: [&[(&str, &str)]; 2]| {
            resolve(&[("producer.id.expiration.ms", "1000")], dynamic, &[]).producer_id_expiration_ms
        };
        assert_eq!(of([&[], &[]]), 1000);
        assert_eq!(of([&[], &[("producer.id.expiration.ms", "2000")]]), 2000);
    }

    #[test]
    fn compression_carries_its_level() {
        let of = |overrides: &[(&str, &str)]| resolve(&[], [&[], &[]], overrides).compression;
        let codec = |codec, level| TopicCompression::Codec { codec, level };
        assert_eq!(of(&[("compression.type", "zstd")]), codec(Compression::Zstd, Some(3)));
        assert_eq!(of(&[("compression.type", "gzip")]), codec(Compression::Gzip, None));
        assert_eq!(of(&[("compression.type", "uncompressed")]), codec(Compression::None, None));
    }
}
