//! What the derive knows of a message, as data: tests compare it with Apache Kafka's definitions.

use bytes::Bytes;
use model::Uuid;

use crate::wire::{Records, Str};

/// One field, in the terms of Kafka's message definitions. Version ranges are inclusive.
#[derive(Clone, Debug)]
pub struct FieldSchema {
    /// The Rust name: Kafka's in snake case.
    pub name: &'static str,
    /// The Rust type.
    pub kind: &'static str,
    pub versions: Option<(i16, i16)>,
    pub nullable: Option<(i16, i16)>,
    pub tagged: Option<(i16, i16)>,
    pub tag: Option<u32>,
    /// The Rust expression, where one is given.
    pub default: Option<&'static str>,
    pub ignorable: bool,
    /// Kept in the old form even in flexible versions.
    pub never_flexible: bool,
    /// Fields of the struct or of the array's elements; empty for other types.
    pub nested: Vec<FieldSchema>,
}

/// A struct whose fields are known.
pub trait Describe {
    fn fields() -> Vec<FieldSchema>;
}

/// The fields inside a field's type.
pub trait Nested {
    fn nested() -> Vec<FieldSchema>;
}

impl<T: Describe> Nested for T {
    fn nested() -> Vec<FieldSchema> {
        T::fields()
    }
}

macro_rules! plain {
    ($($kind:ty),*) => {$(
        impl Describe for $kind {
            fn fields() -> Vec<FieldSchema> { Vec::new() }
        }
    )*};
}
plain!(i8, i16, u16, i32, u32, i64, f64, bool, Uuid, Bytes, Str, Records);

impl<T: Describe> Describe for Vec<T> {
    fn fields() -> Vec<FieldSchema> {
        T::fields()
    }
}

impl<T: Describe> Describe for Option<T> {
    fn fields() -> Vec<FieldSchema> {
        T::fields()
    }
}

impl<T: Describe> Describe for Box<T> {
    fn fields() -> Vec<FieldSchema> {
        T::fields()
    }
}
