//! What DescribeConfigs answers: every key of a resource with its value, where that comes from, and what would count
//! without it.
//!
//! Kafka's rules, oddities included: an unset key whose value comes from a synonym (`log.retention.hours` for
//! `log.retention.ms`) shows no synonyms and counts as a default.

use std::collections::BTreeSet;

use metadata::ConfigImage;

use super::dynamic::{DynamicBrokerConfigs, broker_synonyms, broker_value};
use super::key::{ConfigKey, Update};
use super::topic_config::TopicConfig;
use super::{Config, Value, keys};

/// Kafka's number on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i8)]
pub enum ConfigSource {
    Topic = 1,
    DynamicBroker = 2,
    DynamicDefaultBroker = 3,
    StaticBroker = 4,
    Default = 5,
    DynamicBrokerLogger = 6,
    ClientMetrics = 7,
    Group = 8,
}

/// One row of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedConfig {
    pub name: String,
    /// `None` for secrets and for what is not set.
    pub value: Option<String>,
    pub source: ConfigSource,
    pub is_read_only: bool,
    pub is_sensitive: bool,
    /// In the order of precedence.
    pub synonyms: Vec<Synonym>,
    /// Kafka's number of the type; 0 for names outside the table.
    pub kind: i8,
    pub doc: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synonym {
    pub name: String,
    pub value: Option<String>,
    pub source: ConfigSource,
}

/// Every key of a topic with these overrides; an internal one only where it is set.
#[must_use]
pub fn describe_topic(
    config: &Config,
    dynamic: &DynamicBrokerConfigs,
    overrides: &ConfigImage,
) -> Vec<DescribedConfig> {
    let topic = TopicConfig::new(config, dynamic, overrides);
    by_name(keys::topic_keys().filter(|key| !key.internal || overrides.get(key.name).is_some()))
        .map(|key| {
            let own = overrides.get(key.name).map(|text| (text, ConfigSource::Topic));
            entity_entry(config, dynamic, key, own, shown(key, &topic.value(key.name)))
        })
        .collect()
}

/// Every key of a group with these overrides.
#[must_use]
pub fn describe_group(
    config: &Config,
    dynamic: &DynamicBrokerConfigs,
    overrides: &ConfigImage,
) -> Vec<DescribedConfig> {
    by_name(keys::group_keys())
        .map(|key| {
            let own = overrides.get(key.name);
            let value = match (own.and_then(|text| Value::parse(key, text).ok()), key.broker_key) {
                (Some(value), _) => value,
                (None, Some(name)) => broker_value(config, dynamic, keys::broker_key(name).unwrap_or(key)),
                (None, None) => Value::default_of(key),
            };
            let own = own.map(|text| (text, ConfigSource::Group));
            entity_entry(config, dynamic, key, own, shown(key, &value))
        })
        .collect()
}

/// Every key of a subscription with these values.
#[must_use]
pub fn describe_client_metrics(config: &Config, overrides: &ConfigImage) -> Vec<DescribedConfig> {
    let dynamic = DynamicBrokerConfigs::default();
    by_name(keys::client_metrics_keys())
        .map(|key| {
            let own = overrides.get(key.name);
            let value = own.and_then(|text| Value::parse(key, text).ok());
            let value = value.unwrap_or_else(|| Value::default_of(key));
            let own = own.map(|text| (text, ConfigSource::ClientMetrics));
            entity_entry(config, &dynamic, key, own, shown(key, &value))
        })
        .collect()
}

/// Every key of this broker, and what was set outside the table.
#[must_use]
pub fn describe_broker(config: &Config, dynamic: &DynamicBrokerConfigs) -> Vec<DescribedConfig> {
    // Internal ones, such as throttles, are shown only while they are set at run time.
    let is_set = |key: &ConfigKey| {
        [&dynamic.broker, &dynamic.cluster_default].iter().any(|layer| layer.get(key.name).is_some())
    };
    let declared = by_name(keys::broker_keys().filter(|key| !key.internal || is_set(key))).map(|key| {
        let mut synonyms = synonyms_of(config, dynamic, key.name);
        if key.internal {
            synonyms.retain(|synonym| synonym.source != ConfigSource::Default);
        }
        let mut value = shown(key, &broker_value(config, dynamic, key));
        if key.name == keys::NODE_ID {
            value = Some(config.node_id().to_string());
        }
        broker_entry(key, value, synonyms)
    });
    let layers = [&dynamic.broker, &dynamic.cluster_default];
    let set_at_run_time = layers.into_iter().flat_map(|layer| layer.iter().map(|(name, _)| name));
    let set: BTreeSet<&str> = config.extra_settings().chain(set_at_run_time).collect();
    let undeclared = set.into_iter().filter(|name| keys::broker_key(name).is_none());
    let undeclared = undeclared.map(|name| {
        undeclared_entry(
            name,
            &[
                (ConfigSource::DynamicBroker, dynamic.broker.get(name)),
                (ConfigSource::DynamicDefaultBroker, dynamic.cluster_default.get(name)),
                (ConfigSource::StaticBroker, config.extra(name)),
            ],
        )
    });
    declared.chain(undeclared).collect()
}

