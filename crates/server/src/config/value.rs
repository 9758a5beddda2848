//! A value as its key's type, and what is wrong with one that is not.

use std::fmt;

use super::key::{ConfigKey, Kind, Valid};

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Boolean(bool),
    /// Short, int and long; within the bounds of the key's type.
    Number(i64),
    Double(f64),
    Text(String),
    List(Vec<String>),
}

impl Value {
    /// Reads `text` as a value of `key`. The error is the reason in Kafka's words, without the key's name.
    pub fn parse(key: &ConfigKey, text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        let value = match key.kind {
            Kind::Boolean => parse_boolean(trimmed)?,
            Kind::Short => parse_number(key.kind, trimmed, i64::from(i16::MIN), i64::from(i16::MAX))?,
            Kind::Int => parse_number(key.kind, trimmed, i64::from(i32::MIN), i64::from(i32::MAX))?,
            Kind::Long => parse_number(key.kind, trimmed, i64::MIN, i64::MAX)?,
            Kind::Double => Self::Double(trimmed.parse().map_err(|_| not_a_number(key.kind))?),
            Kind::List => Self::List(parse_list(trimmed)),
            Kind::String | Kind::Class => Self::Text(trimmed.to_owned()),
            // Blanks may be part of a secret.
            Kind::Password => Self::Text(text.to_owned()),
        };
        check(key.valid, &value)?;
        Ok(value)
    }

    /// The default of a key. The table's own defaults are checked by a test.
    #[must_use]
    pub fn default_of(key: &ConfigKey) -> Self {
        key.default.map_or(Self::Null, |text| Self::parse(key, text).unwrap_or(Self::Null))
    }
}

/// As Kafka sends it in DescribeConfigs; null is the empty string.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Double(value) => write!(f, "{value:?}"),
            Self::Text(value) => f.write_str(value),
            Self::List(values) => f.write_str(&values.join(",")),
        }
    }
}

fn parse_boolean(text: &str) -> Result<Value, String> {
    if text.eq_ignore_ascii_case("true") {
        Ok(Value::Boolean(true))
    } else if text.eq_ignore_ascii_case("false") {
        Ok(Value::Boolean(false))
    } else {
        Err("Expected value to be either true or false".to_owned())
    }
}

fn parse_number(kind: Kind, text: &str, min: i64, max: i64) -> Result<Value, String> {
    match text.parse::<i64>() {
        Ok(number) if (min..=max).contains(&number) => Ok(Value::Number(number)),
        _ => Err(not_a_number(kind)),
    }
}

fn not_a_number(kind: Kind) -> String {
    format!("Not a number of type {}", kind.name())
}

pub(super) fn parse_list(text: &str) -> Vec<String> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let mut values: Vec<String> = Vec::new();
    for item in text.split(',').map(str::trim) {
        if !values.iter().any(|seen| seen == item) {
            values.push(item.to_owned());
        }
    }
    values
}

fn check(valid: Valid, value: &Value) -> Result<(), String> {
    match (valid, value) {
        (Valid::AtLeast(min), Value::Number(number)) if *number < min => {
            Err(format!("Value must be at least {min}"))
        }
        (Valid::Between(min, _), Value::Number(number)) if *number < min => {
            Err(format!("Value must be at least {min}"))
        }
        (Valid::Between(_, max), Value::Number(number)) if *number > max => {
            Err(format!("Value must be no more than {max}"))
        }
        (Valid::BetweenOrMinusOne(min, max), Value::Number(number))
            if *number != -1 && !(min..=max).contains(number) =>
        {
            Err(format!("Value must be between {min} and {max} or equal to -1"))
        }
        (Valid::RatioBetween(min, _), Value::Double(number)) if *number < min => {
            Err(format!("Value must be at least {}", ratio(min)))
        }
        (Valid::RatioBetween(_, max), Value::Double(number)) if *number > max => {
            Err(format!("Value must be no more than {}", ratio(max)))
        }
        (Valid::OneOf(values), Value::Text(text)) if !values.contains(&text.as_str()) => {
            Err(format!("String must be one of: {}", values.join(", ")))
        }
        (Valid::OneOfIgnoringCase(values), Value::Text(text))
            if !values.iter().any(|value| value.eq_ignore_ascii_case(text)) =>
        {
            Err(format!("String must be one of (case insensitive): {}", values.join(", ")))
        }
        (Valid::SubsetOf(values), Value::List(items))
            if items.iter().any(|item| !values.contains(&item.as_str())) =>
        {
            Err(format!("String must be one of: {}", values.join(", ")))
        }
        (Valid::NotEmpty, Value::List(items)) => check_items(items),
        (Valid::NotEmpty, Value::Text(text)) if text.is_empty() => Err("String must be non-empty".to_owned()),
        (Valid::ThrottledReplicas, Value::List(items)) => check_throttled(items),
        _ => Ok(()),
    }
}

fn check_items(items: &[String]) -> Result<(), String> {
    if items.is_empty() {
        return Err("Configuration must not be empty".to_owned());
    }
    if items.iter().any(String::is_empty) {
        return Err("Configuration values must not be empty".to_owned());
    }
    Ok(())
}

fn check_throttled(items: &[String]) -> Result<(), String> {
    let is_pair = |item: &String| {
        item.split_once(':').is_some_and(|(partition, broker)| {
            partition.parse::<u32>().is_ok() && broker.parse::<u32>().is_ok()
        })
    };
    if items.is_empty() || items == ["*"] || items.iter().all(is_pair) {
        return Ok(());
    }
    Err("Must be the literal '*' or a list of replicas in the following format: \
         [partitionId]:[brokerId],[partitionId]:[brokerId],..."
        .to_owned())
}

/// Kafka prints whole ratios without a fraction.
fn ratio(value: f64) -> String {
    format!("{value}")
}
