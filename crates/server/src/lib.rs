//! The broker: composition of all crates, the only one that opens sockets and reads the clock.

pub mod broker;
pub mod cli;
pub mod clock;
pub mod config;
pub mod dispatch;
pub mod fetch_session;
pub mod handlers;
pub mod http;
pub mod metrics;
pub mod net;
