//! Where a setting comes from.

use std::fmt;
use std::path::PathBuf;

use super::error::Problem;

/// The place of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Default,
    /// A key of our own configuration file.
    Toml {
        path: PathBuf,
        line: usize,
    },
    /// A line of a `server.properties`.
    Properties {
        path: PathBuf,
        line: usize,
    },
    /// The environment variable of this name.
    Environment(String),
    Override,
    /// `--data-dir`.
    DataDir,
}

/// One setting as a source has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub name: String,
    pub value: String,
    pub origin: Origin,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Toml { path, line } | Self::Properties { path, line } => {
                write!(f, "{}:{line}", path.display())
            }
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Override => f.write_str("--override"),
            Self::DataDir => f.write_str("--data-dir"),
        }
    }
}

/// `key=value`.
pub(super) fn parse_override(text: &str) -> Result<Setting, Problem> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok(Setting { name: name.trim().to_owned(), value: value.to_owned(), origin: Origin::Override })
        }
        _ => Err(Problem::general(format!("--override {text}: write it as key=value"))),
    }
}
