//! What the shard wants to know again of a write that failed.

use std::sync::Arc;

use super::classic::member::Member;

/// Opaque to the runtime.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupTag(Option<Box<OnFailure>>);

/// What is to be done if a write did not get into the log.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum OnFailure {
    /// Members of this generation are without an assignment: they join again.
    Rejoin { group_id: Arc<str>, generation_id: i32 },
    /// The static member stays who it was.
    RestoreStaticMember { group_id: Arc<str>, old_member_id: Arc<str>, new_member_id: Arc<str>, old: Member },
}

impl GroupTag {
    pub(super) fn new(on_failure: OnFailure) -> Self {
        Self(Some(Box::new(on_failure)))
    }

    pub(super) fn on_failure(self) -> Option<OnFailure> {
        self.0.map(|on_failure| *on_failure)
    }
}
