//! What the tests of the whole program share: brokers as processes of their own.

pub mod broker_process;
pub mod oracle;
