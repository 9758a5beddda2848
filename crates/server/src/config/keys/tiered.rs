//! Tiered storage.

use super::ConfigKey;
use crate::config::key::{boolean, int, long, string};

config_keys! {
    TIERED

    /// Whether tiered storage may be used at all.
    REMOTE_LOG_STORAGE_SYSTEM_ENABLE = "remote.log.storage.system.enable",
        boolean().default("false").medium().not_yet();
    /// Prefix of the keys that belong to the remote storage plugin.
    REMOTE_LOG_STORAGE_MANAGER_IMPL_PREFIX = "remote.log.storage.manager.impl.prefix",
        string().default("rsm.config.").not_empty().medium().no_effect();
    /// Prefix of the keys that belong to the plugin for remote metadata.
    REMOTE_LOG_METADATA_MANAGER_IMPL_PREFIX = "remote.log.metadata.manager.impl.prefix",
        string().default("rlmm.config.").not_empty().medium().no_effect();
    /// The Java class of the remote storage plugin.
    REMOTE_LOG_STORAGE_MANAGER_CLASS_NAME = "remote.log.storage.manager.class.name",
        string().not_empty().medium().no_effect();
    /// Where the class of the remote storage plugin is found.
    REMOTE_LOG_STORAGE_MANAGER_CLASS_PATH = "remote.log.storage.manager.class.path",
        string().medium().no_effect();
    /// The Java class of the plugin for remote metadata.
    REMOTE_LOG_METADATA_MANAGER_CLASS_NAME = "remote.log.metadata.manager.class.name",
        string()
            .default("org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager").not_empty().medium().no_effect();
    /// Where the class of the plugin for remote metadata is found.
    REMOTE_LOG_METADATA_MANAGER_CLASS_PATH = "remote.log.metadata.manager.class.path",
        string().medium().no_effect();
    /// The listener over which the plugin for remote metadata talks to brokers.
    REMOTE_LOG_METADATA_MANAGER_LISTENER_NAME = "remote.log.metadata.manager.listener.name",
        string().not_empty().medium().not_yet();
    /// The most bytes that a remote storage plugin may attach to a segment.
    REMOTE_LOG_METADATA_CUSTOM_METADATA_MAX_BYTES = "remote.log.metadata.custom.metadata.max.bytes",
        int().default("128").at_least(0).low().no_effect();
    /// Disk space for indexes of tiered segments.
    REMOTE_LOG_INDEX_FILE_CACHE_TOTAL_SIZE_BYTES = "remote.log.index.file.cache.total.size.bytes",
        long().default("1073741824").at_least(1).cluster_wide().low().no_effect();
    /// Threads of tiered storage in Apache Kafka.
    REMOTE_LOG_MANAGER_THREAD_POOL_SIZE = "remote.log.manager.thread.pool.size",
        int().default("2").at_least(1).medium().no_effect();
    /// How many segments are copied to the tier at a time.
    REMOTE_LOG_MANAGER_COPIER_THREAD_POOL_SIZE = "remote.log.manager.copier.thread.pool.size",
        int().default("10").at_least(1).cluster_wide().medium().no_effect();
    /// How many expirations in the tier run at a time.
    REMOTE_LOG_MANAGER_EXPIRATION_THREAD_POOL_SIZE = "remote.log.manager.expiration.thread.pool.size",
        int().default("10").at_least(1).cluster_wide().medium().no_effect();
    /// Threads with which followers read the tier in Apache Kafka.
    REMOTE_LOG_MANAGER_FOLLOWER_THREAD_POOL_SIZE = "remote.log.manager.follower.thread.pool.size",
        int().default("2").at_least(1).cluster_wide().medium().no_effect();
    /// How often segments to copy or expire are looked for.
    REMOTE_LOG_MANAGER_TASK_INTERVAL_MS = "remote.log.manager.task.interval.ms",
        long().default("30000").at_least(1).low().no_effect();
    /// How many reads of the tier run at a time.
    REMOTE_LOG_READER_THREADS = "remote.log.reader.threads",
        int().default("10").at_least(1).cluster_wide().medium().no_effect();
    /// How many reads of the tier may wait.
    REMOTE_LOG_READER_MAX_PENDING_TASKS = "remote.log.reader.max.pending.tasks",
        int().default("100").at_least(1).medium().no_effect();
    /// How long a segment that is in the tier stays on the local disk; -2 takes log.retention.ms.
    LOG_LOCAL_RETENTION_MS = "log.local.retention.ms",
        long().default("-2").at_least(-2).cluster_wide().medium().not_yet();
    /// Local size of a partition above which segments that are in the tier are deleted; -2 takes
    /// log.retention.bytes.
    LOG_LOCAL_RETENTION_BYTES = "log.local.retention.bytes",
        long().default("-2").at_least(-2).cluster_wide().medium().not_yet();
    /// The most bytes a second that are copied to the tier.
    REMOTE_LOG_MANAGER_COPY_MAX_BYTES_PER_SECOND = "remote.log.manager.copy.max.bytes.per.second",
        long().default("9223372036854775807").at_least(1).cluster_wide().medium().not_yet();
    /// Windows over which copies to the tier are measured.
    REMOTE_LOG_MANAGER_COPY_QUOTA_WINDOW_NUM = "remote.log.manager.copy.quota.window.num",
        int().default("11").at_least(1).medium().no_effect();
    /// Length of one such window.
    REMOTE_LOG_MANAGER_COPY_QUOTA_WINDOW_SIZE_SECONDS = "remote.log.manager.copy.quota.window.size.seconds",
        int().default("1").at_least(1).medium().no_effect();
    /// The most bytes a second that are read from the tier.
    REMOTE_LOG_MANAGER_FETCH_MAX_BYTES_PER_SECOND = "remote.log.manager.fetch.max.bytes.per.second",
        long().default("9223372036854775807").at_least(1).cluster_wide().medium().not_yet();
    /// Windows over which reads of the tier are measured.
    REMOTE_LOG_MANAGER_FETCH_QUOTA_WINDOW_NUM = "remote.log.manager.fetch.quota.window.num",
        int().default("11").at_least(1).medium().no_effect();
    /// Length of one such window.
    REMOTE_LOG_MANAGER_FETCH_QUOTA_WINDOW_SIZE_SECONDS = "remote.log.manager.fetch.quota.window.size.seconds",
        int().default("1").at_least(1).medium().no_effect();
    /// How long a fetch waits for the tier.
    REMOTE_FETCH_MAX_WAIT_MS = "remote.fetch.max.wait.ms",
        int().default("500").at_least(1).cluster_wide().medium().not_yet();
    /// How long ListOffsets waits for the tier.
    REMOTE_LIST_OFFSETS_REQUEST_TIMEOUT_MS = "remote.list.offsets.request.timeout.ms",
        long().default("30000").at_least(1).cluster_wide().medium().not_yet();
}
