//! For tests only: a client that sends what it is told, valid or not, and record batches of every kind, valid or not.

pub mod raw_batch;
pub mod raw_client;
pub mod request;

pub use raw_batch::{RawBatch, RawRecord};
pub use raw_client::{Outcome, RawClient, encode_request};
pub use request::Request;
