//! Measures a broker from outside: load generators, the floor to judge by, and the comparison with Apache Kafka.
//!
//! `docs/performance.md` says what each figure means.

pub mod admin;
pub mod batch;
pub mod cli;
pub mod clock;
pub mod compare;
pub mod connection;
pub mod floor;
pub mod frame;
pub mod group;
pub mod load;
pub mod measure;
pub mod proc_stat;
pub mod server;
