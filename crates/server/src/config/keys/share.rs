//! Share groups and their coordinator.

use super::ConfigKey;
use crate::config::key::{int, short};

config_keys! {
    SHARE

    /// How often a share group delivers a record before it is given up.
    GROUP_SHARE_DELIVERY_COUNT_LIMIT = "group.share.delivery.count.limit",
        int().default("5").between(2, 10).medium().not_yet();
    /// The most that a share group's delivery count limit may be.
    GROUP_SHARE_MAX_DELIVERY_COUNT_LIMIT = "group.share.max.delivery.count.limit",
        int().default("10").between(5, 25).medium().not_yet();
    /// The least that a share group's delivery count limit may be.
    GROUP_SHARE_MIN_DELIVERY_COUNT_LIMIT = "group.share.min.delivery.count.limit",
        int().default("2").between(2, 5).medium().not_yet();
    /// How long a record stays with the member of a share group that acquired it.
    GROUP_SHARE_RECORD_LOCK_DURATION_MS = "group.share.record.lock.duration.ms",
        int().default("30000").between(1000, 3600000).medium().not_yet();
    /// The shortest time that a share group may lock records for.
    GROUP_SHARE_MIN_RECORD_LOCK_DURATION_MS = "group.share.min.record.lock.duration.ms",
        int().default("15000").between(1000, 30000).medium().not_yet();
    /// The longest time that a share group may lock records for.
    GROUP_SHARE_MAX_RECORD_LOCK_DURATION_MS = "group.share.max.record.lock.duration.ms",
        int().default("60000").between(30000, 3600000).medium().not_yet();
    /// How many records of one partition a share group may have acquired.
    GROUP_SHARE_PARTITION_MAX_RECORD_LOCKS = "group.share.partition.max.record.locks",
        int().default("2000").between(100, 10000).medium().not_yet();
    /// The most that a share group's limit of acquired records may be.
    GROUP_SHARE_MAX_PARTITION_MAX_RECORD_LOCKS = "group.share.max.partition.max.record.locks",
        int().default("4000").between(2000, 10000).medium().not_yet();
    /// The least that a share group's limit of acquired records may be.
    GROUP_SHARE_MIN_PARTITION_MAX_RECORD_LOCKS = "group.share.min.partition.max.record.locks",
        int().default("100").between(100, 2000).medium().not_yet();
    /// Size of an internal structure of Apache Kafka that does not exist here.
    SHARE_FETCH_PURGATORY_PURGE_INTERVAL_REQUESTS = "share.fetch.purgatory.purge.interval.requests",
        int().default("1000").medium().no_effect();
    /// The most share sessions that this broker keeps.
    GROUP_SHARE_MAX_SHARE_SESSIONS = "group.share.max.share.sessions",
        int().default("2000").at_least(1).medium().not_yet();
    /// Partitions of the topic of share group state.
    SHARE_COORDINATOR_STATE_TOPIC_NUM_PARTITIONS = "share.coordinator.state.topic.num.partitions",
        int().default("50").at_least(1).high().not_yet();
    /// Replicas of the topic of share group state; fewer while there are fewer brokers.
    SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR = "share.coordinator.state.topic.replication.factor",
        short().default("3").at_least(1).high().not_yet();
    /// min.insync.replicas of the topic of share group state.
    SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR = "share.coordinator.state.topic.min.isr",
        short().default("2").at_least(1).high().not_yet();
    /// Segment size of the topic of share group state.
    SHARE_COORDINATOR_STATE_TOPIC_SEGMENT_BYTES = "share.coordinator.state.topic.segment.bytes",
        int().default("104857600").at_least(1).high().not_yet();
    /// Threads of the share coordinator in Apache Kafka.
    SHARE_COORDINATOR_THREADS = "share.coordinator.threads",
        int().default("1").at_least(1).medium().no_effect();
    /// How many updates are written between two snapshots of a share partition's state.
    SHARE_COORDINATOR_SNAPSHOT_UPDATE_RECORDS_PER_SNAPSHOT = "share.coordinator.snapshot.update.records.per.snapshot",
        int().default("500").between(0, 500).medium().not_yet();
    /// Bytes of share group state that are read at a time when a coordinator takes over.
    SHARE_COORDINATOR_LOAD_BUFFER_SIZE = "share.coordinator.load.buffer.size",
        int().default("5242880").at_least(1).high().no_effect();
    /// Codec of the topic of share group state, by number; 0 is none.
    SHARE_COORDINATOR_STATE_TOPIC_COMPRESSION_CODEC = "share.coordinator.state.topic.compression.codec",
        int().default("0").high().not_yet();
    /// How long the share coordinator collects records before it writes them; -1 adapts.
    SHARE_COORDINATOR_APPEND_LINGER_MS = "share.coordinator.append.linger.ms",
        int().default("-1").at_least(-1).medium().no_effect();
    /// How long a write of the share coordinator waits for its replicas.
    SHARE_COORDINATOR_WRITE_TIMEOUT_MS = "share.coordinator.write.timeout.ms",
        int().default("5000").at_least(1).high().no_effect();
    /// The largest buffer that the share coordinator keeps for reuse.
    SHARE_COORDINATOR_CACHED_BUFFER_MAX_BYTES = "share.coordinator.cached.buffer.max.bytes",
        int().default("1048588").at_least(524288).cluster_wide().medium().no_effect();
}
