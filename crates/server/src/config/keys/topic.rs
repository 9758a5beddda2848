//! What a topic can override. Each key names the broker key that gives its default.

use super::ConfigKey;
use crate::config::key::{boolean, double, int, list, long, string};

config_keys! {
    TOPIC

    /// Size at which a segment file of this topic is closed and the next one begun.
    SEGMENT_BYTES = "segment.bytes",
        int().default("1073741824").at_least(1048576).per_entity().broker_key("log.segment.bytes").medium();
    /// Takes the place of segment.bytes, without its lower bound, for tests.
    INTERNAL_SEGMENT_BYTES = "internal.segment.bytes",
        int().at_least(1).per_entity().medium().internal();
    /// Age at which a segment is closed even if it is not full.
    SEGMENT_MS = "segment.ms",
        long().default("604800000").at_least(1).per_entity().broker_key("log.roll.ms").medium();
    /// Up to this much is taken off segment.ms at random, so that not all segments roll at once.
    SEGMENT_JITTER_MS = "segment.jitter.ms",
        long().default("0").at_least(0).per_entity().broker_key("log.roll.jitter.ms").medium();
    /// Largest size of an offset or time index; a full one closes its segment.
    SEGMENT_INDEX_BYTES = "segment.index.bytes",
        int().default("10485760").at_least(4).per_entity().broker_key("log.index.size.max.bytes").medium();
    /// After how many records a partition is flushed to disk. With 1, acks=all is answered only when the
    /// records are on disk on every replica that counts.
    FLUSH_MESSAGES = "flush.messages",
        long().default("1").at_least(1).per_entity().broker_key("log.flush.interval.messages").medium();
    /// The longest that a record stays unflushed.
    FLUSH_MS = "flush.ms",
        long().default("9223372036854775807").at_least(0).per_entity().broker_key("log.flush.interval.ms")
            .medium().not_yet();
    /// Size of a partition above which its oldest segments are deleted; -1 for no limit.
    RETENTION_BYTES = "retention.bytes",
        long().default("-1").per_entity().broker_key("log.retention.bytes").medium().not_yet();
    /// How long a closed segment is kept; -1 for ever.
    RETENTION_MS = "retention.ms",
        long().default("604800000").at_least(-1).per_entity().broker_key("log.retention.ms").medium()
            .not_yet();
    /// Largest record batch, as it is after compression, that a producer may send to this topic.
    MAX_MESSAGE_BYTES = "max.message.bytes",
        int().default("1048588").at_least(0).per_entity().broker_key("message.max.bytes").medium();
    /// Bytes of records between two entries of the offset index.
    INDEX_INTERVAL_BYTES = "index.interval.bytes",
        int().default("4096").at_least(0).per_entity().broker_key("log.index.interval.bytes").medium();
    /// How long tombstones and transaction markers of a compacted topic are kept.
    DELETE_RETENTION_MS = "delete.retention.ms",
        long().default("86400000").at_least(0).per_entity().broker_key("log.cleaner.delete.retention.ms")
            .medium().not_yet();
    /// How long a record stays uncompacted at least.
    MIN_COMPACTION_LAG_MS = "min.compaction.lag.ms",
        long().default("0").at_least(0).per_entity().broker_key("log.cleaner.min.compaction.lag.ms")
            .medium().not_yet();
    /// How long a record may stay uncompacted at most.
    MAX_COMPACTION_LAG_MS = "max.compaction.lag.ms",
        long().default("9223372036854775807").at_least(1).per_entity()
            .broker_key("log.cleaner.max.compaction.lag.ms").medium().not_yet();
    /// How long a deleted segment's file stays, so that readers can finish.
    FILE_DELETE_DELAY_MS = "file.delete.delay.ms",
        long().default("60000").at_least(0).per_entity().broker_key("log.segment.delete.delay.ms")
            .medium().not_yet();
    /// The share of uncompacted bytes at which a log is worth compacting.
    MIN_CLEANABLE_DIRTY_RATIO = "min.cleanable.dirty.ratio",
        double().default("0.5").ratio_between(0.0, 1.0).per_entity()
            .broker_key("log.cleaner.min.cleanable.ratio").medium().not_yet();
    /// What happens to old segments: delete, compact, or both. Empty keeps everything.
    CLEANUP_POLICY = "cleanup.policy",
        list().default("delete").subset_of(&["compact", "delete"]).per_entity()
            .broker_key("log.cleanup.policy").medium();
    /// Whether a replica that was not in sync may become leader when nothing else is left, losing records.
    UNCLEAN_LEADER_ELECTION_ENABLE = "unclean.leader.election.enable",
        boolean().default("false").per_entity().broker_key("unclean.leader.election.enable").medium()
            .not_yet();
    /// How many replicas must have a record before acks=all is answered and consumers see it.
    MIN_INSYNC_REPLICAS = "min.insync.replicas",
        int().default("1").at_least(1).per_entity().broker_key("min.insync.replicas").medium().not_yet();
    /// How batches are compressed on disk: a codec, uncompressed, or producer to keep what the producer
    /// sent.
    COMPRESSION_TYPE = "compression.type",
        string().default("producer")
            .one_of(&["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]).per_entity()
            .broker_key("compression.type").medium();
    /// Level used when the broker compresses with gzip; -1 is the codec's own default.
    COMPRESSION_GZIP_LEVEL = "compression.gzip.level",
        int().default("-1").between_or_minus_one(1, 9).per_entity().broker_key("compression.gzip.level")
            .medium();
    /// Level used when the broker compresses with lz4.
    COMPRESSION_LZ4_LEVEL = "compression.lz4.level",
        int().default("9").between(1, 17).per_entity().broker_key("compression.lz4.level").medium();
    /// Level used when the broker compresses with zstd.
    COMPRESSION_ZSTD_LEVEL = "compression.zstd.level",
        int().default("3").between(-131072, 22).per_entity().broker_key("compression.zstd.level").medium();
    /// Whether the file of a new segment gets its full size at once.
    PREALLOCATE = "preallocate",
        boolean().default("false").per_entity().broker_key("log.preallocate").medium();
    /// Whether a record's timestamp is the producer's (CreateTime) or the time of the append
    /// (LogAppendTime).
    MESSAGE_TIMESTAMP_TYPE = "message.timestamp.type",
        string().default("CreateTime").one_of(&["CreateTime", "LogAppendTime"]).per_entity()
            .broker_key("log.message.timestamp.type").medium();
    /// How far in the past a record's timestamp may lie; older ones are refused.
    MESSAGE_TIMESTAMP_BEFORE_MAX_MS = "message.timestamp.before.max.ms",
        long().default("9223372036854775807").at_least(0).per_entity()
            .broker_key("log.message.timestamp.before.max.ms").medium();
    /// How far in the future a record's timestamp may lie; later ones are refused.
    MESSAGE_TIMESTAMP_AFTER_MAX_MS = "message.timestamp.after.max.ms",
        long().default("3600000").at_least(0).per_entity()
            .broker_key("log.message.timestamp.after.max.ms").medium();
    /// Replicas whose leader is throttled: partition:broker pairs separated by commas, or *.
    LEADER_REPLICATION_THROTTLED_REPLICAS = "leader.replication.throttled.replicas",
        list().default("").throttled_replicas().per_entity().medium().not_yet();
    /// Replicas that are throttled as followers: partition:broker pairs separated by commas, or *.
    FOLLOWER_REPLICATION_THROTTLED_REPLICAS = "follower.replication.throttled.replicas",
        list().default("").throttled_replicas().per_entity().medium().not_yet();
    /// Whether closed segments are copied to tiered storage.
    REMOTE_STORAGE_ENABLE = "remote.storage.enable",
        boolean().default("false").per_entity().medium().not_yet();
    /// How long a segment that is in tiered storage stays on the local disk; -2 takes retention.ms.
    LOCAL_RETENTION_MS = "local.retention.ms",
        long().default("-2").at_least(-2).per_entity().broker_key("log.local.retention.ms").medium()
            .not_yet();
    /// Local size of a partition above which segments that are in tiered storage are deleted; -2 takes
    /// retention.bytes.
    LOCAL_RETENTION_BYTES = "local.retention.bytes",
        long().default("-2").at_least(-2).per_entity().broker_key("log.local.retention.bytes").medium()
            .not_yet();
    /// Whether tiered storage of this topic is read only.
    REMOTE_LOG_COPY_DISABLE = "remote.log.copy.disable",
        boolean().default("false").per_entity().medium().not_yet();
    /// Whether the tiered data is deleted when remote.storage.enable is switched off.
    REMOTE_LOG_DELETE_ON_DISABLE = "remote.log.delete.on.disable",
        boolean().default("false").per_entity().medium().not_yet();
}
