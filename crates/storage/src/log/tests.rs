//! The log against a list of batches, and by itself.

mod after_kill;
mod against_a_list;
mod batches;
mod damage;
mod single;
