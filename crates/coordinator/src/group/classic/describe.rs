//! DescribeGroups, ListGroups and what metrics show.

use protocol::Str;
use protocol::messages::describe_groups::{DescribedGroup, DescribedGroupMember};
use protocol::messages::list_groups::ListedGroup;

use super::group::ClassicGroup;
use super::state::State;

impl ClassicGroup {
    /// Metadata and assignments are shown when they are valid: in Stable.
    pub(in crate::group) fn describe(&self) -> DescribedGroup {
        let is_stable = self.state == State::Stable;
        let protocol_name = if is_stable { self.protocol_name.as_deref() } else { None };
        let members = self.members.iter().map(|(member_id, member)| {
            let described = member.describe(member_id);
            if is_stable {
                DescribedGroupMember {
                    member_metadata: member.metadata(protocol_name),
                    member_assignment: member.assignment.clone(),
                    ..described
                }
            } else {
                described
            }
        });
        DescribedGroup {
            group_id: Str::from(&*self.group_id),
            group_state: Str::from_static(self.state.name()),
            protocol_type: Str::from(self.protocol_type.as_deref().unwrap_or_default()),
            protocol_data: Str::from(protocol_name.unwrap_or_default()),
            members: members.collect(),
            ..DescribedGroup::default()
        }
    }

    pub(in crate::group) fn listed(&self) -> ListedGroup {
        ListedGroup {
            group_id: Str::from(&*self.group_id),
            protocol_type: Str::from(self.protocol_type.as_deref().unwrap_or_default()),
            group_state: Str::from_static(self.state.name()),
            group_type: Str::from_static("classic"),
            ..ListedGroup::default()
        }
    }
}
