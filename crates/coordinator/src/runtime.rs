//! Carries out what shards decide.
