//! To come.
extern crate proc_macro as _;
