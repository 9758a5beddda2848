//! Roles, the metadata log and the quorum of controllers.

use super::ConfigKey;
use crate::config::key::{boolean, int, list, long, string};

config_keys! {
    QUORUM

    /// What this node is: broker, controller, or both.
    PROCESS_ROLES = "process.roles",
        list().default("broker,controller").subset_of(&["broker", "controller"]).high();
    /// Number of this node, unique in the cluster.
    NODE_ID = "node.id", int().default("1").at_least(0).high();
    /// How long a starting broker tries to register before it gives up.
    INITIAL_BROKER_REGISTRATION_TIMEOUT_MS = "initial.broker.registration.timeout.ms",
        int().default("60000").medium().not_yet();
    /// How often a broker tells the controller that it lives.
    BROKER_HEARTBEAT_INTERVAL_MS = "broker.heartbeat.interval.ms", int().default("2000").medium().not_yet();
    /// A broker that is silent for this long is fenced: it leads nothing any more.
    BROKER_SESSION_TIMEOUT_MS = "broker.session.timeout.ms", int().default("9000").medium().not_yet();
    /// Names of the listeners that controllers use, separated by commas.
    CONTROLLER_LISTENER_NAMES = "controller.listener.names", list().default("CONTROLLER").not_empty().high();
    /// SASL mechanism for connections to the controller.
    SASL_MECHANISM_CONTROLLER_PROTOCOL = "sasl.mechanism.controller.protocol",
        string().default("GSSAPI").high().not_yet();
    /// Bytes of metadata records after which a snapshot is written.
    METADATA_LOG_MAX_RECORD_BYTES_BETWEEN_SNAPSHOTS = "metadata.log.max.record.bytes.between.snapshots",
        long().default("20971520").at_least(1).high().no_effect();
    /// The longest time between two snapshots of the metadata; 0 for no limit.
    METADATA_LOG_MAX_SNAPSHOT_INTERVAL_MS = "metadata.log.max.snapshot.interval.ms",
        long().default("3600000").at_least(0).high().no_effect();
    /// Directory of the metadata log. Unset: the first of log.dirs.
    METADATA_LOG_DIR = "metadata.log.dir", string().high();
    /// Size at which a segment of the metadata log is closed.
    METADATA_LOG_SEGMENT_BYTES = "metadata.log.segment.bytes",
        int().default("1073741824").at_least(8388608).high().no_effect();
    /// Age at which a segment of the metadata log is closed.
    METADATA_LOG_SEGMENT_MS = "metadata.log.segment.ms", long().default("604800000").high().no_effect();
    /// Size of the metadata log and its snapshots above which the oldest are deleted.
    METADATA_MAX_RETENTION_BYTES = "metadata.max.retention.bytes",
        long().default("104857600").high().no_effect();
    /// Age at which metadata segments and snapshots are deleted.
    METADATA_MAX_RETENTION_MS = "metadata.max.retention.ms", long().default("604800000").high().no_effect();
    /// How often the active controller writes a no-op record when nothing happens; 0 for never.
    METADATA_MAX_IDLE_INTERVAL_MS = "metadata.max.idle.interval.ms",
        int().default("500").at_least(0).low().no_effect();
    /// The controllers, as id@host:port, separated by commas. Unset on a single node: this node alone.
    CONTROLLER_QUORUM_VOTERS = "controller.quorum.voters", list().default("").high().not_yet();
    /// Addresses of controllers from which this node learns the quorum, separated by commas.
    CONTROLLER_QUORUM_BOOTSTRAP_SERVERS = "controller.quorum.bootstrap.servers",
        list().default("").high().not_yet();
    /// How long a candidate waits for votes before it tries again.
    CONTROLLER_QUORUM_ELECTION_TIMEOUT_MS = "controller.quorum.election.timeout.ms",
        int().default("1000").at_least(0).high().no_effect();
    /// How long a controller may not hear from its leader before it stands for election.
    CONTROLLER_QUORUM_FETCH_TIMEOUT_MS = "controller.quorum.fetch.timeout.ms",
        int().default("2000").at_least(0).high().no_effect();
    /// The longest random wait after an election that nobody won.
    CONTROLLER_QUORUM_ELECTION_BACKOFF_MAX_MS = "controller.quorum.election.backoff.max.ms",
        int().default("1000").at_least(0).high().no_effect();
    /// How long the leader may collect metadata records before it writes them.
    CONTROLLER_QUORUM_APPEND_LINGER_MS = "controller.quorum.append.linger.ms",
        int().default("25").at_least(0).medium().no_effect();
    /// How long a request between controllers may take.
    CONTROLLER_QUORUM_REQUEST_TIMEOUT_MS = "controller.quorum.request.timeout.ms",
        int().default("2000").at_least(0).medium().no_effect();
    /// The wait between two attempts of a failed request between controllers.
    CONTROLLER_QUORUM_RETRY_BACKOFF_MS = "controller.quorum.retry.backoff.ms",
        int().default("20").at_least(0).low().no_effect();
    /// Whether a controller adds itself to the voters.
    CONTROLLER_QUORUM_AUTO_JOIN_ENABLE = "controller.quorum.auto.join.enable",
        boolean().default("false").low().not_yet();
    /// The most bytes of one FetchSnapshot answer.
    CONTROLLER_QUORUM_FETCH_SNAPSHOT_MAX_BYTES = "controller.quorum.fetch.snapshot.max.bytes",
        int().default("1048576").at_least(1).low().no_effect();
    /// The most bytes of one fetch of the metadata log.
    CONTROLLER_QUORUM_FETCH_MAX_BYTES = "controller.quorum.fetch.max.bytes",
        int().default("1048576").at_least(1).low().no_effect();
}
