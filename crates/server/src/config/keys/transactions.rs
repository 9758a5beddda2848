//! Transactions and producer ids.

use super::ConfigKey;
use crate::config::key::{boolean, int, short};

config_keys! {
    TRANSACTIONS

    /// min.insync.replicas of the topic of transaction state.
    TRANSACTION_STATE_LOG_MIN_ISR = "transaction.state.log.min.isr",
        int().default("2").at_least(1).high().not_yet();
    /// Bytes of transaction state that are read at a time when a coordinator takes over.
    TRANSACTION_STATE_LOG_LOAD_BUFFER_SIZE = "transaction.state.log.load.buffer.size",
        int().default("5242880").at_least(1).high().no_effect();
    /// Replicas of the topic of transaction state; fewer while there are fewer brokers.
    TRANSACTION_STATE_LOG_REPLICATION_FACTOR = "transaction.state.log.replication.factor",
        short().default("3").at_least(1).high().not_yet();
    /// Partitions of the topic of transaction state. Must not change once the topic exists.
    TRANSACTION_STATE_LOG_NUM_PARTITIONS = "transaction.state.log.num.partitions",
        int().default("50").at_least(1).high().not_yet();
    /// Segment size of the topic of transaction state.
    TRANSACTION_STATE_LOG_SEGMENT_BYTES = "transaction.state.log.segment.bytes",
        int().default("104857600").at_least(1).high().not_yet();
    /// Whether a transactional batch is refused if its partition was not added to the transaction.
    TRANSACTION_PARTITION_VERIFICATION_ENABLE = "transaction.partition.verification.enable",
        boolean().default("true").cluster_wide().low().not_yet();
    /// How long a producer id that writes nothing is remembered by a partition.
    PRODUCER_ID_EXPIRATION_MS = "producer.id.expiration.ms",
        int().default("86400000").at_least(1).cluster_wide().low();
    /// How long a transactional id that is not used is remembered.
    TRANSACTIONAL_ID_EXPIRATION_MS = "transactional.id.expiration.ms",
        int().default("604800000").at_least(1).high().not_yet();
    /// The longest transaction timeout that a producer may ask for.
    TRANSACTION_MAX_TIMEOUT_MS = "transaction.max.timeout.ms",
        int().default("900000").at_least(1).high().not_yet();
    /// How often transactions that have timed out are looked for.
    TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS = "transaction.abort.timed.out.transaction.cleanup.interval.ms",
        int().default("10000").at_least(1).low().not_yet();
    /// How often expired transactional ids are looked for.
    TRANSACTION_REMOVE_EXPIRED_TRANSACTION_CLEANUP_INTERVAL_MS = "transaction.remove.expired.transaction.cleanup.interval.ms",
        int().default("3600000").at_least(1).low().not_yet();
    /// Whether producers may take part in two-phase commits.
    TRANSACTION_TWO_PHASE_COMMIT_ENABLE = "transaction.two.phase.commit.enable",
        boolean().default("false").low().no_effect();
    /// How long the check that a partition is part of a transaction is tried again at most.
    ADD_PARTITIONS_TO_TXN_RETRY_BACKOFF_MAX_MS = "add.partitions.to.txn.retry.backoff.max.ms",
        int().default("100").at_least(0).high().no_effect();
    /// The wait between two tries of the check that a partition is part of a transaction.
    ADD_PARTITIONS_TO_TXN_RETRY_BACKOFF_MS = "add.partitions.to.txn.retry.backoff.ms",
        int().default("20").at_least(1).high().no_effect();
}
