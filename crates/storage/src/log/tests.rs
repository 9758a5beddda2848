//! The log against a list of batches, and by itself.

mod after_kill;
mod against_a_list;
pub(crate) mod batches;
mod damage;
mod single;
