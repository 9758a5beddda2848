//! `config/ottla.toml`: every key with its default, made from the table.

use std::fmt::Write;

use super::key::{ConfigKey, Effect, Kind};
use super::keys;

/// The whole file. Everything in it is commented out: starting with it changes nothing.
#[must_use]
pub fn toml() -> String {
    let mut text = String::from(
        "# Every key of Ottla with its default. To change one, remove the # before it.\n\
         # `ottla config explain KEY` says more about a key; `ottla config check` looks for mistakes.\n",
    );
    for (title, table) in keys::broker_sections() {
        let mut shown = table.iter().filter(|key| !key.internal).peekable();
        if shown.peek().is_none() {
            continue;
        }
        let _ = write!(text, "\n## {title}\n\n");
        for key in shown {
            let _ = writeln!(text, "# {}{}\n#{}", key.doc.trim(), note(key), entry(key));
        }
    }
    text
}

fn note(key: &ConfigKey) -> &'static str {
    match key.effect {
        Effect::Full => "",
        Effect::None => " (No effect here.)",
        Effect::NotYet => " (No effect yet.)",
    }
}

fn entry(key: &ConfigKey) -> String {
    match key.default {
        Some(default) => format!("{} = {}", name(key.name), value(key, default)),
        None => format!("{} =", name(key.name)),
    }
}

/// A key whose name goes on in another key must be quoted: to TOML it would be value and table at once.
fn name(name: &str) -> String {
    let goes_on = |other: &ConfigKey| other.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    if keys::broker_keys().any(goes_on) { format!("\"{name}\"") } else { name.to_owned() }
}

fn value(key: &ConfigKey, default: &str) -> String {
    match key.kind {
        Kind::Boolean | Kind::Short | Kind::Int | Kind::Long => default.to_owned(),
        Kind::Double => {
            default.parse::<f64>().map_or_else(|_| quoted(default), |number| format!("{number:?}"))
        }
        Kind::String | Kind::List | Kind::Class | Kind::Password => quoted(default),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
