//! What Kafka knows but shows to nobody.

use super::ConfigKey;
use crate::config::key::{boolean, double, int, long, string};

config_keys! {
    INTERNAL

    /// Controller events that take longer than this are logged.
    CONTROLLER_PERFORMANCE_ALWAYS_LOG_THRESHOLD_MS = "controller.performance.always.log.threshold.ms",
        long().default("2000").at_least(0).medium().no_effect().internal();
    /// How often the slowest controller event is logged.
    CONTROLLER_PERFORMANCE_SAMPLE_PERIOD_MS = "controller.performance.sample.period.ms",
        long().default("60000").at_least(100).medium().no_effect().internal();
    /// How often regular expressions of subscriptions are looked at again.
    GROUP_CONSUMER_REGEX_REFRESH_INTERVAL_MS = "group.consumer.regex.refresh.interval.ms",
        int().default("600000").at_least(10000).medium().no_effect().internal();
    /// The wait between two tries to initialise a share partition.
    GROUP_SHARE_INITIALIZE_RETRY_INTERVAL_MS = "group.share.initialize.retry.interval.ms",
        int().default("30000").at_least(1).low().no_effect().internal();
    /// The Java class that keeps share group state.
    GROUP_SHARE_PERSISTER_CLASS_NAME = "group.share.persister.class.name",
        string().default("org.apache.kafka.server.share.persister.DefaultStatePersister").medium()
            .no_effect().internal();
    /// How long a deleted file of the metadata log stays.
    INTERNAL_METADATA_DELETE_DELAY_MILLIS = "internal.metadata.delete.delay.millis",
        long().default("60000").low().no_effect().internal();
    /// Segment size of the metadata log, for tests.
    INTERNAL_METADATA_LOG_SEGMENT_BYTES = "internal.metadata.log.segment.bytes",
        int().low().no_effect().internal();
    /// The largest batch of the metadata log.
    INTERNAL_METADATA_MAX_BATCH_SIZE_IN_BYTES = "internal.metadata.max.batch.size.in.bytes",
        int().default("8388608").low().no_effect().internal();
    /// How long after the start the log's background work begins.
    LOG_INITIAL_TASK_DELAY_MS = "log.initial.task.delay.ms",
        long().default("30000").at_least(0).low().no_effect().internal();
    /// How often expired producer ids are looked for.
    PRODUCER_ID_EXPIRATION_CHECK_INTERVAL_MS = "producer.id.expiration.check.interval.ms",
        int().default("600000").at_least(1).low().internal();
    /// How long an unused index of a tiered segment is kept.
    REMOTE_LOG_INDEX_FILE_CACHE_TTL_MS = "remote.log.index.file.cache.ttl.ms",
        long().default("900000").at_least(-1).low().no_effect().internal();
    /// The longest wait between two tries of a task of tiered storage.
    REMOTE_LOG_MANAGER_TASK_RETRY_BACKOFF_MAX_MS = "remote.log.manager.task.retry.backoff.max.ms",
        long().default("30000").at_least(1).low().no_effect().internal();
    /// The first wait between two tries of a task of tiered storage.
    REMOTE_LOG_MANAGER_TASK_RETRY_BACKOFF_MS = "remote.log.manager.task.retry.backoff.ms",
        long().default("500").at_least(1).low().no_effect().internal();
    /// Random part of those waits.
    REMOTE_LOG_MANAGER_TASK_RETRY_JITTER = "remote.log.manager.task.retry.jitter",
        double().default("0.2").ratio_between(0.0, 0.5).low().no_effect().internal();
    /// How long a start may take.
    SERVER_MAX_STARTUP_TIME_MS = "server.max.startup.time.ms",
        long().default("9223372036854775807").at_least(0).medium().no_effect().internal();
    /// How often the state of idle share partitions is written again.
    SHARE_COORDINATOR_COLD_PARTITION_SNAPSHOT_INTERVAL_MS = "share.coordinator.cold.partition.snapshot.interval.ms",
        int().default("300000").at_least(1).low().no_effect().internal();
    /// How often the topic of share group state is pruned.
    SHARE_COORDINATOR_STATE_TOPIC_PRUNE_INTERVAL_MS = "share.coordinator.state.topic.prune.interval.ms",
        int().default("300000").at_least(1).low().no_effect().internal();
    /// How often partitions that wait for an unclean election are looked for.
    UNCLEAN_LEADER_ELECTION_INTERVAL_MS = "unclean.leader.election.interval.ms",
        long().default("300000").at_least(1).medium().no_effect().internal();
    /// Whether versions of APIs that are not final are served.
    UNSTABLE_API_VERSIONS_ENABLE = "unstable.api.versions.enable",
        boolean().default("false").high().no_effect().internal();
    /// Whether versions of features that are not final may be set.
    UNSTABLE_FEATURE_VERSIONS_ENABLE = "unstable.feature.versions.enable",
        boolean().default("false").high().no_effect().internal();
}
