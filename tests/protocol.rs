//! Proofs of the wire codec: against Apache Kafka's message definitions, against two other codecs, against bytes that
//! nobody should send.

mod catalog;
mod generate;
mod heap;
mod hex;
mod jars;
mod java_oracle;
mod kafka_protocol_oracle;
mod random;
mod robustness;
mod schema;
