//! What the tests of the whole program share: brokers as processes of their own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod broken_batches;
pub mod broker_process;
pub mod oracle;
pub mod subject;
pub mod tool;
pub mod wait;
