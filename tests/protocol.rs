//! Proofs of the wire codec: against Apache Kafka's message definitions, against two other codecs, against bytes that
//! nobody should send.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod catalog;
mod generate;
mod hex;
mod jars;
mod java_oracle;
mod kafka_protocol_oracle;
mod random;
mod schema;
