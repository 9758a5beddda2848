//! Power cuts at every change of the disk: what was flushed is there, what was never written is not.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "all of this is a test")]

mod harness;
mod naive_log;
mod planted_bugs;
mod real_log;
