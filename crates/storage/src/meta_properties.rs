//! `meta.properties`: which cluster and node a log directory belongs to, and its own id.
//!
//! ```text
//! #
//! cluster.id=MkU3OEVBNTcwNTJENDM2Qg
//! directory.id=jSkPXlYWRYy8DdgBBpjTtA
//! node.id=1
//! version=1
//! ```
//!
//! The syntax is that of Java's properties. Version 0 (Kafka before 2.8) has `broker.id` for `node.id` and no
//! directory id.

use std::collections::BTreeMap;
use std::path::Path;

use model::{BrokerId, Uuid};

use crate::checkpoint::{TextFileError, load_text, store_text};
use crate::fs::Fs;

/// The file's name in a log directory.
pub const META_PROPERTIES: &str = "meta.properties";

/// The contents of `meta.properties`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaProperties {
    pub cluster_id: String,
    pub node_id: BrokerId,
    /// `None` in directories formatted before directories had ids.
    pub directory_id: Option<Uuid>,
}

impl MetaProperties {
    /// Reads `path`, or returns `None` if there is no such file: the directory is not formatted.
    ///
    /// # Errors
    /// The file cannot be read, is of an unknown version, or a key is missing or malformed.
    pub fn load(fs: &dyn Fs, path: &Path) -> Result<Option<Self>, TextFileError> {
        load_text(fs, path)?.map(|text| Self::parse(path, &text)).transpose()
    }

    /// Replaces `path`. When it returns, the new one is durable.
    ///
    /// # Errors
    /// A step failed; the old file, if there was one, is then still in place.
    pub fn store(&self, fs: &dyn Fs, path: &Path) -> Result<(), TextFileError> {
        store_text(fs, path, &self.format())
    }

    fn format(&self) -> String {
        let directory = self.directory_id.map_or(String::new(), |id| format!("directory.id={id}\n"));
        let cluster = escape(&self.cluster_id);
        format!("#\ncluster.id={cluster}\n{directory}node.id={}\nversion=1\n", self.node_id.0)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, TextFileError> {
        let properties = parse_properties(text);
        let malformed = |line, reason: String| TextFileError::malformed(path, line, reason);
        let get = |key: &str| {
            properties
                .get(key)
                .map(|(line, value)| (*line, value.as_str()))
                .ok_or_else(|| malformed(0, format!("`{key}` is missing")))
        };
        let (line, version) = get("version")?;
        let node_key = match version {
            "0" => "broker.id",
            "1" => "node.id",
            other => return Err(malformed(line, format!("unknown version `{other}`"))),
        };
        let (line, node) = get(node_key)?;
        let node = node.parse().map_err(|_| malformed(line, format!("`{node}` is not a node id")))?;
        let directory_id = match properties.get("directory.id") {
            None => None,
            Some((line, id)) => Some(id.parse().map_err(|e| malformed(*line, format!("directory.id: {e}")))?),
        };
        let (_, cluster_id) = get("cluster.id")?;
        Ok(Self { cluster_id: cluster_id.to_owned(), node_id: BrokerId(node), directory_id })
    }
}

/// Key → line and value, by the rules of Java's `Properties.load`.
fn parse_properties(text: &str) -> BTreeMap<String, (usize, String)> {
    let mut properties = BTreeMap::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let mut line = line.trim_start().to_owned();
        if line.is_empty() || line.starts_with(['#', '!']) {
            continue;
        }
        while continues(&line) {
            line.pop();
            match lines.next() {
                Some((_, more)) => line.push_str(more.trim_start()),
                None => break,
            }
        }
        let (key, value) = split(&line);
        properties.insert(unescape(key), (number, unescape(value)));
    }
    properties
}

