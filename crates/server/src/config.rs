//! The configuration of a node: every key from one table, every value with its origin.
//!
//! Sources, each over the one before: defaults, file, environment, command line. All that is wrong is reported at once.

mod describe;
mod dynamic;
mod environment;
mod error;
mod file;
pub mod key;
pub mod keys;
pub mod listeners;
mod nearest;
mod origin;
mod properties;
pub mod reference;
mod rules;
mod topic_config;
mod validate;
mod value;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use describe::{
    ConfigSource, DescribedConfig, Synonym, describe_broker, describe_client_metrics,
    describe_default_broker, describe_group, describe_topic,
};
pub use dynamic::{DynamicBrokerConfigs, broker_synonyms, broker_value};
pub use error::{ConfigErrors, Problem, what_would_do};
pub use key::ConfigKey;
pub use listeners::{Listener, SecurityProtocol};
pub(crate) use nearest::nearest;
pub use origin::{Origin, Setting};
pub use topic_config::{TopicConfig, topic_log_config};
pub use validate::{
    LOG_LEVELS, is_list, validate, validate_broker_config, validate_broker_configs, validate_group_configs,
    validate_log_level, validate_topic_config, validate_topic_configs,
};
pub use value::{InvalidValue, Value};

/// Where to look for settings, beside the defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub file: Option<PathBuf>,
    /// Environment variables, as `std::env::vars` gives them.
    pub environment: Vec<(String, String)>,
    /// `key=value`, the last one wins.
    pub overrides: Vec<String>,
    /// Replaces `log.dirs`.
    pub data_dir: Option<PathBuf>,
}

/// A checked configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// What was set for keys of the table.
    values: BTreeMap<&'static str, SetValue>,
    /// What was set for names outside the table: per-listener keys and keys of plugins.
    extra: BTreeMap<String, (String, Origin)>,
    warnings: Vec<String>,
}

#[derive(Clone, Debug)]
struct SetValue {
    value: Value,
    origin: Origin,
}

impl Config {
    /// Reads and checks all sources.
    ///
    /// # Errors
    /// Everything that is wrong, each with key, place, value and what would do.
    pub fn load(sources: &Sources) -> Result<Self, ConfigErrors> {
        let mut problems = Vec::new();
        let mut settings = Vec::new();
        if let Some(path) = &sources.file {
            match file::read(path) {
                Ok(read) => settings.extend(read),
                Err(errors) => problems.extend(errors),
            }
        }
        let (from_environment, mut warnings) = environment::read(&sources.environment);
        settings.extend(from_environment);
        for text in &sources.overrides {
            match origin::parse_override(text) {
                Ok(setting) => settings.push(setting),
                Err(problem) => problems.push(problem),
            }
        }
        if let Some(dir) = &sources.data_dir {
            let value = dir.to_string_lossy().into_owned();
            settings.push(Setting { name: keys::LOG_DIRS.to_owned(), value, origin: Origin::DataDir });
        }
        let mut config = Self::from_settings(settings, &mut problems);
        config.warnings.append(&mut warnings);
        // Combinations are judged only when each value is right by itself.
        if problems.is_empty() {
            problems = rules::check(&config);
        }
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigErrors { problems, warnings: config.warnings })
        }
    }

    /// The defaults and `pairs` over them, for tests and embedding.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_pairs(pairs: &[(&str, &str)]) -> Result<Self, ConfigErrors> {
        let overrides = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Self::load(&Sources { overrides, ..Sources::default() })
    }

    /// Later settings replace earlier ones.
    fn from_settings(settings: Vec<Setting>, problems: &mut Vec<Problem>) -> Self {
        let mut config = Self { values: BTreeMap::new(), extra: BTreeMap::new(), warnings: Vec::new() };
        for setting in settings {
            let Some(key) = keys::broker_key(&setting.name) else {
                config.add_unknown(setting, problems);
                continue;
            };
            match Value::parse(key, &setting.value) {
                Ok(value) => {
                    config.values.insert(key.name, SetValue { value, origin: setting.origin });
                }
                Err(invalid) => problems.push(Problem::invalid(key, &setting, &invalid)),
            }
        }
        config
    }

    fn add_unknown(&mut self, setting: Setting, problems: &mut Vec<Problem>) {
        match nearest::judge_unknown(&setting) {
            nearest::Unknown::Accepted => {
                self.extra.insert(setting.name, (setting.value, setting.origin));
            }
            nearest::Unknown::Warning(text) => {
                self.warnings.push(text);
                self.extra.insert(setting.name, (setting.value, setting.origin));
            }
            nearest::Unknown::Error(problem) => problems.push(problem),
        }
    }

    /// What should be said at start: unknown and ignored settings.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Where the value of `key` comes from.
    #[must_use]
    pub fn origin(&self, key: &'static str) -> &Origin {
        self.values.get(key).map_or(&Origin::Default, |set| &set.origin)
    }

    /// The keys of the table that are set, in name order.
    pub fn set_keys(&self) -> impl Iterator<Item = &'static str> {
        self.values.keys().copied()
    }

    /// The value that was set, without the default.
    #[must_use]
    pub fn static_value(&self, key: &str) -> Option<&Value> {
        self.values.get(key).map(|set| &set.value)
    }

    /// A setting outside the table, such as `listener.name.internal.ssl.client.auth`.
    #[must_use]
    pub fn extra(&self, name: &str) -> Option<&str> {
        self.extra.get(name).map(|(value, _)| value.as_str())
    }

    /// The names of all settings outside the table.
    pub(crate) fn extra_settings(&self) -> impl Iterator<Item = &str> {
        self.extra.keys().map(String::as_str)
    }

    /// The value in force; its default if it is not set.
    ///
    /// # Panics
    /// For a name that is not in the table: use the constants of [`keys`].
    #[must_use]
    pub fn value(&self, key: &str) -> Value {
        match self.static_value(key) {
            Some(value) => value.clone(),
            None => Value::default_of(declared(key)),
        }
    }
}

