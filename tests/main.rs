//! Tests of the project as a whole, in one binary.

mod layering;
mod protocol;