/// Whether the line ends in an unescaped backslash.
fn continues(line: &str) -> bool {
    line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// The key ends at the first unescaped `=`, `:` or blank; one `=` or `:` may stand between blanks.
fn split(line: &str) -> (&str, &str) {
    let mut escaped = false;
    let end = line.find(|c: char| {
        let ends = !escaped && (c == '=' || c == ':' || c.is_ascii_whitespace());
        escaped = c == '\\' && !escaped;
        ends
    });
    let (key, rest) = line.split_at(end.unwrap_or(line.len()));
    let rest = rest.trim_start();
    (key, rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start())
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some('f') => plain.push('\u{c}'),
            Some('u') => {
                let digits: String = chars.by_ref().take(4).collect();
                let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                plain.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => plain.push(other),
            None => {}
        }
    }
    plain
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\\' | '=' | ':' | '#' | '!' | ' ' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use model::{BrokerId, Uuid};

    use super::{META_PROPERTIES, MetaProperties};
    use crate::fs::Fs;
    use crate::sim_fs::SimFs;

    fn sample() -> MetaProperties {
        MetaProperties {
            cluster_id: "MkU3OEVBNTcwNTJENDM2Qg".to_owned(),
            node_id: BrokerId(1),
            directory_id: Some("jSkPXlYWRYy8DdgBBpjTtA".parse::<Uuid>().unwrap()),
        }
    }

    fn parse(text: &str) -> Result<MetaProperties, String> {
        MetaProperties::parse(Path::new("/d/m"), text).map_err(|e| e.to_string())
    }

    #[test]
    fn what_was_stored_is_loaded_again() {
        let fs = SimFs::new();
        fs.create_dir_all(Path::new("/data")).unwrap();
        let path = Path::new("/data").join(META_PROPERTIES);
        assert_eq!(MetaProperties::load(&fs, &path).unwrap(), None);
        for cluster_id in ["MkU3OEVBNTcwNTJENDM2Qg", "my cluster: a=b \\ #1"] {
            let properties = MetaProperties { cluster_id: cluster_id.to_owned(), ..sample() };
            properties.store(&fs, &path).unwrap();
            assert_eq!(MetaProperties::load(&fs, &path).unwrap(), Some(properties));
        }
    }

    #[test]
    fn a_file_written_by_kafka_is_read() {
        let text = "#\n#Tue Nov 24 12:00:00 UTC 2026\nnode.id=1\ndirectory.id=jSkPXlYWRYy8DdgBBpjTtA\n\
                    version=1\ncluster.id=MkU3OEVBNTcwNTJENDM2Qg\n";
        assert_eq!(parse(text), Ok(sample()));
    }

    #[test]
    fn javas_ways_to_write_a_property_are_understood() {
        let text = "! comment\n  version : 1\r\nnode.id 1\ncluster.id = MkU3OEVB\\\n   NTcwNTJENDM2\\u0051g\n\
                    directory.id=jSkPXlYWRYy8DdgBBpjTtA";
        assert_eq!(parse(text), Ok(sample()));
    }

    #[test]
    fn version_0_has_a_broker_id_and_no_directory_id() {
        let expected = MetaProperties { directory_id: None, ..sample() };
        assert_eq!(parse("version=0\nbroker.id=1\ncluster.id=MkU3OEVBNTcwNTJENDM2Qg\n"), Ok(expected));
    }

    #[test]
    fn damage_is_named_by_file_and_line() {
        assert_eq!(parse("").unwrap_err(), "/d/m:0: `version` is missing");
        assert_eq!(parse("#\nversion=2\n").unwrap_err(), "/d/m:2: unknown version `2`");
        assert_eq!(parse("version=1\nnode.id=one\n").unwrap_err(), "/d/m:2: `one` is not a node id");
        assert_eq!(parse("version=1\nnode.id=1\n").unwrap_err(), "/d/m:0: `cluster.id` is missing");
        assert!(
            parse("version=1\nnode.id=1\ncluster.id=c\ndirectory.id=x\n").unwrap_err().starts_with("/d/m:4:")
        );
    }
}
