//! Tests of the whole shard.

mod happy_path;
mod world;
