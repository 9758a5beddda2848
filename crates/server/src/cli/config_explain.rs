//! `ottla config explain KEY`: the declaration of a key, and what it is set to.

use std::fmt::Write;
use std::process::ExitCode;

use super::{ConfigArgs, EXIT_USAGE, report};
use crate::config::key::{Effect, Update};
use crate::config::{Config, ConfigKey, keys, nearest, what_would_do};

pub(super) fn run(name: &str, args: ConfigArgs) -> ExitCode {
    let config = match args.load() {
        Ok(config) => config,
        Err(errors) => return report(&errors),
    };
    let text = explain(name, &config);
    match text {
        Some(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        None => {
            let known = keys::broker_keys().chain(keys::topic_keys()).map(|key| key.name);
            let hint =
                nearest(name, known).map_or_else(String::new, |near| format!("; did you mean {near}?"));
            eprintln!("error: unknown key {name}{hint}");
            ExitCode::from(EXIT_USAGE)
        }
    }
}

/// A name that topics and brokers share is explained for both.
fn explain(name: &str, config: &Config) -> Option<String> {
    let sections: Vec<String> = [
        keys::broker_key(name).map(|key| section("broker", key, Some(config))),
        keys::topic_key(name).map(|key| section("topic", key, None)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if sections.is_empty() { None } else { Some(sections.join("\n")) }
}

fn section(scope: &str, key: &ConfigKey, config: Option<&Config>) -> String {
    let mut text = format!("{} ({scope})\n  {}\n\n", key.name, key.doc.trim());
    let mut line = |title: &str, value: &str| {
        let _ = writeln!(text, "  {title:<10}{value}");
    };
    line("type", &key.kind.name().to_lowercase());
    line("takes", &what_would_do(key));
    line(
        "default",
        key.default.map_or("not set", |default| if default.is_empty() { "empty" } else { default }),
    );
    line("changes", changes(key));
    if let Some(broker_key) = key.broker_key {
        line("broker", &format!("unless a topic sets it, {broker_key} of the broker counts"));
    }
    match key.effect {
        Effect::Full => {}
        Effect::None => line("effect", "none: accepted and reported for compatibility"),
        Effect::NotYet => line("effect", "not yet: accepted and reported"),
    }
    if let Some(config) = config {
        let value =
            if key.is_sensitive() { "[hidden]".to_owned() } else { config.value(key.name).to_string() };
        line("value", &format!("{value} ({})", config.origin(key.name)));
    }
    text
}

fn changes(key: &ConfigKey) -> &'static str {
    match key.update {
        Update::ReadOnly => "at start only",
        Update::PerBroker => "while running, for one broker",
        Update::ClusterWide => "while running, for one broker or for all",
        Update::PerEntity => "while running",
    }
}
