//! The states of a classic group. A dead group is one that is not there.

/// See the picture in [`super`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::group) enum State {
    Empty,
    PreparingRebalance {
        /// The group was empty: members are given time to arrive together.
        is_initial: bool,
    },
    CompletingRebalance,
    Stable,
}

impl State {
    /// As ListGroups and DescribeGroups name it.
    pub(in crate::group) fn name(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::PreparingRebalance { .. } => "PreparingRebalance",
            Self::CompletingRebalance => "CompletingRebalance",
            Self::Stable => "Stable",
        }
    }

    pub(super) fn is_preparing(self) -> bool {
        matches!(self, Self::PreparingRebalance { .. })
    }
}