/// A name outside the table: a key of one listener, which is shown as the key that it stands for, or of a plugin, which
/// may be a secret.
fn undeclared_entry(name: &str, layers: &[(ConfigSource, Option<&str>)]) -> DescribedConfig {
    let key = key_of_listener(name);
    let is_sensitive = key.is_none_or(ConfigKey::is_sensitive);
    let synonym = |(source, value): &(ConfigSource, Option<&str>)| {
        let value = (*value)?.to_owned();
        Some(Synonym { name: name.to_owned(), value: Some(value).filter(|_| !is_sensitive), source: *source })
    };
    let synonyms: Vec<Synonym> = layers.iter().filter_map(synonym).collect();
    DescribedConfig {
        name: name.to_owned(),
        value: synonyms.first().and_then(|first| first.value.clone()),
        source: synonyms.first().map_or(ConfigSource::Default, |first| first.source),
        is_read_only: !name.starts_with("listener.name."),
        is_sensitive,
        synonyms,
        kind: key.map_or(0, |key| key.kind as i8),
        doc: None,
    }
}

/// The key that `listener.name.<listener>.[<mechanism>.]<key>` sets for one listener.
fn key_of_listener(name: &str) -> Option<&'static ConfigKey> {
    let (_listener, rest) = name.strip_prefix("listener.name.")?.split_once('.')?;
    keys::broker_key(rest).or_else(|| keys::broker_key(rest.split_once('.')?.1))
}

/// What was set at run time for all brokers.
#[must_use]
pub fn describe_default_broker(dynamic: &DynamicBrokerConfigs) -> Vec<DescribedConfig> {
    let set = dynamic.cluster_default.iter();
    set.map(|(name, text)| {
        let source = ConfigSource::DynamicDefaultBroker;
        let Some(key) = keys::broker_key(name) else {
            return undeclared_entry(name, &[(source, Some(text))]);
        };
        let value = (!key.is_sensitive()).then(|| text.to_owned());
        let synonym = Synonym { name: name.to_owned(), value: value.clone(), source };
        broker_entry(key, value, vec![synonym])
    })
    .collect()
}

