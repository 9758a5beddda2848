//! An answer without what no two brokers have in common: ids, times, ports, paths.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::cases::Rules;
use super::shell::Answer;

/// What one side calls things.
pub(super) struct Names {
    pub(super) bootstrap: String,
    pub(super) dir: String,
    pub(super) log: String,
}

/// What is compared, and recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) code: i64,
    pub(super) out: Vec<String>,
    pub(super) err: Vec<String>,
}

pub(super) fn normal(answer: &Answer, names: &Names, rules: Rules) -> Seen {
    let lines = |text: &str| if rules.code { Vec::new() } else { lines(text, names, rules) };
    Seen { code: answer.code, out: lines(&answer.out), err: lines(&answer.err) }
}

fn lines(text: &str, names: &Names, rules: Rules) -> Vec<String> {
    let text = text.replace(&names.bootstrap, "{bootstrap}");
    let port = names.bootstrap.rsplit(':').next().expect("a port");
    let text = regex(&format!("(?-u:\\b){port}(?-u:\\b)")).replace_all(&text, "{port}");
    let text = text.replace(&names.log, "{log}").replace(&names.dir, "{dir}");
    let is_frame = |line: &&str| line.starts_with("\tat ") || line.starts_with("\t... ");
    let mut lines: Vec<String> = text
        .lines()
        // The list of a tool's options says nothing about a broker.
        .take_while(|line| !line.starts_with("Option    "))
        .filter(|line| !is_frame(line))
        .flat_map(|line| if rules.json { json(line) } else { vec![line.to_owned()] })
        .map(|line| words(&line, rules))
        .collect();
    if rules.sorted {
        // What separates the lines stands before each but the first.
        lines.iter_mut().for_each(|line| *line = line.trim_start().to_owned());
        lines.sort_unstable();
    }
    lines
}

fn words(line: &str, rules: Rules) -> String {
    static UUID: LazyLock<Regex> =
        LazyLock::new(|| regex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
    static ID: LazyLock<Regex> = LazyLock::new(|| regex("(TopicId: )?([A-Za-z0-9_-]{22,})"));
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        regex("202[0-9]-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.,:][0-9]+)?)?([+][0-9]{4}|Z)?")
    });
    // Milliseconds of these years. Records that the cases write are older.
    static TIME: LazyLock<Regex> = LazyLock::new(|| regex("[0-9]+"));
    // That of the controller.
    static PORT: LazyLock<Regex> = LazyLock::new(|| regex("127[.]0[.]0[.]1:[0-9]{4,5}"));
    // A process counts its clients.
    static CLIENT: LazyLock<Regex> = LazyLock::new(|| regex("(clientId=[A-Za-z0-9._-]*-)[0-9]+"));
    // Of the features: an offset of the metadata log.
    static EPOCH: LazyLock<Regex> = LazyLock::new(|| regex("( |\\t)Epoch: [0-9]+"));
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| regex("-?[0-9]+([.,][0-9]+)*(E-?[0-9]+)?|NaN"));
    static SPACES: LazyLock<Regex> = LazyLock::new(|| regex(" {2,}"));
    let line = UUID.replace_all(line, "{uuid}");
    let line = ID.replace_all(&line, |found: &Captures<'_>| {
        let head = found.get(1).map_or("", |head| head.as_str());
        let is_id = !head.is_empty() || is_id(&found[2]);
        if is_id { format!("{head}{{id}}") } else { found[0].to_owned() }
    });
    let line = DATE.replace_all(&line, "{date}");
    let line = TIME.replace_all(&line, |found: &Captures<'_>| {
        let is_now = found[0].len() == 13 && ["17", "18"].contains(&&found[0][..2]);
        if is_now { "{time}".to_owned() } else { found[0].to_owned() }
    });
    let line = PORT.replace_all(&line, "127.0.0.1:{port}");
    let line = CLIENT.replace_all(&line, "${1}N");
    let line = EPOCH.replace_all(&line, "${1}Epoch: N");
    let line = if rules.numbers { NUMBER.replace_all(&line, "N") } else { line };
    let line = if rules.columns { SPACES.replace_all(line.trim_end(), " ") } else { line };
    configs_in_order(&line)
}

/// TopicCommand prints configurations in the order in which a hash map of the broker yields them.
fn configs_in_order(line: &str) -> String {
    let Some((head, configs)) = line.split_once("\tConfigs: ") else { return line.to_owned() };
    // Values have commas too.
    let mut pairs: Vec<String> = Vec::new();
    for part in configs.split(',') {
        match pairs.last_mut() {
            Some(last) if !part.contains('=') => {
                last.push(',');
                last.push_str(part);
            }
            _ => pairs.push(part.to_owned()),
        }
    }
    pairs.sort_unstable();
    format!("{head}\tConfigs: {}", pairs.join(","))
}

/// 16 random bytes in base 64: letters of both cases, almost surely with a digit or a sign.
fn is_id(word: &str) -> bool {
    let has = |is: fn(char) -> bool| word.contains(is);
    word.len() == 22
        && has(|c| c.is_ascii_uppercase())
        && has(|c| c.is_ascii_lowercase())
        && has(|c| !c.is_ascii_alphabetic())
}

/// A line of JSON over several lines, its arrays in an order that does not depend on the broker.
fn json(line: &str) -> Vec<String> {
    match serde_json::from_str::<serde_json::Value>(line) {
        Ok(mut value) if value.is_object() || value.is_array() => {
            sort(&mut value);
            let text = serde_json::to_string_pretty(&value).expect("a value");
            text.lines().map(ToOwned::to_owned).collect()
        }
        _ => vec![line.to_owned()],
    }
}

fn sort(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Array(items) => {
            items.iter_mut().for_each(sort);
            items.sort_by_key(ToString::to_string);
        }
        serde_json::Value::Object(fields) => fields.values_mut().for_each(sort),
        _ => {}
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern")
}

#[test]
fn ids_times_ports_and_paths_are_replaced() {
    let names = Names { bootstrap: "127.0.0.1:4711".into(), dir: "/tmp/a".into(), log: "/tmp/b".into() };
    let shown = |text: &str, rules| lines(text, &names, rules).join("/");
    let rules = Rules::default();
    assert_eq!(shown("vJyT2VYrS0aDk3sXcR0hOw TopicId: vJyTVYrSaDkscRxhOwabcd", rules), "{id} TopicId: {id}");
    assert_eq!(shown("T\tConfigs: b=1,a=x,y", rules), "T\tConfigs: a=x,y,b=1");
    assert_eq!(shown("a-topic-of-22-characters", rules), "a-topic-of-22-characters");
    assert_eq!(shown("m-0f0e0d0c-0000-4000-8000-0123456789ab", rules), "m-{uuid}");
    assert_eq!(
        shown("at 2026-11-24 23:39:04:123, 1795000000000 1000000000001", rules),
        "at {date}, {time} 1000000000001"
    );
    assert_eq!(shown("127.0.0.1:4711 /tmp/a/x /tmp/b/y", rules), "{bootstrap} {dir}/x {log}/y");
    assert_eq!(shown("a\n\tat X.java\nb", rules), "a/b");
    assert_eq!(
        shown("b   1\na 2.5", Rules { sorted: true, columns: true, numbers: true, ..rules }),
        "a N/b N"
    );
    assert_eq!(shown("[2,1]", Rules { json: true, ..rules }), "[/  1,/  2/]");
}
