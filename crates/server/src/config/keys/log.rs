//! The log: directories, segments, retention, flushes, timestamps.

use super::ConfigKey;
use crate::config::key::{boolean, class, int, list, long, string};

config_keys! {
    LOG

    /// Partitions of a topic that is created without a number of its own.
    NUM_PARTITIONS = "num.partitions", int().default("1").at_least(1).medium();
    /// The directory for data, if log.dirs is unset.
    LOG_DIR = "log.dir", list().default("ottla-data").not_empty().high();
    /// The directories for data, separated by commas. Unset: log.dir.
    LOG_DIRS = "log.dirs", list().not_empty().high();
    /// Log directories that get no new partitions.
    CORDONED_LOG_DIRS = "cordoned.log.dirs", list().default("").per_broker().medium().not_yet();
    /// Size at which a segment file is closed and the next one begun.
    LOG_SEGMENT_BYTES = "log.segment.bytes",
        int().default("1073741824").at_least(1048576).cluster_wide().high();
    /// Age at which a segment is closed even if it is not full. Unset: log.roll.hours.
    LOG_ROLL_MS = "log.roll.ms", long().cluster_wide().high();
    /// Age in hours at which a segment is closed even if it is not full.
    LOG_ROLL_HOURS = "log.roll.hours", int().default("168").at_least(1).high();
    /// Up to this much is taken off a segment's age limit at random, so that not all roll at once. Unset:
    /// log.roll.jitter.hours.
    LOG_ROLL_JITTER_MS = "log.roll.jitter.ms", long().cluster_wide().high();
    /// As log.roll.jitter.ms, in hours.
    LOG_ROLL_JITTER_HOURS = "log.roll.jitter.hours", int().default("0").at_least(0).high();
    /// How long a closed segment is kept; -1 for ever. Unset: log.retention.minutes.
    LOG_RETENTION_MS = "log.retention.ms", long().cluster_wide().high().not_yet();
    /// As log.retention.ms, in minutes. Unset: log.retention.hours.
    LOG_RETENTION_MINUTES = "log.retention.minutes", int().high().not_yet();
    /// As log.retention.ms, in hours.
    LOG_RETENTION_HOURS = "log.retention.hours", int().default("168").high().not_yet();
    /// Size of a partition above which its oldest segments are deleted; -1 for no limit.
    LOG_RETENTION_BYTES = "log.retention.bytes", long().default("-1").cluster_wide().high().not_yet();
    /// How often segments are looked at for deletion.
    LOG_RETENTION_CHECK_INTERVAL_MS = "log.retention.check.interval.ms",
        long().default("300000").at_least(1).medium().not_yet();
    /// What happens to old segments: delete, compact, or both. Empty keeps everything.
    LOG_CLEANUP_POLICY = "log.cleanup.policy",
        list().default("delete").subset_of(&["compact", "delete"]).cluster_wide().medium();
    /// Largest size of an offset or time index; a full one closes its segment.
    LOG_INDEX_SIZE_MAX_BYTES = "log.index.size.max.bytes",
        int().default("10485760").at_least(4).cluster_wide().medium();
    /// Bytes of records between two entries of the offset index.
    LOG_INDEX_INTERVAL_BYTES = "log.index.interval.bytes",
        int().default("4096").at_least(0).cluster_wide().medium();
    /// After how many records a partition is flushed to disk. With 1, acks=all is answered only when the
    /// records are on disk on every replica that counts; with 9223372036854775807, from the page cache, as
    /// Apache Kafka does by default.
    LOG_FLUSH_INTERVAL_MESSAGES = "log.flush.interval.messages",
        long().default("1").at_least(1).cluster_wide().high();
    /// How long a deleted segment's file stays, so that readers can finish.
    LOG_SEGMENT_DELETE_DELAY_MS = "log.segment.delete.delay.ms",
        long().default("60000").at_least(0).cluster_wide().high();
    /// How often the flusher looks for logs that are due for a flush.
    LOG_FLUSH_SCHEDULER_INTERVAL_MS = "log.flush.scheduler.interval.ms",
        long().default("9223372036854775807").high().no_effect();
    /// The longest that a record stays unflushed. Unset: log.flush.scheduler.interval.ms.
    LOG_FLUSH_INTERVAL_MS = "log.flush.interval.ms", long().cluster_wide().high().not_yet();
    /// How often the recovery points are written down.
    LOG_FLUSH_OFFSET_CHECKPOINT_INTERVAL_MS = "log.flush.offset.checkpoint.interval.ms",
        int().default("60000").at_least(0).high().no_effect();
    /// How often the log start offsets are written down.
    LOG_FLUSH_START_OFFSET_CHECKPOINT_INTERVAL_MS = "log.flush.start.offset.checkpoint.interval.ms",
        int().default("60000").at_least(0).high().no_effect();
    /// Whether the file of a new segment gets its full size at once.
    LOG_PREALLOCATE = "log.preallocate", boolean().default("false").cluster_wide().medium();
    /// Threads for each data directory that recover logs after a crash.
    NUM_RECOVERY_THREADS_PER_DATA_DIR = "num.recovery.threads.per.data.dir",
        int().default("2").at_least(1).cluster_wide().high();
    /// Whether a topic that a client asks for is created if it does not exist.
    AUTO_CREATE_TOPICS_ENABLE = "auto.create.topics.enable", boolean().default("true").high();
    /// How many replicas must have a record before acks=all is answered and consumers see it.
    MIN_INSYNC_REPLICAS = "min.insync.replicas",
        int().default("1").at_least(1).cluster_wide().high().not_yet();
    /// Whether a record's timestamp is the producer's (CreateTime) or the time of the append
    /// (LogAppendTime).
    LOG_MESSAGE_TIMESTAMP_TYPE = "log.message.timestamp.type",
        string().default("CreateTime").one_of(&["CreateTime", "LogAppendTime"]).cluster_wide().medium();
    /// How far in the past a record's timestamp may lie; older ones are refused.
    LOG_MESSAGE_TIMESTAMP_BEFORE_MAX_MS = "log.message.timestamp.before.max.ms",
        long().default("9223372036854775807").at_least(0).cluster_wide().medium();
    /// How far in the future a record's timestamp may lie; later ones are refused.
    LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS = "log.message.timestamp.after.max.ms",
        long().default("3600000").at_least(0).cluster_wide().medium();
    /// A Java class that judges topics before they are created; there is no JVM to run it.
    CREATE_TOPIC_POLICY_CLASS_NAME = "create.topic.policy.class.name", class().low().no_effect();
    /// A Java class that judges config changes; there is no JVM to run it.
    ALTER_CONFIG_POLICY_CLASS_NAME = "alter.config.policy.class.name", class().low().no_effect();
    /// How long a broker with a failed log directory may fail to tell the controller before it stops.
    LOG_DIR_FAILURE_TIMEOUT_MS = "log.dir.failure.timeout.ms",
        long().default("30000").at_least(1).low().not_yet();
}
