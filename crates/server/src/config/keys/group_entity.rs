//! What a group can override (`--entity-type groups`).

use super::ConfigKey;
use crate::config::key::{boolean, int, string};

config_keys! {
    GROUP_ENTITY

    /// A member that is silent for this long is removed from the group.
    CONSUMER_SESSION_TIMEOUT_MS = "consumer.session.timeout.ms",
        int().default("45000").at_least(1).per_entity().broker_key("group.consumer.session.timeout.ms")
            .within_keys("group.consumer.min.session.timeout.ms", "group.consumer.max.session.timeout.ms")
            .medium().not_yet();
    /// How often a member sends a heartbeat.
    CONSUMER_HEARTBEAT_INTERVAL_MS = "consumer.heartbeat.interval.ms",
        int().default("5000").at_least(1).per_entity().broker_key("group.consumer.heartbeat.interval.ms")
            .within_keys("group.consumer.min.heartbeat.interval.ms", "group.consumer.max.heartbeat.interval.ms")
            .medium().not_yet();
    /// The shortest time between two assignments of the group.
    CONSUMER_ASSIGNMENT_INTERVAL_MS = "consumer.assignment.interval.ms",
        int().default("1000").at_least(0).per_entity().broker_key("group.consumer.assignment.interval.ms")
            .within_keys("group.consumer.min.assignment.interval.ms", "group.consumer.max.assignment.interval.ms")
            .medium().not_yet();
    /// A member that is silent for this long is removed from the group.
    SHARE_SESSION_TIMEOUT_MS = "share.session.timeout.ms",
        int().default("45000").at_least(1).per_entity().broker_key("group.share.session.timeout.ms")
            .within_keys("group.share.min.session.timeout.ms", "group.share.max.session.timeout.ms")
            .medium().not_yet();
    /// How often a member sends a heartbeat.
    SHARE_HEARTBEAT_INTERVAL_MS = "share.heartbeat.interval.ms",
        int().default("5000").at_least(1).per_entity().broker_key("group.share.heartbeat.interval.ms")
            .within_keys("group.share.min.heartbeat.interval.ms", "group.share.max.heartbeat.interval.ms")
            .medium().not_yet();
    /// How long a record stays with the member that acquired it.
    SHARE_RECORD_LOCK_DURATION_MS = "share.record.lock.duration.ms",
        int().default("30000").at_least(1000).per_entity()
            .broker_key("group.share.record.lock.duration.ms")
            .within_keys("group.share.min.record.lock.duration.ms", "group.share.max.record.lock.duration.ms").medium().not_yet();
    /// How often a record is delivered before it is given up.
    SHARE_DELIVERY_COUNT_LIMIT = "share.delivery.count.limit",
        int().default("5").at_least(2).per_entity().broker_key("group.share.delivery.count.limit")
            .within_keys("group.share.min.delivery.count.limit", "group.share.max.delivery.count.limit")
            .medium().not_yet();
    /// How many records of one partition may be acquired at a time.
    SHARE_PARTITION_MAX_RECORD_LOCKS = "share.partition.max.record.locks",
        int().default("2000").at_least(100).per_entity()
            .broker_key("group.share.partition.max.record.locks")
            .within_keys("group.share.min.partition.max.record.locks", "group.share.max.partition.max.record.locks").medium().not_yet();
    /// Where the group starts in a partition that it does not know: earliest, latest, or by_duration:<ISO
    /// 8601>.
    SHARE_AUTO_OFFSET_RESET = "share.auto.offset.reset",
        string().default("latest").offset_reset().per_entity().medium().not_yet();
    /// Whether the group sees records of open and aborted transactions.
    SHARE_ISOLATION_LEVEL = "share.isolation.level",
        string().default("read_uncommitted").one_of(&["read_committed", "read_uncommitted"]).per_entity()
            .medium().not_yet();
    /// Whether members may renew the time that they hold a record.
    SHARE_RENEW_ACKNOWLEDGE_ENABLE = "share.renew.acknowledge.enable",
        boolean().default("true").per_entity().medium().not_yet();
    /// The shortest time between two assignments of the group.
    SHARE_ASSIGNMENT_INTERVAL_MS = "share.assignment.interval.ms",
        int().default("1000").at_least(0).per_entity().broker_key("group.share.assignment.interval.ms")
            .within_keys("group.share.min.assignment.interval.ms", "group.share.max.assignment.interval.ms")
            .medium().not_yet();
    /// A member that is silent for this long is removed from the group.
    STREAMS_SESSION_TIMEOUT_MS = "streams.session.timeout.ms",
        int().default("45000").at_least(1).per_entity().broker_key("group.streams.session.timeout.ms")
            .within_keys("group.streams.min.session.timeout.ms", "group.streams.max.session.timeout.ms")
            .medium().not_yet();
    /// How often a member sends a heartbeat.
    STREAMS_HEARTBEAT_INTERVAL_MS = "streams.heartbeat.interval.ms",
        int().default("5000").at_least(1).per_entity().broker_key("group.streams.heartbeat.interval.ms")
            .within_keys("group.streams.min.heartbeat.interval.ms", "group.streams.max.heartbeat.interval.ms")
            .medium().not_yet();
    /// How many standby copies each task has.
    STREAMS_NUM_STANDBY_REPLICAS = "streams.num.standby.replicas",
        int().default("0").at_least(0).per_entity().broker_key("group.streams.num.standby.replicas")
            .at_most_key("group.streams.max.standby.replicas")
            .medium().not_yet();
    /// How long the first assignment of an empty group waits for more members.
    STREAMS_INITIAL_REBALANCE_DELAY_MS = "streams.initial.rebalance.delay.ms",
        int().default("3000").at_least(0).per_entity()
            .broker_key("group.streams.initial.rebalance.delay.ms").medium().not_yet();
    /// The shortest time between two assignments of the group.
    STREAMS_ASSIGNMENT_INTERVAL_MS = "streams.assignment.interval.ms",
        int().default("1000").at_least(0).per_entity().broker_key("group.streams.assignment.interval.ms")
            .within_keys("group.streams.min.assignment.interval.ms", "group.streams.max.assignment.interval.ms")
            .medium().not_yet();
}
