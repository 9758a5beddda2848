//! The `#[kafka(…)]` attributes of a struct and of its fields.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Error, Expr, LitInt, LitStr};

/// An inclusive range of versions; empty when `first > last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Versions {
    pub(crate) first: i16,
    pub(crate) last: i16,
}

impl Versions {
    pub(crate) const ALL: Self = Self { first: 0, last: i16::MAX };
    pub(crate) const NONE: Self = Self { first: i16::MAX, last: -1 };

    fn parse(text: &LitStr) -> syn::Result<Self> {
        let number = |s: &str| {
            s.parse::<i16>().map_err(|_| Error::new(text.span(), "want \"3\", \"3-5\", \"3+\" or \"none\""))
        };
        let value = text.value();
        if value == "none" {
            return Ok(Self::NONE);
        }
        if let Some(first) = value.strip_suffix('+') {
            return Ok(Self { first: number(first)?, last: i16::MAX });
        }
        match value.split_once('-') {
            Some((first, last)) => Ok(Self { first: number(first)?, last: number(last)? }),
            None => number(&value).map(|only| Self { first: only, last: only }),
        }
    }

    pub(crate) fn covers(self, other: Self) -> bool {
        other.first > other.last || (self.first <= other.first && self.last >= other.last)
    }

    /// An expression: is the version in this range, given that it is in `all`?
    pub(crate) fn test(self, all: Self) -> TokenStream {
        let Self { first, last } = self;
        if first > last {
            return quote!(false);
        }
        match (first <= all.first, last >= all.last) {
            (true, true) => quote!(true),
            (false, true) => quote!(context.version >= #first),
            (true, false) => quote!(context.version <= #last),
            (false, false) if first == last => quote!(context.version == #first),
            (false, false) => quote!((#first..=#last).contains(&context.version)),
        }
    }
}

#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) versions: Option<Versions>,
    pub(crate) nullable: Option<Versions>,
    pub(crate) tagged: Option<Versions>,
    pub(crate) flexible: Option<Versions>,
    pub(crate) tag: Option<u32>,
    pub(crate) api_key: Option<i16>,
    pub(crate) default: Option<Expr>,
    pub(crate) ignorable: bool,
}

impl Attributes {
    pub(crate) fn parse(list: &[Attribute]) -> syn::Result<Self> {
        let mut found = Self::default();
        for attribute in list.iter().filter(|attribute| attribute.path().is_ident("kafka")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("ignorable") {
                    found.ignorable = true;
                    return Ok(());
                }
                let value = meta.value()?;
                let name = meta.path.require_ident()?.to_string();
                match name.as_str() {
                    "versions" => found.versions = Some(Versions::parse(&value.parse()?)?),
                    "nullable" => found.nullable = Some(Versions::parse(&value.parse()?)?),
                    "tagged" => found.tagged = Some(Versions::parse(&value.parse()?)?),
                    "flexible" => found.flexible = Some(Versions::parse(&value.parse()?)?),
                    "tag" => found.tag = Some(value.parse::<LitInt>()?.base10_parse()?),
                    "api_key" => found.api_key = Some(value.parse::<LitInt>()?.base10_parse()?),
                    "default" => found.default = Some(value.parse()?),
                    _ => return Err(meta.error("unknown attribute of a Kafka field")),
                }
                Ok(())
            })?;
        }
        Ok(found)
    }
}
