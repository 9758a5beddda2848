//! What a topic's configuration means to its logs.

use model::Millis;

use crate::validate::TopicCompression;

/// Named and defaulted as Kafka's topic configuration, see `kafka-configs.sh`.
#[derive(Clone, Debug, PartialEq)]
pub struct LogConfig {
    pub segment_bytes: i32,
    pub segment_ms: i64,
    pub segment_jitter_ms: i64,
    pub segment_index_bytes: i32,
    pub index_interval_bytes: i32,
    /// -1: no limit.
    pub retention_bytes: i64,
    /// -1: no limit.
    pub retention_ms: i64,
    pub flush_messages: i64,
    pub flush_ms: i64,
    pub max_message_bytes: i32,
    pub message_timestamp_type: model::batch::TimestampType,
    pub message_timestamp_before_max_ms: i64,
    pub message_timestamp_after_max_ms: i64,
    pub compression: TopicCompression,
    pub cleanup_policy: CleanupPolicy,
    pub delete_retention_ms: i64,
    pub min_compaction_lag_ms: i64,
    pub max_compaction_lag_ms: i64,
    pub min_cleanable_dirty_ratio: f64,
    pub file_delete_delay_ms: i64,
    pub preallocate: bool,
    pub producer_id_expiration_ms: i64,
}

/// `cleanup.policy`. Neither: everything is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CleanupPolicy {
    pub compact: bool,
    pub delete: bool,
}

const WEEK: Millis = Millis(7 * 24 * 60 * 60 * 1000);
const DAY: Millis = Millis(24 * 60 * 60 * 1000);

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            segment_bytes: 1 << 30,
            segment_ms: WEEK.0,
            segment_jitter_ms: 0,
            segment_index_bytes: 10 << 20,
            index_interval_bytes: 4096,
            retention_bytes: -1,
            retention_ms: WEEK.0,
            flush_messages: i64::MAX,
            flush_ms: i64::MAX,
            max_message_bytes: (1 << 20) + 12,
            message_timestamp_type: model::batch::TimestampType::CreateTime,
            message_timestamp_before_max_ms: i64::MAX,
            message_timestamp_after_max_ms: 60 * 60 * 1000,
            compression: TopicCompression::Producer,
            cleanup_policy: CleanupPolicy { compact: false, delete: true },
            delete_retention_ms: DAY.0,
            min_compaction_lag_ms: 0,
            max_compaction_lag_ms: i64::MAX,
            min_cleanable_dirty_ratio: 0.5,
            file_delete_delay_ms: 60_000,
            preallocate: false,
            producer_id_expiration_ms: DAY.0,
        }
    }
}
