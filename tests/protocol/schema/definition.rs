//! Kafka's message definitions, read out of its jars.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use super::super::jars;

/// Modules whose jars hold definitions of messages or records.
const MODULES: [&str; 7] = [
    "kafka-clients",
    "kafka-group-coordinator",
    "kafka-metadata",
    "kafka-raft",
    "kafka-share-coordinator",
    "kafka-storage",
    "kafka-transaction-coordinator",
];

/// First and last.
pub(super) type Versions = (i16, i16);

pub(super) struct Definition {
    pub(super) name: String,
    /// `request`, `response`, `header`, `data`, `metadata`, `coordinator-key`, `coordinator-value`.
    pub(super) kind: String,
    pub(super) api_key: Option<i16>,
    /// `None` for what Kafka removed.
    pub(super) versions: Option<Versions>,
    pub(super) flexible: Option<Versions>,
    pub(super) listeners: Vec<String>,
    pub(super) fields: Vec<Field>,
}

pub(super) struct Field {
    /// In snake case.
    pub(super) name: String,
    kind: String,
    pub(super) versions: Option<Versions>,
    pub(super) nullable: Option<Versions>,
    pub(super) tagged: Option<Versions>,
    pub(super) tag: Option<u32>,
    pub(super) default: DefaultValue,
    pub(super) ignorable: bool,
    pub(super) never_flexible: bool,
    pub(super) fields: Vec<Field>,
}

#[derive(Debug, PartialEq)]
pub(super) enum DefaultValue {
    Null,
    /// 0, false, or empty.
    Zero,
    Number(i64),
    Text(String),
}

/// All of them, by name.
pub(super) fn definitions() -> BTreeMap<String, Definition> {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut definitions = BTreeMap::new();
    for module in MODULES {
        let to = dir.path().join(module);
        let status =
            Command::new("unzip").arg("-qo").arg(jars::jar(module)).arg("*.json").arg("-d").arg(&to).status();
        assert!(status.is_ok_and(|status| status.success()), "cannot unzip the jar of {module}");
        let mut folders = vec![to];
        while let Some(folder) = folders.pop() {
            for path in
                std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
            {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let definition = parse(&std::fs::read_to_string(&path).expect("a definition"));
                    definitions.insert(definition.name.clone(), definition);
                }
            }
        }
    }
    definitions
}

fn parse(text: &str) -> Definition {
    let lines: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let json: Value = serde_json::from_str(&lines.join("\n")).expect("JSON with comments");
    let common: BTreeMap<_, _> = array(&json["commonStructs"])
        .map(|structure| (string(&structure["name"]), &structure["fields"]))
        .collect();
    Definition {
        name: string(&json["name"]),
        kind: string(&json["type"]),
        api_key: json["apiKey"].as_i64().map(|key| i16::try_from(key).expect("an API key")),
        versions: versions(&json["validVersions"]),
        flexible: versions(&json["flexibleVersions"]),
        listeners: array(&json["listeners"]).map(string).collect(),
        fields: fields(&json["fields"], &common),
    }
}

fn fields(json: &Value, common: &BTreeMap<String, &Value>) -> Vec<Field> {
    array(json).map(|json| field(json, common)).collect()
}

fn field(json: &Value, common: &BTreeMap<String, &Value>) -> Field {
    let kind = string(&json["type"]);
    let nested = match common.get(kind.trim_start_matches("[]")) {
        Some(nested) => nested,
        None => &json["fields"],
    };
    let tagged = versions(&json["taggedVersions"]);
    let default = match &json["default"] {
        Value::Null if kind == "records" => DefaultValue::Null,
        // Kafka's generator takes a default that is a bare null for none at all.
        Value::Null | Value::Bool(false) => DefaultValue::Zero,
        Value::Bool(true) => DefaultValue::Number(1),
        Value::Number(number) => default(&number.to_string()),
        Value::String(text) => default(text),
        other => panic!("a default of {other}"),
    };
    Field {
        name: super::snake_case(&string(&json["name"])),
        versions: versions(&json["versions"]).or(tagged),
        nullable: versions(&json["nullableVersions"]),
        tagged,
        tag: json["tag"].as_u64().map(|tag| u32::try_from(tag).expect("a tag")),
        default,
        ignorable: json["ignorable"] == true,
        never_flexible: json["flexibleVersions"] == "none",
        fields: fields(nested, common),
        kind,
    }
}

impl Field {
    /// The type that carries such a field here.
    pub(super) fn rust_type(&self) -> String {
        let of = |kind: &str| match kind {
            "int8" | "int16" | "int32" | "int64" => kind.replace("int", "i"),
            "uint16" | "uint32" => kind.replace("uint", "u"),
            "float64" => "f64".to_owned(),
            "bool" => "bool".to_owned(),
            "string" => "Str".to_owned(),
            "bytes" => "Bytes".to_owned(),
            "records" => "Records".to_owned(),
            "uuid" => "Uuid".to_owned(),
            structure => structure.to_owned(),
        };
        let (is_array, element) = match self.kind.strip_prefix("[]") {
            Some(element) => (true, element),
            None => (false, self.kind.as_str()),
        };
        let is_struct = element.starts_with(char::is_uppercase);
        match (self.nullable.is_some() && element != "records", is_array) {
            (false, false) => of(element),
            (false, true) => format!("Vec<{}>", of(element)),
            (true, true) => format!("Option<Vec<{}>>", of(element)),
            (true, false) if is_struct => format!("Option<Box<{}>>", of(element)),
            (true, false) => format!("Option<{}>", of(element)),
        }
    }
}

fn default(text: &str) -> DefaultValue {
    let number = match text.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    match (text, number) {
        ("null", _) => DefaultValue::Null,
        ("" | "false", _) | (_, Ok(0)) => DefaultValue::Zero,
        ("true", _) => DefaultValue::Number(1),
        (_, Ok(number)) => DefaultValue::Number(number),
        _ => DefaultValue::Text(text.to_owned()),
    }
}

/// `None` when there is no such range, or it is empty.
fn versions(json: &Value) -> Option<Versions> {
    let text = json.as_str()?;
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("versions of {text}"));
    let range = match (text, text.strip_suffix('+'), text.split_once('-')) {
        ("none", _, _) => return None,
        (_, Some(first), _) => (number(first), i16::MAX),
        (_, None, Some((first, last))) => (number(first), number(last)),
        _ => (number(text), number(text)),
    };
    super::not_empty(range)
}

fn array(json: &Value) -> impl Iterator<Item = &Value> {
    json.as_array().into_iter().flatten()
}

fn string(json: &Value) -> String {
    json.as_str().unwrap_or_else(|| panic!("{json} instead of a text")).to_owned()
}
