//! A configuration file: our own TOML, or Kafka's `server.properties`.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::error::Problem;
use super::origin::{Origin, Setting};
use super::properties;

/// Reads the settings of a file in the order of their lines.
pub(super) fn read(path: &Path) -> Result<Vec<Setting>, Vec<Problem>> {
    let bytes = std::fs::read(path).map_err(|error| {
        vec![Problem::with_remedy(
            format!("{}: cannot read the configuration file: {error}", path.display()),
            "give --config a file that exists and is readable, or leave it out: a single node needs none",
        )]
    })?;
    let text = String::from_utf8_lossy(&bytes);
    if is_toml(path, &text) { read_toml(path, &text) } else { read_properties(path, &text) }
}

/// By extension; a file with another one is TOML if it has a table header or a quoted value.
fn is_toml(path: &Path, text: &str) -> bool {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => true,
        Some("properties") => false,
        _ => text.lines().map(str::trim).any(|line| {
            (line.starts_with('[') && line.ends_with(']'))
                || line.split_once('=').is_some_and(|(_, value)| value.trim_start().starts_with('"'))
        }),
    }
}

fn read_properties(path: &Path, text: &str) -> Result<Vec<Setting>, Vec<Problem>> {
    let (entries, mut errors) = (properties::parse(text), Vec::new());
    let mut settings = Vec::with_capacity(entries.len());
    for entry in entries {
        match entry {
            Ok(entry) => settings.push(Setting {
                name: entry.name,
                value: entry.value,
                origin: Origin::Properties { path: path.to_owned(), line: entry.line },
            }),
            Err(error) => {
                errors.push(Problem::general(format!("{}:{}: {}", path.display(), error.line, error.what)));
            }
        }
    }
    if errors.is_empty() { Ok(settings) } else { Err(errors) }
}

fn read_toml(path: &Path, text: &str) -> Result<Vec<Setting>, Vec<Problem>> {
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        vec![Problem::general(format!("{}:{line}: {}", path.display(), error.message()))]
    })?;
    let mut flat = Flat { path, text, settings: Vec::new(), problems: Vec::new() };
    flat.table("", table.get_ref());
    flat.settings.sort_by_key(|(line, _)| *line);
    if flat.problems.is_empty() {
        Ok(flat.settings.into_iter().map(|(_, setting)| setting).collect())
    } else {
        Err(flat.problems)
    }
}

/// Nested tables become dotted names: `[log] segment.bytes = 1` is `log.segment.bytes`.
struct Flat<'a> {
    path: &'a Path,
    text: &'a str,
    settings: Vec<(usize, Setting)>,
    problems: Vec<Problem>,
}

impl Flat<'_> {
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = if prefix.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{prefix}.{}", key.get_ref())
            };
            let line = line_of(self.text, key.span().start);
            match value.get_ref() {
                DeValue::Table(inner) => self.table(&name, inner),
                other => self.leaf(name, other, line),
            }
        }
    }

    fn leaf(&mut self, name: String, value: &DeValue<'_>, line: usize) {
        match text_of(value) {
            Ok(value) => {
                let origin = Origin::Toml { path: self.path.to_owned(), line };
                self.settings.push((line, Setting { name, value, origin }));
            }
            Err(what) => self.problems.push(Problem::with_remedy(
                format!("{}:{line}: {name} is {what}", self.path.display()),
                "write text, a number, true, false, or a list of these",
            )),
        }
    }
}

/// A value as Kafka would have it in a properties file; lists are joined by commas.
fn text_of(value: &DeValue<'_>) -> Result<String, &'static str> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Ok(number.as_str().to_owned()),
        DeValue::Integer(number) => {
            let parsed = i64::from_str_radix(number.as_str(), number.radix());
            parsed.map(|number| number.to_string()).map_err(|_| "a number that is too large")
        }
        DeValue::Float(number) => Ok(number.as_str().to_owned()),
        DeValue::Boolean(value) => Ok(value.to_string()),
        DeValue::Array(items) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| text_of(item.get_ref())).collect();
            Ok(items?.join(","))
        }
        DeValue::Datetime(_) => Err("a date"),
        DeValue::Table(_) => Err("a list of tables"),
    }
}

fn line_of(text: &str, position: usize) -> usize {
    text.as_bytes().iter().take(position).filter(|byte| **byte == b'\n').count() + 1
}
