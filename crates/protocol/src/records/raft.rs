//! The voting state of a controller.

pub mod quorum_state_data;