/// Typed access. Each panics if the key's type is another one, or if the key has no value and no default.
impl Config {
    #[must_use]
    pub fn get_int(&self, key: &'static str) -> i32 {
        i32::try_from(self.get_long(key)).unwrap_or_else(|_| wrong_type(key, "int"))
    }

    #[must_use]
    pub fn get_long(&self, key: &'static str) -> i64 {
        self.get_optional_long(key).unwrap_or_else(|| wrong_type(key, "long"))
    }

    /// `None` if the key is not set and has no default.
    #[must_use]
    pub fn get_optional_long(&self, key: &'static str) -> Option<i64> {
        match self.value(key) {
            Value::Number(number) => Some(number),
            Value::Null => None,
            _ => wrong_type(key, "long"),
        }
    }

    #[must_use]
    pub fn get_bool(&self, key: &'static str) -> bool {
        match self.value(key) {
            Value::Boolean(value) => value,
            _ => wrong_type(key, "boolean"),
        }
    }

    #[must_use]
    pub fn get_double(&self, key: &'static str) -> f64 {
        match self.value(key) {
            Value::Double(value) => value,
            _ => wrong_type(key, "double"),
        }
    }

    #[must_use]
    pub fn get_str(&self, key: &'static str) -> String {
        self.get_optional_str(key).unwrap_or_else(|| wrong_type(key, "string"))
    }

    #[must_use]
    pub fn get_optional_str(&self, key: &'static str) -> Option<String> {
        match self.value(key) {
            Value::Text(text) => Some(text),
            Value::Null => None,
            _ => wrong_type(key, "string"),
        }
    }

    /// An unset list without default is empty.
    #[must_use]
    pub fn get_list(&self, key: &'static str) -> Vec<String> {
        match self.value(key) {
            Value::List(values) => values,
            // Some lists are text to Kafka, such as max.connections.per.ip.overrides.
            Value::Text(text) => value::parse_list(&text),
            Value::Null => Vec::new(),
            _ => wrong_type(key, "list"),
        }
    }
}

/// What several keys say together.
impl Config {
    /// `log.dirs`, or else `log.dir`.
    #[must_use]
    pub fn log_dirs(&self) -> Vec<PathBuf> {
        let key = if self.static_value(keys::LOG_DIRS).is_some() { keys::LOG_DIRS } else { keys::LOG_DIR };
        self.get_list(key).into_iter().map(PathBuf::from).collect()
    }

    /// `metadata.log.dir`, or else the first log directory.
    #[must_use]
    pub fn metadata_log_dir(&self) -> PathBuf {
        match self.get_optional_str(keys::METADATA_LOG_DIR) {
            Some(dir) => dir.into(),
            None => self.log_dirs().into_iter().next().unwrap_or_default(),
        }
    }

    /// `node.id`, which old files call `broker.id`.
    #[must_use]
    pub fn node_id(&self) -> i32 {
        let broker_id = self.get_int(keys::BROKER_ID);
        if self.static_value(keys::NODE_ID).is_none() && broker_id >= 0 {
            broker_id
        } else {
            self.get_int(keys::NODE_ID)
        }
    }

    /// Whether `process.roles` has `role`: `broker` or `controller`.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.get_list(keys::PROCESS_ROLES).iter().any(|r| r == role)
    }

    /// All listeners, those of the controller too.
    #[must_use]
    pub fn listeners(&self) -> Vec<Listener> {
        listeners::listeners(self).unwrap_or_default()
    }

    /// The listeners of the broker: those that are not named in `controller.listener.names`.
    #[must_use]
    pub fn broker_listeners(&self) -> Vec<Listener> {
        let controllers = self.get_list(keys::CONTROLLER_LISTENER_NAMES);
        self.listeners().into_iter().filter(|l| !controllers.contains(&l.name)).collect()
    }

    /// `ottla.metrics.listener` as host and port; `None` where it is off.
    #[must_use]
    pub fn metrics_listener(&self) -> Option<(String, u16)> {
        listeners::split_address(&self.get_str(keys::OTTLA_METRICS_LISTENER))
    }

    /// The listeners of the controller.
    #[must_use]
    pub fn controller_listeners(&self) -> Vec<Listener> {
        let controllers = self.get_list(keys::CONTROLLER_LISTENER_NAMES);
        self.listeners().into_iter().filter(|l| controllers.contains(&l.name)).collect()
    }

    /// Whether the listener is one of the controller's.
    #[must_use]
    pub fn is_controller_listener(&self, name: &str) -> bool {
        self.get_list(keys::CONTROLLER_LISTENER_NAMES)
            .iter()
            .any(|listener| listener.eq_ignore_ascii_case(name))
    }

    /// What clients are told to connect to: `advertised.listeners`, or else the broker's listeners.
    #[must_use]
    pub fn advertised_listeners(&self) -> Vec<Listener> {
        match listeners::advertised(self) {
            Ok(Some(advertised)) => advertised,
            _ => self.broker_listeners(),
        }
    }
}

#[allow(clippy::panic)]
fn declared(name: &str) -> &'static ConfigKey {
    keys::broker_key(name).unwrap_or_else(|| panic!("config key {name} is not declared"))
}

#[allow(clippy::panic)]
fn wrong_type<T>(key: &str, wanted: &str) -> T {
    panic!("config key {key} is not of type {wanted} or has no value")
}

#[cfg(test)]
mod tests;
