//! The HTTP listener: health, metrics, and `ottla health`.

mod groups;
mod health;
mod http;
mod samples;
mod traffic;
