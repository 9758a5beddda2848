//! From the annotated struct to its `Default`, `Wire`, `Describe` and, for a whole message, `Message`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Ident, Type};

use crate::attributes::{Attributes, Versions};

struct Field<'a> {
    name: &'a Ident,
    kind: &'a Type,
    attributes: Attributes,
    versions: Versions,
    /// Versions of the struct that holds it.
    all: Versions,
}

pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let attributes = Attributes::parse(&input.attrs)?;
    let all = attributes.versions.unwrap_or(Versions::ALL);
    let fields = fields(input, all)?;
    let defaults = fields.iter().map(|field| {
        let (name, default) = (field.name, field.default());
        quote!(#name: #default)
    });
    let encode = fields.iter().map(Field::encode);
    let decode = fields.iter().map(Field::decode);
    let names = fields.iter().map(|field| field.name);
    let error_codes = fields.iter().map(Field::visit_error_codes);
    let tags = tags(&fields);
    let (count, write, read) = (tags.count, tags.write, tags.read);
    let described = fields.iter().map(Field::describe);
    let message = message(name, &attributes);
    Ok(quote! {
        impl ::core::default::Default for #name {
            fn default() -> Self { Self { #(#defaults,)* unknown_tags: ::core::default::Default::default() } }
        }
        impl crate::wire::Wire for #name {
            #[allow(clippy::too_many_lines)]
            fn encode(&self, out: &mut crate::wire::Encoder, context: crate::wire::Context) -> crate::wire::Result<()> {
                #(#encode)*
                if context.flexible {
                    #[allow(unused_mut)]
                    let mut tags = self.unknown_tags.len();
                    #(#count)*
                    out.unsigned_varint(tags);
                    #(#write)*
                    self.unknown_tags.encode(out);
                }
                Ok(())
            }
            #[allow(clippy::too_many_lines)]
            fn decode(input: &mut crate::wire::Decoder, context: crate::wire::Context) -> crate::wire::Result<Self> {
                #(#decode)*
                let mut unknown_tags = crate::wire::UnknownTags::default();
                if context.flexible {
                    input.tags(&mut unknown_tags, &mut |tag, input| {
                        let _ = &input;
                        match tag { #(#read)* _ => Ok(false) }
                    })?;
                }
                Ok(Self { #(#names,)* unknown_tags })
            }
            fn visit_error_codes(&self, seen: &mut impl FnMut(i16)) {
                let _ = &seen;
                #(#error_codes)*
            }
        }
        impl crate::schema::Describe for #name {
            fn fields() -> Vec<crate::schema::FieldSchema> { vec![#(#described),*] }
        }
        #message
    })
}

fn fields(input: &DeriveInput, all: Versions) -> syn::Result<Vec<Field<'_>>> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "Wire is for structs"));
    };
    let Fields::Named(named) = &data.fields else {
        return Err(Error::new_spanned(&input.ident, "Wire wants named fields"));
    };
    let mut fields = Vec::new();
    let mut unknown_tags = false;
    for field in &named.named {
        let Some(name) = &field.ident else { continue };
        if name == "unknown_tags" {
            unknown_tags = true;
            continue;
        }
        let attributes = Attributes::parse(&field.attrs)?;
        // Like Kafka's generator: a field with tagged versions alone exists in those.
        let versions = attributes.versions.or(attributes.tagged).unwrap_or(all);
        fields.push(Field { name, kind: &field.ty, attributes, versions, all });
    }
    if unknown_tags {
        Ok(fields)
    } else {
        Err(Error::new_spanned(&input.ident, "needs `unknown_tags: UnknownTags`"))
    }
}

fn message(name: &Ident, attributes: &Attributes) -> TokenStream {
    let Some(Versions { first, last }) = attributes.versions else { return TokenStream::new() };
    let api_key = attributes.api_key.unwrap_or(-1);
    let flexible = attributes.flexible.map_or(i16::MAX, |versions| versions.first);
    quote! {
        impl crate::wire::Message for #name {
            const NAME: &'static str = stringify!(#name);
            const API_KEY: i16 = #api_key;
            const VERSION_MIN: i16 = #first;
            const VERSION_MAX: i16 = #last;
            const FLEXIBLE_FROM: i16 = #flexible;
        }
    }
}

struct Tags {
    count: Vec<TokenStream>,
    write: Vec<TokenStream>,
    read: Vec<TokenStream>,
}

fn tags(fields: &[Field<'_>]) -> Tags {
    let mut tags = Tags { count: Vec::new(), write: Vec::new(), read: Vec::new() };
    let mut tagged: Vec<_> = fields.iter().filter_map(|field| Some((field.attributes.tag?, field))).collect();
    tagged.sort_by_key(|(tag, _)| *tag);
    for (tag, field) in tagged {
        let (name, default) = (field.name, field.default());
        let here = field.attributes.tagged.unwrap_or(field.versions).test(field.all);
        tags.count.push(quote!(if #here && self.#name != #default { tags += 1; }));
        let (encode, decode) = if field.is_nullable_struct() {
            (quote!(encode_tagged_struct), quote!(decode_tagged_struct))
        } else {
            (quote!(Wire::encode), quote!(Wire::decode))
        };
        tags.write.push(quote! {
            if #here && self.#name != #default {
                out.tag(#tag, &mut |out| crate::wire::#encode(&self.#name, out, context))?;
            }
        });
        tags.read.push(quote!(#tag if #here => { #name = crate::wire::#decode(input, context)?; Ok(true) }));
    }
    tags
}

impl Field<'_> {
    fn kind_text(&self) -> String {
        let kind = self.kind;
        quote!(#kind).to_string().replace(' ', "")
    }

    fn is_nullable_struct(&self) -> bool {
        self.kind_text().starts_with("Option<Box<")
    }

    fn default(&self) -> TokenStream {
        match &self.attributes.default {
            Some(default) => quote!(#default),
            None => {
                let kind = self.kind;
                quote!(<#kind as ::core::default::Default>::default())
            }
        }
    }

    /// The versions in which the field stands in its place among the others.
    fn in_place(&self) -> TokenStream {
        let here = self.versions.test(self.all);
        match (self.attributes.tag, self.attributes.tagged) {
            (Some(_), Some(tagged)) if tagged.covers(self.versions) => quote!(false),
            (Some(_), Some(tagged)) => {
                let tagged = tagged.test(self.all);
                quote!((#here) && !(#tagged))
            }
            _ => here,
        }
    }

    fn context(&self) -> TokenStream {
        match self.attributes.flexible {
            Some(Versions::NONE) => quote!(crate::wire::Context { flexible: false, ..context }),
            _ => quote!(context),
        }
    }

    fn encode(&self) -> TokenStream {
        let (name, here, context) = (self.name, self.in_place(), self.context());
        let write = quote!(crate::wire::Wire::encode(&self.#name, out, #context)?;);
        let write = match self.attributes.nullable {
            Some(nullable) if !nullable.covers(self.versions) => {
                let may = nullable.test(self.all);
                quote! {
                    if #may { #write } else {
                        crate::wire::NotNull::encode_not_null(&self.#name, out, #context)?;
                    }
                }
            }
            _ => write,
        };
        match here.to_string().as_str() {
            "true" => return write,
            "false" => return TokenStream::new(),
            _ => {}
        }
        if self.attributes.ignorable || self.attributes.tag.is_some() {
            return quote!(if #here { #write });
        }
        let default = self.default();
        let text = name.to_string();
        quote! {
            if #here { #write } else if self.#name != #default {
                return Err(crate::wire::Error::NotInVersion { field: #text, version: context.version });
            }
        }
    }

    fn decode(&self) -> TokenStream {
        let (name, here, default, context) = (self.name, self.in_place(), self.default(), self.context());
        let read = match self.attributes.nullable {
            Some(nullable) if !nullable.covers(self.versions) => {
                let may = nullable.test(self.all);
                quote! {
                    if #may { crate::wire::Wire::decode(input, #context)? } else {
                        crate::wire::NotNull::decode_not_null(input, #context)?
                    }
                }
            }
            _ => quote!(crate::wire::Wire::decode(input, #context)?),
        };
        let mutable = if self.attributes.tag.is_some() { quote!(mut) } else { TokenStream::new() };
        match here.to_string().as_str() {
            "true" => quote!(let #mutable #name = #read;),
            "false" => quote!(let #mutable #name = #default;),
            _ => quote!(let #mutable #name = if #here { #read } else { #default };),
        }
    }

    fn visit_error_codes(&self) -> TokenStream {
        let name = self.name;
        if name == "error_code" {
            quote!(seen(self.#name);)
        } else {
            quote!(crate::wire::Wire::visit_error_codes(&self.#name, seen);)
        }
    }

    fn describe(&self) -> TokenStream {
        let range = |versions: Option<Versions>| match versions {
            Some(Versions { first, last }) => quote!(Some((#first, #last))),
            None => quote!(None),
        };
        let (name, kind) = (self.name.to_string(), self.kind);
        let kind_text = self.kind_text();
        let versions = range(Some(self.versions));
        let nullable = range(self.attributes.nullable);
        let tagged = range(self.attributes.tagged);
        let tag = match self.attributes.tag {
            Some(tag) => quote!(Some(#tag)),
            None => quote!(None),
        };
        let default = match &self.attributes.default {
            Some(default) => {
                let text = quote!(#default).to_string().replace(' ', "");
                quote!(Some(#text))
            }
            None => quote!(None),
        };
        let (ignorable, flexible) =
            (self.attributes.ignorable, self.attributes.flexible == Some(Versions::NONE));
        quote! {
            crate::schema::FieldSchema {
                name: #name, kind: #kind_text, versions: #versions, nullable: #nullable, tagged: #tagged, tag: #tag,
                default: #default, ignorable: #ignorable, never_flexible: #flexible,
                nested: <#kind as crate::schema::Nested>::nested(),
            }
        }
    }
}
