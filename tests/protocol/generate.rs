//! Random messages, written as bytes straight from the schema: the codec has no part in it.
//!
//! The bytes are canonical, as every encoder of Kafka's protocol writes them: a tagged field with its default value is
//! left out, a boolean is 0 or 1, a length has as few bytes as it needs. So decoding and encoding must give them back.

use protocol::schema::FieldSchema;

use super::catalog::Entry;
use super::random::Random;

/// A random `entry` in `version`.
pub(crate) fn message(entry: &Entry, version: i16, random: &mut Random) -> Vec<u8> {
    let flexible = entry.is_flexible(version);
    let mut out = Vec::new();
    Generator { random, version, flexible, defaults: false }.structure(&mut out, &entry.fields);
    out
}

struct Generator<'a> {
    random: &'a mut Random,
    version: i16,
    flexible: bool,
    /// Writes the default value of everything instead of a random one.
    defaults: bool,
}

impl Generator<'_> {
    fn structure(&mut self, out: &mut Vec<u8>, fields: &[FieldSchema]) {
        let version = self.version;
        for field in fields.iter().filter(|field| is_in(field.versions, version)) {
            if field.tag.is_none() || !is_in(field.tagged, version) {
                self.field(out, field);
            }
        }
        if self.flexible {
            self.tags(out, fields);
        }
    }

    fn tags(&mut self, out: &mut Vec<u8>, fields: &[FieldSchema]) {
        let (version, mut tags) = (self.version, Vec::new());
        if !self.defaults {
            for field in fields.iter().filter(|field| is_in(field.tagged, version)) {
                let Some(tag) = field.tag else { continue };
                let mut value = Vec::new();
                self.field(&mut value, field);
                if self.random.one_in(2) && value != self.default_of(field) {
                    tags.push((tag, value));
                }
            }
            let mut unknown = fields.iter().filter_map(|field| field.tag).max().map_or(0, |tag| tag + 1);
            while self.random.one_in(16) {
                unknown += u32::try_from(self.random.below(200)).unwrap();
                let length = self.random.below(20);
                tags.push((unknown, self.random.bytes(length)));
                unknown += 1;
            }
        }
        tags.sort_by_key(|(tag, _)| *tag);
        unsigned_varint(out, tags.len());
        for (tag, value) in tags {
            unsigned_varint(out, tag as usize);
            unsigned_varint(out, value.len());
            out.extend(value);
        }
    }

    fn default_of(&mut self, field: &FieldSchema) -> Vec<u8> {
        let (version, flexible) = (self.version, self.flexible);
        let mut out = Vec::new();
        Generator { random: self.random, version, flexible, defaults: true }.field(&mut out, field);
        out
    }

    fn field(&mut self, out: &mut Vec<u8>, field: &FieldSchema) {
        let flexible = self.flexible;
        self.flexible &= !field.never_flexible;
        let kind = field.kind.strip_prefix("Option<").and_then(|kind| kind.strip_suffix('>'));
        let may_be_null = is_in(field.nullable, self.version);
        let null = match self.defaults {
            true => field.default.is_none_or(|default| default == "None"),
            false => may_be_null && self.random.one_in(4),
        };
        match kind {
            Some(kind) => self.nullable(out, field, kind, null),
            None if field.kind == "Records" => self.nullable(out, field, "Records", null),
            None => self.value(out, field, field.kind),
        }
        self.flexible = flexible;
    }

    fn nullable(&mut self, out: &mut Vec<u8>, field: &FieldSchema, kind: &str, null: bool) {
        match (kind.strip_prefix("Box<").and_then(|kind| kind.strip_suffix('>')), null) {
            (Some(_), true) if is_in(field.tagged, self.version) => out.push(0),
            (Some(_), true) => out.push(0xff),
            (Some(kind), false) => {
                out.push(1);
                self.value(out, field, kind);
            }
            (None, true) if self.flexible => out.push(0),
            (None, true) if kind == "Str" => out.extend((-1i16).to_be_bytes()),
            (None, true) => out.extend((-1i32).to_be_bytes()),
            (None, false) => self.value(out, field, kind),
        }
    }

    fn value(&mut self, out: &mut Vec<u8>, field: &FieldSchema, kind: &str) {
        if let Some(kind) = kind.strip_prefix("Vec<").and_then(|kind| kind.strip_suffix('>')) {
            let count = if self.defaults { 0 } else { self.count() };
            self.length(out, count, 4);
            (0..count).for_each(|_| self.value(out, field, kind));
            return;
        }
        match kind {
            "bool" => out.push(u8::from(self.integer(field) & 1 == 1)),
            "i8" => out.push(self.integer(field) as u8),
            "i16" | "u16" => out.extend((self.integer(field) as i16).to_be_bytes()),
            "i32" | "u32" => out.extend((self.integer(field) as i32).to_be_bytes()),
            "i64" => out.extend(self.integer(field).to_be_bytes()),
            "f64" => out.extend((self.integer(field) as f64 / 8.0).to_be_bytes()),
            "Uuid" if self.defaults => out.extend([0; 16]),
            "Uuid" => out.extend(self.random.bytes(16)),
            "Str" => {
                let text = self.text();
                self.length(out, text.len(), 2);
                out.extend(text.as_bytes());
            }
            "Bytes" | "Records" => {
                let length = if self.defaults { 0 } else { self.random.below(40) };
                self.length(out, length, 4);
                let bytes = self.random.bytes(length);
                out.extend(bytes);
            }
            _ => self.structure(out, &field.nested),
        }
    }

    fn count(&mut self) -> usize {
        match self.random.below(100) {
            0 => 130,
            1..=30 => 0,
            31..=70 => 1,
            _ => 2 + self.random.below(2),
        }
    }

    fn text(&mut self) -> String {
        const CHARACTERS: [char; 12] = ['a', 'z', 'T', '0', '.', '-', '_', ' ', '\0', 'é', '水', '🚀'];
        let length = match (self.defaults, self.random.below(40)) {
            (true, _) => 0,
            (false, 0) => 200,
            (false, n) => n % 8,
        };
        (0..length).map(|_| CHARACTERS[self.random.below(CHARACTERS.len())]).collect()
    }

    fn integer(&mut self, field: &FieldSchema) -> i64 {
        if self.defaults {
            return match field.default {
                None | Some("false") => 0,
                Some("true") => 1,
                Some("i32::MAX") => i64::from(i32::MAX),
                Some("i64::MAX") => i64::MAX,
                Some(text) => text.parse().unwrap(),
            };
        }
        const EDGES: [i64; 9] = [
            0,
            -1,
            1,
            i64::MAX,
            i64::MIN,
            i32::MAX as i64,
            i32::MIN as i64,
            i16::MAX as i64,
            i16::MIN as i64,
        ];
        match self.random.below(3) {
            0 => EDGES[self.random.below(EDGES.len())],
            1 => self.random.below(1000) as i64,
            _ => self.random.next() as i64,
        }
    }

    /// A length or count that takes `width` bytes where it is not compact.
    fn length(&self, out: &mut Vec<u8>, length: usize, width: usize) {
        match (self.flexible, width) {
            (true, _) => unsigned_varint(out, length + 1),
            (false, 2) => out.extend(i16::try_from(length).unwrap().to_be_bytes()),
            (false, _) => out.extend(i32::try_from(length).unwrap().to_be_bytes()),
        }
    }
}

pub(crate) fn is_in(versions: Option<(i16, i16)>, version: i16) -> bool {
    versions.is_some_and(|(first, last)| (first..=last).contains(&version))
}

pub(crate) fn unsigned_varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[test]
fn every_message_in_every_version_comes_back_as_it_was() {
    let mut cases = 0;
    for entry in super::catalog::entries() {
        for version in entry.versions.clone() {
            let mut random = Random::new(1, &format!("{} {version}", entry.name));
            for _ in 0..100 {
                let bytes = message(&entry, version, &mut random);
                let again = (entry.recode)(bytes.clone().into(), version);
                assert_eq!(
                    again.as_deref().map(super::hex::encode),
                    Ok(super::hex::encode(&bytes)),
                    "{} {version}",
                    entry.name
                );
                cases += 1;
            }
        }
    }
    println!("{cases} messages decoded and encoded");
}
