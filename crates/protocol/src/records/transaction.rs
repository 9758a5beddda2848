//! Records of `__transaction_state`.

pub mod transaction_log;
