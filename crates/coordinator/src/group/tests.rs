//! Tests of the whole shard.

mod happy_path;
mod random;
mod script;
mod world;
