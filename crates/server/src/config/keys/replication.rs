//! Replication between brokers and leadership.

use super::ConfigKey;
use crate::config::key::{boolean, int, long, string};

config_keys! {
    REPLICATION

    /// Socket timeout of the channel to the controller.
    CONTROLLER_SOCKET_TIMEOUT_MS = "controller.socket.timeout.ms",
        int().default("30000").medium().no_effect();
    /// Replicas of a topic that is created without a number of its own.
    DEFAULT_REPLICATION_FACTOR = "default.replication.factor", int().default("1").medium();
    /// A follower that has not caught up for this long leaves the in-sync replicas.
    REPLICA_LAG_TIME_MAX_MS = "replica.lag.time.max.ms", long().default("30000").high().not_yet();
    /// Socket timeout of a follower's fetches.
    REPLICA_SOCKET_TIMEOUT_MS = "replica.socket.timeout.ms", int().default("30000").high().no_effect();
    /// Receive buffer of a follower's connection to its leader.
    REPLICA_SOCKET_RECEIVE_BUFFER_BYTES = "replica.socket.receive.buffer.bytes",
        int().default("65536").high().no_effect();
    /// Bytes that a follower fetches of one partition at a time. A larger first batch is returned all the
    /// same.
    REPLICA_FETCH_MAX_BYTES = "replica.fetch.max.bytes",
        int().default("1048576").at_least(0).medium().not_yet();
    /// How long a leader may hold a follower's fetch when there is nothing new.
    REPLICA_FETCH_WAIT_MAX_MS = "replica.fetch.wait.max.ms", int().default("500").high().not_yet();
    /// How long a follower waits after a failed fetch.
    REPLICA_FETCH_BACKOFF_MS = "replica.fetch.backoff.ms",
        int().default("1000").at_least(0).medium().no_effect();
    /// How many bytes a follower's fetch waits for.
    REPLICA_FETCH_MIN_BYTES = "replica.fetch.min.bytes", int().default("1").high().not_yet();
    /// The most bytes of one answer to a follower's fetch.
    REPLICA_FETCH_RESPONSE_MAX_BYTES = "replica.fetch.response.max.bytes",
        int().default("10485760").at_least(0).medium().not_yet();
    /// Connections over which a follower fetches from one leader.
    NUM_REPLICA_FETCHERS = "num.replica.fetchers",
        int().default("1").at_least(1).cluster_wide().high().no_effect();
    /// How often high watermarks are written down.
    REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS = "replica.high.watermark.checkpoint.interval.ms",
        long().default("5000").high().no_effect();
    /// Size of an internal structure of Apache Kafka that does not exist here.
    FETCH_PURGATORY_PURGE_INTERVAL_REQUESTS = "fetch.purgatory.purge.interval.requests",
        int().default("1000").medium().no_effect();
    /// Size of an internal structure of Apache Kafka that does not exist here.
    PRODUCER_PURGATORY_PURGE_INTERVAL_REQUESTS = "producer.purgatory.purge.interval.requests",
        int().default("1000").medium().no_effect();
    /// Size of an internal structure of Apache Kafka that does not exist here.
    DELETE_RECORDS_PURGATORY_PURGE_INTERVAL_REQUESTS = "delete.records.purgatory.purge.interval.requests",
        int().default("1").medium().no_effect();
    /// Whether leadership returns to the preferred replica by itself.
    AUTO_LEADER_REBALANCE_ENABLE = "auto.leader.rebalance.enable", boolean().default("true").high().not_yet();
    /// How often the controller looks for partitions that are not led by their preferred replica.
    LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS = "leader.imbalance.check.interval.seconds",
        long().default("300").at_least(1).high().not_yet();
    /// Whether a replica that was not in sync may become leader when nothing else is left, losing records.
    UNCLEAN_LEADER_ELECTION_ENABLE = "unclean.leader.election.enable",
        boolean().default("false").cluster_wide().high().not_yet();
    /// Security protocol between brokers, if inter.broker.listener.name is unset.
    SECURITY_INTER_BROKER_PROTOCOL = "security.inter.broker.protocol",
        string().default("PLAINTEXT").one_of(&["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]).medium()
            .not_yet();
    /// The listener that brokers use among themselves.
    INTER_BROKER_LISTENER_NAME = "inter.broker.listener.name", string().medium().not_yet();
    /// How a consumer's nearest replica is chosen.
    REPLICA_SELECTOR_CLASS = "replica.selector.class", string().medium().no_effect();
    /// Whether a new follower starts at the last tiered offset instead of copying what the tier already
    /// has.
    FOLLOWER_FETCH_LAST_TIERED_OFFSET_ENABLE = "follower.fetch.last.tiered.offset.enable",
        boolean().default("false").cluster_wide().medium().not_yet();
}
