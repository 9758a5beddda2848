//! Real clients against a real broker process, each assertion on what the client itself reports.
//!
//! `SUBJECT=kafka` runs the same tests against Apache Kafka: a test that fails there is wrong.

mod across;
mod connect;
mod groups;
mod kcat;
mod node;
mod python;
mod rust;
mod streams;
mod tools_records;
mod tools_topics;
mod topic_configs;
