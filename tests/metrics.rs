//! The HTTP listener: health, metrics, and `ottla health`.

mod health;
mod http;
mod samples;
mod traffic;
