//! `#[derive(Wire)]`: encoding, decoding and a description of a message from one annotated struct.
//!
//! ```text
//! #[derive(Wire, Clone, Debug, PartialEq)]
//! #[kafka(api_key = 0, versions = "3-13", flexible = "9+")]      on the struct of a whole message only
//! pub struct ProduceRequest {
//!     #[kafka(versions = "3+", nullable = "3+", default = None)]
//!     pub transactional_id: Option<Str>,
//!     #[kafka(versions = "10+", tagged = "10+", tag = 0)]
//!     pub current_leader: LeaderIdAndEpoch,
//!     pub unknown_tags: UnknownTags,                             always the last field
//! }
//! ```
//!
//! Field attributes are those of Kafka's message definitions: `versions`, `nullable`, `tagged`, `tag`, `default`,
//! `ignorable`, `flexible`. Version ranges are `"3"`, `"3-5"`, `"3+"` and `"none"`.

mod attributes;
mod expand;

use proc_macro::TokenStream;

#[proc_macro_derive(Wire, attributes(kafka))]
pub fn derive_wire(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    expand::expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
