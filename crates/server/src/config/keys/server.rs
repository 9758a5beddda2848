//! The broker as a whole: identity, threads, requests, sizes.

use super::ConfigKey;
use crate::config::key::{boolean, int, list, long, string};

config_keys! {
    SERVER

    /// The node's id under its old name. Must equal node.id if both are given; -1 means that node.id
    /// counts.
    BROKER_ID = "broker.id", int().default("-1").high();
    /// Largest record batch, as it is after compression, that a producer may send. Topics override it with
    /// max.message.bytes.
    MESSAGE_MAX_BYTES = "message.max.bytes", int().default("1048588").at_least(0).cluster_wide().high();
    /// Request handler threads in Apache Kafka. The runtime here has one worker per core.
    NUM_IO_THREADS = "num.io.threads", int().default("8").at_least(1).cluster_wide().high().no_effect();
    /// Threads that move replicas between log directories in Apache Kafka.
    NUM_REPLICA_ALTER_LOG_DIRS_THREADS = "num.replica.alter.log.dirs.threads", int().high().no_effect();
    /// Threads for background work in Apache Kafka.
    BACKGROUND_THREADS = "background.threads",
        int().default("10").at_least(1).cluster_wide().high().no_effect();
    /// How long a request that this broker sends to another broker or to the controller may take.
    REQUEST_TIMEOUT_MS = "request.timeout.ms", int().default("30000").high().not_yet();
    /// How long this broker waits for a connection to another broker to be made, at first.
    SOCKET_CONNECTION_SETUP_TIMEOUT_MS = "socket.connection.setup.timeout.ms",
        long().default("10000").medium().no_effect();
    /// The longest wait for a connection to be made after repeated failures; the wait grows up to this.
    SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS = "socket.connection.setup.timeout.max.ms",
        long().default("30000").medium().no_effect();
    /// Names of the providers that resolve ${provider:…} in values.
    CONFIG_PROVIDERS = "config.providers", list().default("").cluster_wide().low().no_effect();
    /// Which authorizer decides who may do what. Empty: everyone may do everything.
    AUTHORIZER_CLASS_NAME = "authorizer.class.name", string().default("").low().no_effect();
    /// Listeners that open before the authorizer is ready.
    EARLY_START_LISTENERS = "early.start.listeners", list().high().no_effect();
    /// The rack or zone of this broker. Replicas of a partition are spread over racks.
    BROKER_RACK = "broker.rack", string().medium();
    /// Whether a broker that stops hands its leaderships over first.
    CONTROLLED_SHUTDOWN_ENABLE = "controlled.shutdown.enable", boolean().default("true").medium().not_yet();
    /// Whether topics may be deleted by clients.
    DELETE_TOPIC_ENABLE = "delete.topic.enable", boolean().default("true").high().not_yet();
    /// How batches are compressed on disk: a codec, uncompressed, or producer to keep what the producer
    /// sent.
    COMPRESSION_TYPE = "compression.type",
        string().default("producer")
            .one_of(&["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]).cluster_wide().high();
    /// Level used when this broker compresses with gzip; -1 is the codec's own default.
    COMPRESSION_GZIP_LEVEL = "compression.gzip.level",
        int().default("-1").between_or_minus_one(1, 9).cluster_wide().medium();
    /// Level used when this broker compresses with lz4.
    COMPRESSION_LZ4_LEVEL = "compression.lz4.level",
        int().default("9").between(1, 17).cluster_wide().medium();
    /// Level used when this broker compresses with zstd.
    COMPRESSION_ZSTD_LEVEL = "compression.zstd.level",
        int().default("3").between(-131072, 22).cluster_wide().medium();
    /// How many incremental fetch sessions this broker keeps.
    MAX_INCREMENTAL_FETCH_SESSION_CACHE_SLOTS = "max.incremental.fetch.session.cache.slots",
        int().default("1000").at_least(0).medium();
    /// The most bytes of records that one fetch answer carries, whatever the client asks for.
    FETCH_MAX_BYTES = "fetch.max.bytes", int().default("57671680").at_least(1024).medium();
    /// The most partitions that one DescribeTopicPartitions answer carries.
    MAX_REQUEST_PARTITION_SIZE_LIMIT = "max.request.partition.size.limit",
        int().default("2000").at_least(1).medium();
}
