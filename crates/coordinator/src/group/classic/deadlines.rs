//! Which entries of the timers belong to a group.

use super::group::ClassicGroup;
use crate::group::step::Step;
use crate::group::timers::{Deadline, Entry, Timer};

impl ClassicGroup {
    pub(in crate::group) fn entry_came_up(&mut self, step: &mut Step<'_>, entry: &Entry) {
        match &entry.timer {
            Timer::Join => {
                if self.join_deadline.fires(step.now, entry, step.timers) {
                    self.join_deadline_passed(step);
                }
            }
            Timer::Sync => {
                if self.sync_deadline.fires(step.now, entry, step.timers) {
                    self.sync_deadline_passed(step);
                }
            }
            Timer::Session(member_id) => {
                let deadline = self.session_deadline(member_id);
                if deadline.is_some_and(|deadline| deadline.fires(step.now, entry, step.timers)) {
                    self.session_expired(step, member_id);
                }
            }
        }
    }

    /// Of a member, or of an id that was given out.
    fn session_deadline(&mut self, member_id: &str) -> Option<&mut Deadline> {
        match self.members.get_mut(member_id) {
            Some(member) => Some(&mut member.session),
            None => self.pending_members.get_mut(member_id),
        }
    }

    pub(in crate::group) fn is_armed(&self, entry: &Entry) -> bool {
        match &entry.timer {
            Timer::Join => self.join_deadline.is_armed_for(entry.at),
            Timer::Sync => self.sync_deadline.is_armed_for(entry.at),
            Timer::Session(member_id) => {
                let member = self.members.get(member_id).map(|member| &member.session);
                let deadline = member.or_else(|| self.pending_members.get(member_id));
                deadline.is_some_and(|deadline| deadline.is_armed_for(entry.at))
            }
        }
    }
}
