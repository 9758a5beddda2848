//! Who somebody is, and how that is proved.
//!
//! Pure: no socket and no clock.

pub mod scram;
