//! Sockets: listeners, connections, frames in and responses out.
//!
//! ```text
//! listener ──accept──▶ connection ──frame──▶ dispatch (stage 1, in order) ──▶ reply now
//!                          ▲                                              └─▶ reply later (stage 2)
//!                          └────────── response queue, answered in request order ◀──┘
//! ```

pub mod buffer;
pub mod connection;
pub mod frame;
pub mod limits;
pub mod listener;
pub mod response;
