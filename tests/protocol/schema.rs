//! Every message against Apache Kafka's own definitions, field by field.

mod definition;

use protocol::ApiKey;
use protocol::api_key::Listener;
use protocol::schema::FieldSchema;

use super::catalog::{Entry, entries};
use definition::{DefaultValue, Definition, Field, Versions, definitions};

#[test]
fn every_message_is_what_kafka_defines() {
    let definitions = definitions();
    let mut comparison = Comparison::default();
    for entry in entries() {
        match definitions.get(entry.name) {
            Some(definition) => comparison.message(&entry, definition),
            None => comparison.wrong.push(format!("{}: Kafka has no such message", entry.name)),
        }
    }
    println!("{} messages with {} fields compared", comparison.messages, comparison.fields);
    assert!(comparison.wrong.is_empty(), "\n{}", comparison.wrong.join("\n"));
}

#[test]
fn no_message_of_kafka_is_missing() {
    let entries = entries();
    let ours = |name: &str| entries.iter().any(|entry| entry.name == name);
    let missing: Vec<_> = definitions()
        .into_values()
        .filter(|theirs| theirs.versions.is_some() && !ours(&theirs.name))
        .map(|theirs| theirs.name)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_api_has_kafkas_key_versions_and_listeners() {
    let definitions = definitions();
    let mut seen = Vec::new();
    for theirs in definitions.values().filter(|theirs| theirs.kind == "request") {
        let key = theirs.api_key.and_then(ApiKey::from_code);
        let Some(versions) = theirs.versions else {
            assert_eq!(key, None, "{} is not served any more", theirs.name);
            continue;
        };
        let key = key.unwrap_or_else(|| panic!("no key for {}", theirs.name));
        assert_eq!(format!("{}Request", key.name()), theirs.name);
        assert_eq!((*key.versions().start(), *key.versions().end()), versions, "{}", theirs.name);
        let flexible_from = theirs.flexible.map_or(i16::MAX, |(first, _)| first);
        assert_eq!(key.flexible_from(), flexible_from, "{}", theirs.name);
        let serves = |name: &str| theirs.listeners.iter().any(|listener| listener == name);
        let listener = match (serves("broker"), serves("controller")) {
            (true, true) => Listener::Both,
            (true, false) => Listener::Broker,
            (false, true) => Listener::Controller,
            (false, false) => Listener::Nobody,
        };
        assert_eq!(key.listener(), listener, "{}", theirs.name);
        seen.push(key);
    }
    assert_eq!(seen.len(), ApiKey::ALL.len());
}

#[derive(Default)]
struct Comparison {
    messages: usize,
    fields: usize,
    wrong: Vec<String>,
}

impl Comparison {
    fn message(&mut self, ours: &Entry, theirs: &Definition) {
        self.messages += 1;
        let range = Some((*ours.versions.start(), *ours.versions.end()));
        self.same(ours.name, "versions", &range, &theirs.versions);
        let flexible_from = theirs.flexible.map_or(i16::MAX, |(first, _)| first);
        self.same(ours.name, "flexible from", &ours.flexible_from, &flexible_from);
        self.same(ours.name, "API key", &ours.api_key, &theirs.api_key.unwrap_or(-1));
        self.structure(ours.name, &ours.fields, &theirs.fields);
    }

    fn structure(&mut self, path: &str, ours: &[FieldSchema], theirs: &[Field]) {
        let names = |names: Vec<&str>| names.join(", ");
        let our_names = names(ours.iter().map(|field| field.name.trim_end_matches('_')).collect());
        let their_names = names(theirs.iter().map(|field| field.name.as_str()).collect());
        self.same(path, "fields", &our_names, &their_names);
        for (ours, theirs) in ours.iter().zip(theirs) {
            self.field(&format!("{path}.{}", theirs.name), ours, theirs);
        }
    }

    fn field(&mut self, path: &str, ours: &FieldSchema, theirs: &Field) {
        self.fields += 1;
        if !is_same_type(ours.kind, &theirs.rust_type()) {
            self.same(path, "type", ours.kind, theirs.rust_type().as_str());
        }
        self.same(path, "versions", &ours.versions, &theirs.versions);
        self.same(path, "nullable", &ours.nullable, &theirs.nullable);
        self.same(path, "tag", &ours.tag, &theirs.tag);
        self.same(path, "tagged", &ours.tagged, &theirs.tagged);
        self.same(path, "ignorable", &ours.ignorable, &theirs.ignorable);
        self.same(path, "never flexible", &ours.never_flexible, &theirs.never_flexible);
        self.same(path, "default", &our_default(ours), &theirs.default);
        self.structure(path, &ours.nested, &theirs.fields);
    }

    fn same<T: PartialEq + std::fmt::Debug + ?Sized>(
        &mut self,
        path: &str,
        what: &str,
        ours: &T,
        theirs: &T,
    ) {
        if ours != theirs {
            self.wrong.push(format!("{path}: {what} is {ours:?}, Kafka has {theirs:?}"));
        }
    }
}

/// A struct of the same name in the request and in the response has a prefix here.
fn is_same_type(ours: &str, theirs: &str) -> bool {
    ours == theirs || ["Request", "Response"].iter().any(|prefix| ours.replacen(prefix, "", 1) == theirs)
}

fn our_default(field: &FieldSchema) -> DefaultValue {
    let is_option = field.kind.starts_with("Option<") || field.kind == "Records";
    match field.default {
        None if is_option => DefaultValue::Null,
        None => DefaultValue::Zero,
        Some("None") => DefaultValue::Null,
        Some("false" | "0") => DefaultValue::Zero,
        Some(text) if text.starts_with("Some(") => DefaultValue::Zero,
        Some("true") => DefaultValue::Number(1),
        Some("i32::MAX") => DefaultValue::Number(i64::from(i32::MAX)),
        Some("i64::MAX") => DefaultValue::Number(i64::MAX),
        Some(text) => text.parse().map_or_else(|_| DefaultValue::Text(text.to_owned()), DefaultValue::Number),
    }
}

/// Kafka's name in snake case, as it stands in a struct.
fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(character.to_ascii_lowercase());
    }
    out
}

/// Whether a range holds any version.
fn not_empty(versions: Versions) -> Option<Versions> {
    (versions.0 <= versions.1).then_some(versions)
}
