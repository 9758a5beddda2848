//! Kafka's wire protocol: every message of every API as a struct, and the codec that its attributes describe.
//!
//! No I/O. One file per API in [`messages`], one per record schema in [`records`]; versions are known only here and in
//! the server. [`wire`] is the codec's run time, [`schema`] what tests compare with Apache Kafka's definitions.

pub mod api_key;
pub mod every;
pub mod header;
pub mod messages;
pub mod records;
pub mod schema;
pub mod wire;

pub use api_key::ApiKey;
pub use bytes::Bytes;
pub use header::{RequestHeader, RequestPrefix, ResponseHeader};
pub use wire::{Context, Decoder, Encoder, Error, Message, Records, Splice, Str, UnknownTags, Wire};
