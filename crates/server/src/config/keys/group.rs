//! Group coordinator: classic, consumer, share and streams groups.

use super::ConfigKey;
use crate::config::key::{int, list, long, short, string};

config_keys! {
    GROUP

    /// Which group protocols are served.
    GROUP_COORDINATOR_REBALANCE_PROTOCOLS = "group.coordinator.rebalance.protocols",
        list().default("classic,consumer,streams").subset_of(&["consumer", "classic", "share", "streams"])
            .medium().not_yet();
    /// Threads of the group coordinator in Apache Kafka.
    GROUP_COORDINATOR_THREADS = "group.coordinator.threads",
        int().default("4").at_least(1).high().no_effect();
    /// Background threads of the group coordinator in Apache Kafka.
    GROUP_COORDINATOR_BACKGROUND_THREADS = "group.coordinator.background.threads",
        int().default("2").at_least(1).high().no_effect();
    /// How long the group coordinator collects records before it writes them; -1 adapts.
    GROUP_COORDINATOR_APPEND_LINGER_MS = "group.coordinator.append.linger.ms",
        int().default("-1").at_least(-1).medium().no_effect();
    /// How long an offset commit waits for its replicas.
    OFFSETS_COMMIT_TIMEOUT_MS = "offsets.commit.timeout.ms",
        int().default("5000").at_least(1).high();
    /// Bytes of offsets that are read at a time when a coordinator takes over.
    OFFSETS_LOAD_BUFFER_SIZE = "offsets.load.buffer.size",
        int().default("5242880").at_least(1).high().no_effect();
    /// Replicas of the topic of committed offsets; fewer while there are fewer brokers.
    OFFSETS_TOPIC_REPLICATION_FACTOR = "offsets.topic.replication.factor",
        short().default("3").at_least(1).high();
    /// Partitions of the topic of committed offsets. Must not change once the topic exists.
    OFFSETS_TOPIC_NUM_PARTITIONS = "offsets.topic.num.partitions",
        int().default("50").at_least(1).high();
    /// Segment size of the topic of committed offsets.
    OFFSETS_TOPIC_SEGMENT_BYTES = "offsets.topic.segment.bytes",
        int().default("104857600").at_least(1).high();
    /// Codec of the topic of committed offsets, by number; 0 is none.
    OFFSETS_TOPIC_COMPRESSION_CODEC = "offsets.topic.compression.codec",
        int().default("0").between(0, 4).high();
    /// The largest buffer that the group coordinator keeps for reuse.
    GROUP_COORDINATOR_CACHED_BUFFER_MAX_BYTES = "group.coordinator.cached.buffer.max.bytes",
        int().default("1048588").at_least(524288).cluster_wide().medium().no_effect();
    /// The longest text that may be committed with an offset.
    OFFSET_METADATA_MAX_BYTES = "offset.metadata.max.bytes", int().default("4096").high();
    /// How long offsets of a group without members are kept.
    OFFSETS_RETENTION_MINUTES = "offsets.retention.minutes",
        int().default("10080").at_least(1).high();
    /// How often expired offsets are looked for.
    OFFSETS_RETENTION_CHECK_INTERVAL_MS = "offsets.retention.check.interval.ms",
        long().default("600000").at_least(1).high();
    /// The shortest session timeout of classic groups.
    GROUP_MIN_SESSION_TIMEOUT_MS = "group.min.session.timeout.ms", int().default("6000").medium();
    /// The longest session timeout of classic groups.
    GROUP_MAX_SESSION_TIMEOUT_MS = "group.max.session.timeout.ms",
        int().default("1800000").medium();
    /// How long the first rebalance of an empty classic group waits for more members.
    GROUP_INITIAL_REBALANCE_DELAY_MS = "group.initial.rebalance.delay.ms",
        int().default("3000").medium();
    /// The most members of a classic group.
    GROUP_MAX_SIZE = "group.max.size", int().default("2147483647").at_least(1).medium();
    /// Session timeout of consumer groups.
    GROUP_CONSUMER_SESSION_TIMEOUT_MS = "group.consumer.session.timeout.ms",
        int().default("45000").at_least(1).medium().not_yet();
    /// The shortest session timeout that a consumer group may be given.
    GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS = "group.consumer.min.session.timeout.ms",
        int().default("45000").at_least(1).medium().not_yet();
    /// The longest session timeout that a consumer group may be given.
    GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS = "group.consumer.max.session.timeout.ms",
        int().default("60000").at_least(1).medium().not_yet();
    /// Heartbeat interval of consumer groups.
    GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS = "group.consumer.heartbeat.interval.ms",
        int().default("5000").at_least(1).medium().not_yet();
    /// The shortest heartbeat interval that a consumer group may be given.
    GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS = "group.consumer.min.heartbeat.interval.ms",
        int().default("5000").at_least(1).medium().not_yet();
    /// The longest heartbeat interval that a consumer group may be given.
    GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS = "group.consumer.max.heartbeat.interval.ms",
        int().default("15000").at_least(1).medium().not_yet();
    /// The most members of a consumer group.
    GROUP_CONSUMER_MAX_SIZE = "group.consumer.max.size",
        int().default("2147483647").at_least(1).medium().not_yet();
    /// The assignors of consumer groups, the default one first.
    GROUP_CONSUMER_ASSIGNORS = "group.consumer.assignors",
        list().default("uniform,range").not_empty().medium().not_yet();
    /// Whether groups may change between the classic and the consumer protocol.
    GROUP_CONSUMER_MIGRATION_POLICY = "group.consumer.migration.policy",
        string().default("bidirectional")
            .one_of_ignoring_case(&["DISABLED", "DOWNGRADE", "UPGRADE", "BIDIRECTIONAL"]).medium().not_yet();
    /// The shortest time between two assignments of a consumer group.
    GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS = "group.consumer.assignment.interval.ms",
        int().default("1000").at_least(0).cluster_wide().medium().not_yet();
    /// The least that a consumer group's assignment interval may be.
    GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS = "group.consumer.min.assignment.interval.ms",
        int().default("0").at_least(0).medium().not_yet();
    /// The most that a consumer group's assignment interval may be.
    GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS = "group.consumer.max.assignment.interval.ms",
        int().default("15000").at_least(0).medium().not_yet();
    /// Session timeout of share groups.
    GROUP_SHARE_SESSION_TIMEOUT_MS = "group.share.session.timeout.ms",
        int().default("45000").at_least(1).medium().not_yet();
    /// The shortest session timeout that a share group may be given.
    GROUP_SHARE_MIN_SESSION_TIMEOUT_MS = "group.share.min.session.timeout.ms",
        int().default("45000").at_least(1).medium().not_yet();
    /// The longest session timeout that a share group may be given.
    GROUP_SHARE_MAX_SESSION_TIMEOUT_MS = "group.share.max.session.timeout.ms",
        int().default("60000").at_least(1).medium().not_yet();
    /// Heartbeat interval of share groups.
    GROUP_SHARE_HEARTBEAT_INTERVAL_MS = "group.share.heartbeat.interval.ms",
        int().default("5000").at_least(1).medium().not_yet();
    /// The shortest heartbeat interval that a share group may be given.
    GROUP_SHARE_MIN_HEARTBEAT_INTERVAL_MS = "group.share.min.heartbeat.interval.ms",
        int().default("5000").at_least(1).medium().not_yet();
    /// The longest heartbeat interval that a share group may be given.
    GROUP_SHARE_MAX_HEARTBEAT_INTERVAL_MS = "group.share.max.heartbeat.interval.ms",
        int().default("15000").at_least(1).medium().not_yet();
    /// The most members of a share group.
    GROUP_SHARE_MAX_SIZE = "group.share.max.size", int().default("200").between(1, 1000).medium().not_yet();
    /// The assignors of share groups.
    GROUP_SHARE_ASSIGNORS = "group.share.assignors", list().default("simple").not_empty().medium().not_yet();
    /// The shortest time between two assignments of a share group.
    GROUP_SHARE_ASSIGNMENT_INTERVAL_MS = "group.share.assignment.interval.ms",
        int().default("1000").at_least(0).cluster_wide().medium().not_yet();
    /// The least that a share group's assignment interval may be.
    GROUP_SHARE_MIN_ASSIGNMENT_INTERVAL_MS = "group.share.min.assignment.interval.ms",
        int().default("0").at_least(0).medium().not_yet();
    /// The most that a share group's assignment interval may be.
    GROUP_SHARE_MAX_ASSIGNMENT_INTERVAL_MS = "group.share.max.assignment.interval.ms",
        int().default("15000").at_least(0).medium().not_yet();
    /// Session timeout of streams groups.
    GROUP_STREAMS_SESSION_TIMEOUT_MS = "group.streams.session.timeout.ms",
        int().default("45000").at_least(1).medium().not_yet();
    /// The shortest session timeout that a streams group may be given.
    GROUP_STREAMS_MIN_SESSION_TIMEOUT_MS = "group.streams.min.session.timeout.ms",
        int().default("45000").at_least(1).medium().not_yet();
    /// The longest session timeout that a streams group may be given.
    GROUP_STREAMS_MAX_SESSION_TIMEOUT_MS = "group.streams.max.session.timeout.ms",
        int().default("60000").at_least(1).medium().not_yet();
    /// Heartbeat interval of streams groups.
    GROUP_STREAMS_HEARTBEAT_INTERVAL_MS = "group.streams.heartbeat.interval.ms",
        int().default("5000").at_least(1).medium().not_yet();
    /// The shortest heartbeat interval that a streams group may be given.
    GROUP_STREAMS_MIN_HEARTBEAT_INTERVAL_MS = "group.streams.min.heartbeat.interval.ms",
        int().default("5000").at_least(1).medium().not_yet();
    /// The longest heartbeat interval that a streams group may be given.
    GROUP_STREAMS_MAX_HEARTBEAT_INTERVAL_MS = "group.streams.max.heartbeat.interval.ms",
        int().default("15000").at_least(1).medium().not_yet();
    /// The most members of a streams group.
    GROUP_STREAMS_MAX_SIZE = "group.streams.max.size",
        int().default("2147483647").at_least(1).medium().not_yet();
    /// Standby copies of each task of a streams group.
    GROUP_STREAMS_NUM_STANDBY_REPLICAS = "group.streams.num.standby.replicas",
        int().default("0").at_least(0).medium().not_yet();
    /// The most standby copies that a streams group may be given.
    GROUP_STREAMS_MAX_STANDBY_REPLICAS = "group.streams.max.standby.replicas",
        int().default("2").at_least(0).medium().not_yet();
    /// How long the first assignment of an empty streams group waits for more members.
    GROUP_STREAMS_INITIAL_REBALANCE_DELAY_MS = "group.streams.initial.rebalance.delay.ms",
        int().default("3000").at_least(0).medium().not_yet();
    /// The shortest time between two assignments of a streams group.
    GROUP_STREAMS_ASSIGNMENT_INTERVAL_MS = "group.streams.assignment.interval.ms",
        int().default("1000").at_least(0).cluster_wide().medium().not_yet();
    /// The least that a streams group's assignment interval may be.
    GROUP_STREAMS_MIN_ASSIGNMENT_INTERVAL_MS = "group.streams.min.assignment.interval.ms",
        int().default("0").at_least(0).medium().not_yet();
    /// The most that a streams group's assignment interval may be.
    GROUP_STREAMS_MAX_ASSIGNMENT_INTERVAL_MS = "group.streams.max.assignment.interval.ms",
        int().default("15000").at_least(0).medium().not_yet();
}