/// Kafka's order, which people see in its tools.
fn by_name(keys: impl Iterator<Item = &'static ConfigKey>) -> impl Iterator<Item = &'static ConfigKey> {
    let mut keys: Vec<_> = keys.collect();
    keys.sort_unstable_by_key(|key| key.name);
    keys.into_iter()
}

fn broker_entry(key: &ConfigKey, value: Option<String>, synonyms: Vec<Synonym>) -> DescribedConfig {
    DescribedConfig {
        name: key.name.to_owned(),
        value,
        source: synonyms.first().map_or(ConfigSource::Default, |first| first.source),
        is_read_only: key.update == Update::ReadOnly,
        is_sensitive: key.is_sensitive(),
        synonyms,
        kind: key.kind as i8,
        doc: Some(key.doc.trim()),
    }
}

/// A key of a topic, group or subscription: its own value first, then the broker's layers.
fn entity_entry(
    config: &Config,
    dynamic: &DynamicBrokerConfigs,
    key: &ConfigKey,
    own: Option<(&str, ConfigSource)>,
    value: Option<String>,
) -> DescribedConfig {
    let own = own.map(|(_, source)| Synonym { name: key.name.to_owned(), value: value.clone(), source });
    let inherited = match key.broker_key {
        Some(name) => synonyms_of(config, dynamic, name),
        // A group's key that the broker has no part in stands for itself.
        None if keys::group_key(key.name).is_some() => vec![Synonym {
            name: key.name.to_owned(),
            value: key.default.map(str::to_owned),
            source: ConfigSource::Default,
        }],
        None => Vec::new(),
    };
    let synonyms: Vec<Synonym> = own.into_iter().chain(inherited).collect();
    DescribedConfig { is_read_only: false, ..broker_entry(key, value, synonyms) }
}

/// All that is set for the broker's key `name` or what says the same, in the order of precedence; from the first that
/// is called `name` on.
fn synonyms_of(config: &Config, dynamic: &DynamicBrokerConfigs, name: &str) -> Vec<Synonym> {
    let family: Vec<&ConfigKey> = broker_synonyms(name).into_iter().filter_map(keys::broker_key).collect();
    let layer = |source: ConfigSource, value: &dyn Fn(&ConfigKey) -> Option<String>| -> Vec<Synonym> {
        family
            .iter()
            .filter_map(|key| {
                let value = value(key)?;
                let value = (!key.is_sensitive()).then_some(value);
                Some(Synonym { name: key.name.to_owned(), value, source })
            })
            .collect()
    };
    let mut all = layer(ConfigSource::DynamicBroker, &|key| dynamic.broker.get(key.name).map(str::to_owned));
    all.extend(layer(ConfigSource::DynamicDefaultBroker, &|key| {
        dynamic.cluster_default.get(key.name).map(str::to_owned)
    }));
    all.extend(layer(ConfigSource::StaticBroker, &|key| config.static_value(key.name).map(Value::to_string)));
    all.extend(layer(ConfigSource::Default, &|key| key.default.map(str::to_owned)));
    all.into_iter().skip_while(|synonym| synonym.name != name).collect()
}

fn shown(key: &ConfigKey, value: &Value) -> Option<String> {
    if key.is_sensitive() || *value == Value::Null { None } else { Some(value.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(rows: &'a [DescribedConfig], name: &str) -> &'a DescribedConfig {
        rows.iter().find(|row| row.name == name).unwrap()
    }

    fn image(pairs: &[(&str, &str)]) -> ConfigImage {
        pairs.iter().copied().collect()
    }

    fn synonyms(row: &DescribedConfig) -> Vec<(&str, &str, ConfigSource)> {
        row.synonyms
            .iter()
            .map(|s| (s.name.as_str(), s.value.as_deref().unwrap_or("null"), s.source))
            .collect()
    }

    #[test]
    fn a_key_of_a_listener_shows_its_value_and_an_unknown_one_shows_none() {
        let config = Config::from_pairs(&[("listener.name.a.max.connections", "7")]).unwrap();
        let broker = image(&[("listener.name.a.ssl.keystore.location", "k"), ("plugin.key", "secret")]);
        let dynamic = DynamicBrokerConfigs { broker, cluster_default: image(&[("plugin.other", "secret")]) };
        let rows = describe_broker(&config, &dynamic);
        let value = |name: &str| (row(&rows, name).value.as_deref(), row(&rows, name).source);
        assert_eq!(value("listener.name.a.max.connections"), (Some("7"), ConfigSource::StaticBroker));
        assert_eq!(value("listener.name.a.ssl.keystore.location"), (Some("k"), ConfigSource::DynamicBroker));
        assert_eq!(value("plugin.key"), (None, ConfigSource::DynamicBroker));
        let rows = describe_default_broker(&dynamic);
        assert_eq!((rows[0].name.as_str(), rows[0].is_sensitive), ("plugin.other", true));
    }

    #[test]
    fn a_topic_shows_its_own_value_before_the_broker_s() {
        let config = Config::from_pairs(&[("log.segment.bytes", "2000000")]).unwrap();
        let dynamic = DynamicBrokerConfigs {
            broker: image(&[]),
            cluster_default: image(&[("log.segment.bytes", "3000000")]),
        };
        let rows = describe_topic(&config, &dynamic, &image(&[("segment.bytes", "4000000")]));
        let row = row(&rows, "segment.bytes");
        assert_eq!((row.value.as_deref(), row.source), (Some("4000000"), ConfigSource::Topic));
        assert_eq!(
            synonyms(row),
            [
                ("segment.bytes", "4000000", ConfigSource::Topic),
                ("log.segment.bytes", "3000000", ConfigSource::DynamicDefaultBroker),
                ("log.segment.bytes", "2000000", ConfigSource::StaticBroker),
                ("log.segment.bytes", "1073741824", ConfigSource::Default),
            ]
        );
    }

    #[test]
    fn retention_from_hours_shows_no_synonyms_as_kafka_does() {
        let config = Config::from_pairs(&[("log.retention.hours", "1")]).unwrap();
        let rows = describe_topic(&config, &DynamicBrokerConfigs::default(), &image(&[]));
        let row = row(&rows, "retention.ms");
        assert_eq!((row.value.as_deref(), row.source), (Some("3600000"), ConfigSource::Default));
        assert_eq!(synonyms(row), []);
    }

    #[test]
    fn secrets_are_never_shown() {
        let config = Config::from_pairs(&[("ssl.keystore.password", "hush")]).unwrap();
        let rows = describe_broker(&config, &DynamicBrokerConfigs::default());
        assert!(!format!("{rows:?}").contains("hush"));
        let row = row(&rows, "ssl.keystore.password");
        assert!(row.is_sensitive && row.source == ConfigSource::StaticBroker);
    }
}
