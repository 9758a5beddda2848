//! What is wrong with a configuration, said so that it can be put right.

use std::fmt;

use super::key::{ConfigKey, Kind, Valid};
use super::origin::Setting;
use super::value::InvalidValue;

/// Everything that is wrong.
#[derive(Clone, Debug)]
pub struct ConfigErrors {
    pub problems: Vec<Problem>,
    /// What would have been said at start besides.
    pub warnings: Vec<String>,
}

/// One thing that is wrong: what, and what would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    what: String,
    remedy: Option<String>,
}

impl Problem {
    pub(super) fn general(what: String) -> Self {
        Self { what, remedy: None }
    }

    pub(super) fn with_remedy(what: String, remedy: impl Into<String>) -> Self {
        Self { what, remedy: Some(remedy.into()) }
    }

    /// A value that its key does not take.
    pub(super) fn invalid(key: &ConfigKey, setting: &Setting, invalid: &InvalidValue) -> Self {
        let value = if key.is_sensitive() { "[hidden]" } else { &setting.value };
        let what = format!("{}: {} = {value}: {}", setting.origin, key.name, invalid.reason);
        Self::with_remedy(what, format!("{} takes {}", key.name, what_would_do(key)))
    }
}

/// The values that a key takes, in words: `an int of at least 1`.
#[must_use]
pub fn what_would_do(key: &ConfigKey) -> String {
    let kind = match key.kind {
        Kind::Boolean => return "true or false".to_owned(),
        Kind::Short => "a 16-bit number",
        Kind::Int => "a 32-bit number",
        Kind::Long => "a 64-bit number",
        Kind::Double => "a decimal number",
        Kind::List => "a list separated by commas",
        Kind::String | Kind::Class | Kind::Password => "text",
    };
    match key.valid {
        Valid::Any => kind.to_owned(),
        Valid::AtLeast(min) => format!("{kind} of at least {min}"),
        Valid::Between(min, max) => format!("{kind} from {min} to {max}"),
        Valid::BetweenOrMinusOne(min, max) => format!("{kind} from {min} to {max}, or -1"),
        Valid::RatioBetween(min, max) => format!("{kind} from {min} to {max}"),
        Valid::OneOf(values) => format!("one of {}", values.join(", ")),
        Valid::OneOfIgnoringCase(values) => format!("one of {}, in any case", values.join(", ")),
        Valid::SubsetOf(values) => format!("{kind}, of {}", values.join(", ")),
        Valid::NotEmpty => format!("{kind} that is not empty"),
        Valid::OffsetReset => "earliest, latest, or by_duration: with an ISO 8601 duration".to_owned(),
        Valid::ThrottledReplicas => "* or partition:broker pairs separated by commas".to_owned(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match &self.remedy {
            Some(remedy) => write!(f, "\n    {remedy}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "error: {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}
