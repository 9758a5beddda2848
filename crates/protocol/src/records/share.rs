//! Records of `__share_group_state`.

pub mod share_snapshot;
pub mod share_update;
