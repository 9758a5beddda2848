//! DefaultPrincipalData: data that Kafka keeps inside records or opaque fields.

use protocol_derive::Wire;

use crate::wire::{Str, UnknownTags};

#[derive(Wire, Clone, Debug, PartialEq)]
#[kafka(versions = "0", flexible = "0+")]
pub struct DefaultPrincipalData {
    /// The principal type.
    #[kafka(versions = "0+")]
    pub type_: Str,
    /// The principal name.
    #[kafka(versions = "0+")]
    pub name: Str,
    /// Whether the principal was authenticated by a delegation token on the forwarding broker.
    #[kafka(versions = "0+")]
    pub token_authenticated: bool,
    pub unknown_tags: UnknownTags,
}
