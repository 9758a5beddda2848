//! JoinGroup of a static member that was restarted: it takes the place of the one that it was.

use std::sync::Arc;

use model::ErrorCode;

use super::group::ClassicGroup;
use super::join::Join;
use super::member::{Member, Waiting};
use super::state::State;
use crate::group::GroupResponse;
use crate::group::records;
use crate::group::responses::join_error;
use crate::group::step::Step;
use crate::group::tag::{GroupTag, OnFailure};
use crate::group::timers::Deadline;

impl ClassicGroup {
    /// The old id is fenced. In Stable the others need not notice, unless the group would speak another protocol now.
    pub(super) fn replace_static_member(
        &mut self,
        step: &mut Step<'_>,
        join: &Join,
        old_member_id: &Arc<str>,
        new_member_id: &Arc<str>,
    ) {
        let leader_before = self.leader.clone();
        self.fence(step, old_member_id);
        let Some(old) = self.rename_member(old_member_id, new_member_id) else { return };
        self.change(new_member_id, |member| join.update(member));
        self.reset_session(step, new_member_id);
        if self.state == State::Stable && self.select_protocol() == self.protocol_name.as_deref() {
            let mut response = if join.supports_skipping_assignment {
                self.generation_response(new_member_id)
            } else {
                self.follower_response(new_member_id)
            };
            if join.supports_skipping_assignment {
                response.skip_assignment = self.is_leader(new_member_id);
            } else {
                // It must not find itself the leader: it would assign, and nobody would take the assignment.
                response.leader = leader_before.as_deref().unwrap_or_default().into();
            }
            let tag = GroupTag::new(OnFailure::RestoreStaticMember {
                group_id: Arc::clone(&self.group_id),
                old_member_id: Arc::clone(old_member_id),
                new_member_id: Arc::clone(new_member_id),
                old,
            });
            let record = records::group_metadata(self, None);
            return step.write(vec![record], vec![(join.ticket, GroupResponse::JoinGroup(response))], tag);
        }
        self.change(new_member_id, |member| member.waits_for = Waiting::Join(join.ticket));
        // In CompletingRebalance too: the leader may be assigning to the old id just now.
        self.maybe_prepare_rebalance(step);
    }

    /// Whoever waits under the old id learns that it was replaced.
    fn fence(&mut self, step: &mut Step<'_>, member_id: &str) {
        let mut response = join_error(member_id, ErrorCode::FencedInstanceId);
        response.protocol_name = None;
        self.complete_join(step, member_id, response);
        self.complete_sync(step, member_id, ErrorCode::FencedInstanceId);
    }

    /// The same member under another id. Returns what it was.
    fn rename_member(&mut self, old_member_id: &str, new_member_id: &Arc<str>) -> Option<Member> {
        let was_leader = self.is_leader(old_member_id);
        let old = *self.remove(old_member_id)?;
        // The old id's entry in the timers goes stale with the id.
        self.insert(new_member_id, Member { is_new: false, session: Deadline::default(), ..old.clone() });
        if was_leader {
            self.leader = Some(Arc::clone(new_member_id));
        }
        Some(old)
    }

    /// The new id was not recorded.
    pub(in crate::group) fn restore_static_member(
        &mut self,
        step: &mut Step<'_>,
        old_member_id: &Arc<str>,
        new_member_id: &Arc<str>,
        old: Member,
    ) {
        if self.rename_member(new_member_id, old_member_id).is_some() {
            let waits_for = self.members[old_member_id].waits_for;
            self.change(old_member_id, |member| {
                *member = Member { waits_for, session: Deadline::default(), ..old };
            });
            self.reset_session(step, old_member_id);
        }
    }
}
