//! Proofs of the wire codec: against Apache Kafka's message definitions, against two other codecs, against bytes that
//! nobody should send.

pub(super) mod catalog;
pub(super) mod generate;
mod heap;
mod hex;
mod jars;
mod java_oracle;
mod kafka_protocol_oracle;
pub(super) mod random;
pub(super) mod robustness;
mod schema;
