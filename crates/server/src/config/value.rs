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

/// What is wrong with a value, in Kafka's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidValue {
    /// The value as Kafka's message shows it, which is after parsing where that succeeded.
    pub shown: String,
    /// Without the key's name.
    pub reason: String,
}

impl InvalidValue {
    /// Kafka's whole sentence.
    #[must_use]
    pub fn message(&self, key: &ConfigKey) -> String {
        let shown = if key.is_sensitive() { "[hidden]" } else { &self.shown };
        format!("Invalid value {shown} for configuration {}: {}", key.name, self.reason)
    }
}

impl Value {
    /// Reads `text` as a value of `key`.
    ///
    /// # Errors
    /// The text is not of the key's type, or the value out of its bounds.
    pub fn parse(key: &ConfigKey, text: &str) -> Result<Self, InvalidValue> {
        let value = Self::parse_kind(key.kind, text)
            .map_err(|reason| InvalidValue { shown: text.to_owned(), reason })?;
        check(key, &value)?;
        Ok(value)
    }

    fn parse_kind(kind: Kind, text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        Ok(match kind {
            Kind::Boolean => parse_boolean(trimmed)?,
            Kind::Short => parse_number(kind, trimmed, i64::from(i16::MIN), i64::from(i16::MAX))?,
            Kind::Int => parse_number(kind, trimmed, i64::from(i32::MIN), i64::from(i32::MAX))?,
            Kind::Long => parse_number(kind, trimmed, i64::MIN, i64::MAX)?,
            Kind::Double => Self::Double(trimmed.parse().map_err(|_| not_a_number(kind))?),
            Kind::List => Self::List(parse_list(trimmed)),
            Kind::String | Kind::Class => Self::Text(trimmed.to_owned()),
            // Blanks may be part of a secret.
            Kind::Password => Self::Text(text.to_owned()),
        })
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
            // Java writes the exponent with a capital.
            Self::Double(value) => f.write_str(&format!("{value:?}").replace('e', "E")),
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

fn check(key: &ConfigKey, value: &Value) -> Result<(), InvalidValue> {
    let reason = match value {
        Value::Number(number) => number_is_out_of(key.valid, *number),
        Value::Double(number) => ratio_is_out_of(key.valid, *number),
        Value::Text(text) => text_is_none_of(key, text),
        Value::List(items) => return check_list(key, items),
        Value::Null | Value::Boolean(_) => None,
    };
    match reason {
        Some(reason) => Err(InvalidValue { shown: value.to_string(), reason }),
        None => Ok(()),
    }
}

fn number_is_out_of(valid: Valid, number: i64) -> Option<String> {
    match valid {
        Valid::AtLeast(min) | Valid::Between(min, _) if number < min => {
            Some(format!("Value must be at least {min}"))
        }
        Valid::Between(_, max) if number > max => Some(format!("Value must be no more than {max}")),
        Valid::BetweenOrMinusOne(min, max) if number != -1 && !(min..=max).contains(&number) => {
            Some(format!("Value must be between {min} and {max} or equal to -1"))
        }
        _ => None,
    }
}

fn ratio_is_out_of(valid: Valid, number: f64) -> Option<String> {
    match valid {
        Valid::RatioBetween(min, _) if number < min => Some(format!("Value must be at least {min}")),
        Valid::RatioBetween(_, max) if number > max => Some(format!("Value must be no more than {max}")),
        _ => None,
    }
}

fn text_is_none_of(key: &ConfigKey, text: &str) -> Option<String> {
    match key.valid {
        Valid::OneOf(values) if !values.contains(&text) => {
            Some(format!("String must be one of: {}", values.join(", ")))
        }
        Valid::OneOfIgnoringCase(values) if !values.iter().any(|value| value.eq_ignore_ascii_case(text)) => {
            Some(format!("String must be one of (case insensitive): {}", values.join(", ")))
        }
        Valid::NotEmpty if text.is_empty() => Some("String must be non-empty".to_owned()),
        Valid::OffsetReset if !is_offset_reset(text) => Some(format!(
            "Invalid value `{text}` for configuration {}. The value must be either 'earliest', 'latest' or of the \
             format 'by_duration:<PnDTnHnMn.nS>'.",
            key.name
        )),
        _ => None,
    }
}

fn is_offset_reset(text: &str) -> bool {
    let is_duration = |duration: &str| duration.len() > 1 && duration.to_ascii_uppercase().starts_with('P');
    matches!(text, "earliest" | "latest") || text.strip_prefix("by_duration:").is_some_and(is_duration)
}

fn check_list(key: &ConfigKey, items: &[String]) -> Result<(), InvalidValue> {
    let invalid = |shown: String, reason: String| Err(InvalidValue { shown, reason });
    match key.valid {
        Valid::SubsetOf(values) => match items.iter().find(|item| !values.contains(&item.as_str())) {
            Some(item) => invalid(item.clone(), format!("String must be one of: {}", values.join(", "))),
            None => Ok(()),
        },
        Valid::NotEmpty if items.is_empty() => {
            invalid("[]".to_owned(), "Configuration must not be empty".to_owned())
        }
        Valid::NotEmpty if items.iter().any(String::is_empty) => {
            invalid(java_list(items), "Configuration values must not be empty".to_owned())
        }
        Valid::ThrottledReplicas if !are_throttled_replicas(items) => invalid(
            java_list(items),
            format!(
                "{} must be the literal '*' or a list of replicas in the following format: \
                 [partitionId]:[brokerId],[partitionId]:[brokerId],...",
                key.name
            ),
        ),
        _ => Ok(()),
    }
}

fn java_list(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}

fn are_throttled_replicas(items: &[String]) -> bool {
    let is_pair = |item: &String| {
        item.split_once(':').is_some_and(|(partition, broker)| {
            partition.parse::<u32>().is_ok() && broker.parse::<u32>().is_ok()
        })
    };
    items.is_empty() || items == ["*"] || items.iter().all(is_pair)
}
