//! Tests of the whole shard.

mod happy_path;
mod large;
mod random;
mod records;
mod script;
mod world;
