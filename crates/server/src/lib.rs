//! The broker: composition of all crates, the only one that opens sockets and reads the clock.

pub mod clock;
pub mod fetch_session;
