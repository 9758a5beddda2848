//! Tests of the project as a whole, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod clients;
mod compare;
mod config;
mod durability;
mod first_minutes;
mod groups;
mod hostile;
mod layering;
mod log_dirs;
mod metrics;
mod protocol;
mod tools;
