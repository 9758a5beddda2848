//! From exec to the first acknowledged produce, on an empty data directory.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::admin::{self, Durability, Topic};
use crate::clock;
use crate::server::{Broker, KafkaServer, System, connect_within};

const LIMIT: Duration = Duration::from_secs(60);
const RETRY_PAUSE: Duration = Duration::from_millis(2);

/// Starts `system`, creates a topic and produces one record with `acks=all`. Apache Kafka's directory is formatted
/// beforehand, and that time does not count.
///
/// # Errors
/// When there is no acknowledgement within a minute.
pub fn startup(system: System) -> anyhow::Result<Duration> {
    match system {
        System::Kafka => {
            let server = KafkaServer::launch()?;
            first_acknowledged_produce(server.address(), server.started())
        }
        System::Ottla | System::Floor => {
            let broker = Broker::start(system)?;
            first_acknowledged_produce(broker.address(), broker.started())
        }
    }
}

/// Time from `started` until a broker that is just starting has acknowledged a record.
///
/// # Errors
/// When there is no acknowledgement within a minute.
pub fn first_acknowledged_produce(address: SocketAddr, started: Instant) -> anyhow::Result<Duration> {
    let topic = Topic { name: "first".into(), partitions: 1, durability: Durability::Flushed };
    let deadline = clock::now() + LIMIT;
    loop {
        let mut connection = connect_within(address, LIMIT)?;
        let produced = admin::create_topic(address, &topic)
            .and_then(|()| admin::produce_one(&mut connection, &topic.name, 0, -1));
        match produced {
            Ok(()) => return Ok(started.elapsed()),
            Err(error) => ensure!(clock::now() < deadline, "no produce was acknowledged: {error:#}"),
        }
        std::thread::sleep(RETRY_PAUSE);
    }
}
