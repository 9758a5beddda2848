//! Compaction.

use super::ConfigKey;
use crate::config::key::{boolean, double, int, long};

config_keys! {
    CLEANER

    /// How many compactions run at a time.
    LOG_CLEANER_THREADS = "log.cleaner.threads",
        int().default("1").at_least(0).cluster_wide().medium().no_effect();
    /// The most bytes a second that compaction reads and writes.
    LOG_CLEANER_IO_MAX_BYTES_PER_SECOND = "log.cleaner.io.max.bytes.per.second",
        double().default("1.7976931348623157E308").cluster_wide().medium().not_yet();
    /// Memory for the map of keys during compaction, over all cleaner threads.
    LOG_CLEANER_DEDUPE_BUFFER_SIZE = "log.cleaner.dedupe.buffer.size",
        long().default("134217728").cluster_wide().medium().no_effect();
    /// Memory for the I/O buffers of compaction.
    LOG_CLEANER_IO_BUFFER_SIZE = "log.cleaner.io.buffer.size",
        int().default("524288").at_least(0).cluster_wide().medium().no_effect();
    /// How full the map of keys may get.
    LOG_CLEANER_IO_BUFFER_LOAD_FACTOR = "log.cleaner.io.buffer.load.factor",
        double().default("0.9").cluster_wide().medium().no_effect();
    /// How long the cleaner rests when nothing needs cleaning.
    LOG_CLEANER_BACKOFF_MS = "log.cleaner.backoff.ms",
        long().default("15000").at_least(0).cluster_wide().medium().not_yet();
    /// The share of uncompacted bytes at which a log is worth compacting.
    LOG_CLEANER_MIN_CLEANABLE_RATIO = "log.cleaner.min.cleanable.ratio",
        double().default("0.5").ratio_between(0.0, 1.0).cluster_wide().medium().not_yet();
    /// Whether logs are compacted at all.
    LOG_CLEANER_ENABLE = "log.cleaner.enable", boolean().default("true").medium().no_effect();
    /// How long tombstones and transaction markers of a compacted log are kept.
    LOG_CLEANER_DELETE_RETENTION_MS = "log.cleaner.delete.retention.ms",
        long().default("86400000").at_least(0).cluster_wide().medium().not_yet();
    /// How long a record stays uncompacted at least.
    LOG_CLEANER_MIN_COMPACTION_LAG_MS = "log.cleaner.min.compaction.lag.ms",
        long().default("0").at_least(0).cluster_wide().medium().not_yet();
    /// How long a record may stay uncompacted at most.
    LOG_CLEANER_MAX_COMPACTION_LAG_MS = "log.cleaner.max.compaction.lag.ms",
        long().default("9223372036854775807").at_least(1).cluster_wide().medium().not_yet();
}
