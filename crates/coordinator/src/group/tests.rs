//! Tests of the whole shard.

mod happy_path;
mod script;
mod world;
