//! Listeners, sockets and connection limits.

use super::ConfigKey;
use crate::config::key::{int, list, long, string};

config_keys! {
    SOCKETS

    /// Where this broker listens: NAME://host:port, separated by commas. An empty host means all addresses;
    /// port 0 takes a free one.
    LISTENERS = "listeners", list().default("PLAINTEXT://localhost:9092").not_empty().per_broker().high();
    /// The addresses that clients are told to connect to. Unset: those of listeners.
    ADVERTISED_LISTENERS = "advertised.listeners", list().not_empty().high();
    /// Security protocol of every listener name: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.
    LISTENER_SECURITY_PROTOCOL_MAP = "listener.security.protocol.map",
        string().default("SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT")
            .per_broker().low();
    /// Send buffer of a connection (SO_SNDBUF); -1 leaves it to the operating system.
    SOCKET_SEND_BUFFER_BYTES = "socket.send.buffer.bytes", int().default("102400").high().no_effect();
    /// Receive buffer of a connection (SO_RCVBUF); -1 leaves it to the operating system.
    SOCKET_RECEIVE_BUFFER_BYTES = "socket.receive.buffer.bytes", int().default("102400").high().no_effect();
    /// The largest request that is read. A connection that announces more is closed.
    SOCKET_REQUEST_MAX_BYTES = "socket.request.max.bytes", int().default("104857600").at_least(1).high();
    /// How many connections may wait to be accepted on a listener.
    SOCKET_LISTEN_BACKLOG_SIZE = "socket.listen.backlog.size", int().default("50").at_least(1).medium();
    /// The most connections from one address.
    MAX_CONNECTIONS_PER_IP = "max.connections.per.ip",
        int().default("2147483647").at_least(0).cluster_wide().medium();
    /// Exceptions to max.connections.per.ip: host:count, separated by commas.
    MAX_CONNECTIONS_PER_IP_OVERRIDES = "max.connections.per.ip.overrides",
        string().default("").cluster_wide().medium();
    /// The most connections that this broker keeps open.
    MAX_CONNECTIONS = "max.connections", int().default("2147483647").at_least(0).cluster_wide().medium();
    /// The most connections a second that this broker accepts.
    MAX_CONNECTION_CREATION_RATE = "max.connection.creation.rate",
        int().default("2147483647").at_least(0).cluster_wide().medium().not_yet();
    /// A connection without a request for this long is closed.
    CONNECTIONS_MAX_IDLE_MS = "connections.max.idle.ms", long().default("600000").medium();
    /// How long the answer to a failed authentication is held back.
    CONNECTION_FAILED_AUTHENTICATION_DELAY_MS = "connection.failed.authentication.delay.ms",
        int().default("100").at_least(0).low().not_yet();
    /// Requests that may wait for a thread in Apache Kafka.
    QUEUED_MAX_REQUESTS = "queued.max.requests", int().default("500").at_least(1).high().no_effect();
    /// Bytes of requests that may be in memory before this broker stops reading from sockets; -1 for no
    /// limit.
    QUEUED_MAX_REQUEST_BYTES = "queued.max.request.bytes", long().default("-1").medium().no_effect();
    /// Network threads in Apache Kafka. The runtime here has one worker per core.
    NUM_NETWORK_THREADS = "num.network.threads",
        int().default("3").at_least(1).cluster_wide().high().no_effect();
}
