//! Sets, extends and removes configuration of topics, brokers, groups and client metrics.

use std::collections::BTreeMap;

use metadata::{ConfigResource, ConfigResourceKind, MetadataImage, MetadataRecord};
use model::{ApiError, BrokerId, ErrorCode};
use protocol::records::metadata::config_record::ConfigRecord;

/// What is allowed to be set. The keys are the server's.
pub trait ConfigRules: Send + Sync {
    /// Judges one setting; `None` removes it.
    ///
    /// # Errors
    /// What AlterConfigs answers.
    fn validate(&self, resource: &ConfigResource, name: &str, value: Option<&str>) -> Result<(), ApiError>;
    /// Judges all settings of a resource together, as they would be in a cluster that is like `image` otherwise.
    ///
    /// # Errors
    /// What AlterConfigs answers.
    fn validate_together(
        &self,
        image: &MetadataImage,
        resource: &ConfigResource,
        overrides: &[(&str, &str)],
    ) -> Result<(), ApiError>;
    /// Whether APPEND and SUBTRACT make sense.
    fn is_list(&self, kind: ConfigResourceKind, name: &str) -> bool;
    /// What holds where nothing is set.
    fn default_value(&self, resource: &ConfigResource, name: &str) -> Option<String>;
}

/// Kafka's numbers on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigOperation {
    Set = 0,
    Delete = 1,
    Append = 2,
    Subtract = 3,
}

/// One change of one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigChange {
    pub name: String,
    pub operation: ConfigOperation,
    pub value: Option<String>,
}

pub(crate) type Alter = fn(
    &MetadataImage,
    &ConfigResource,
    &[ConfigChange],
    &dyn ConfigRules,
) -> Result<Vec<MetadataRecord>, ApiError>;

/// Changes the settings that are named.
pub(crate) fn incremental(
    image: &MetadataImage,
    resource: &ConfigResource,
    changes: &[ConfigChange],
    rules: &dyn ConfigRules,
) -> Result<Vec<MetadataRecord>, ApiError> {
    let old = current(image, resource)?;
    let mut new = old.clone();
    for change in changes {
        let name = change.name.as_str();
        let value = match change.operation {
            ConfigOperation::Set => change.value.clone(),
            ConfigOperation::Delete => None,
            ConfigOperation::Append | ConfigOperation::Subtract => {
                let set = new.get(name).cloned().or_else(|| rules.default_value(resource, name));
                Some(changed_list(resource, change, &set.unwrap_or_default(), rules)?)
            }
        };
        // Kafka lets go of what it does not know, and of what is not set.
        if value.is_some() {
            rules.validate(resource, name, value.as_deref())?;
        }
        match value {
            Some(value) => new.insert(name.to_owned(), value),
            None => new.remove(name),
        };
    }
    finish(image, resource, &old, &new, rules)
}

/// Replaces all settings by those that are named.
pub(crate) fn replace(
    image: &MetadataImage,
    resource: &ConfigResource,
    changes: &[ConfigChange],
    rules: &dyn ConfigRules,
) -> Result<Vec<MetadataRecord>, ApiError> {
    let old = current(image, resource)?;
    let mut new = BTreeMap::new();
    for change in changes {
        rules.validate(resource, &change.name, change.value.as_deref())?;
        if let Some(value) = &change.value {
            new.insert(change.name.clone(), value.clone());
        }
    }
    finish(image, resource, &old, &new, rules)
}

/// Records that remove everything that is set for a resource.
pub(crate) fn remove_all(image: &MetadataImage, resource: &ConfigResource) -> Vec<MetadataRecord> {
    let set = image.configs(resource).into_iter().flat_map(|configs| configs.iter());
    set.map(|(name, _)| record(resource, name, None)).collect()
}

type Settings = BTreeMap<String, String>;

fn current(image: &MetadataImage, resource: &ConfigResource) -> Result<Settings, ApiError> {
    let name = &*resource.name;
    let refuse = |message: &str| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    match resource.kind {
        ConfigResourceKind::Topic if name.is_empty() => {
            return refuse("Default topic resources are not allowed.");
        }
        ConfigResourceKind::Group if name.is_empty() => {
            return refuse("Default group resources are not allowed.");
        }
        ConfigResourceKind::ClientMetrics if name.is_empty() => {
            return refuse("Subscription name can't be empty");
        }
        ConfigResourceKind::Topic if image.topic(name).is_none() => {
            let message = format!("The topic '{name}' does not exist.");
            return Err(ApiError::new(ErrorCode::UnknownTopicOrPartition, message));
        }
        ConfigResourceKind::Broker if !name.is_empty() => {
            let id: i32 = name.parse().map_err(|_| {
                ApiError::new(ErrorCode::InvalidRequest, format!("Invalid broker name {name}: not a number."))
            })?;
            if image.broker(BrokerId(id)).is_none() {
                let message = format!("No broker with id {id} found.");
                return Err(ApiError::new(ErrorCode::BrokerIdNotRegistered, message));
            }
        }
        _ => {}
    }
    let set = image.configs(resource).into_iter().flat_map(|configs| configs.iter());
    Ok(set.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

fn changed_list(
    resource: &ConfigResource,
    change: &ConfigChange,
    set: &str,
    rules: &dyn ConfigRules,
) -> Result<String, ApiError> {
    let name = &change.name;
    if !rules.is_list(resource.kind, name) {
        let operation = if change.operation == ConfigOperation::Append { "APPEND to" } else { "SUBTRACT to" };
        let message = format!("Can't {operation} key {name} because its type is not LIST.");
        return Err(ApiError::new(ErrorCode::InvalidConfig, message));
    }
    let parts = |text: &str| -> Vec<String> {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let mut list = parts(set);
    for part in parts(change.value.as_deref().unwrap_or_default()) {
        list.retain(|old| change.operation == ConfigOperation::Append || *old != part);
        if change.operation == ConfigOperation::Append && !list.contains(&part) {
            list.push(part);
        }
    }
    Ok(list.join(","))
}

fn finish(
    image: &MetadataImage,
    resource: &ConfigResource,
    old: &Settings,
    new: &Settings,
    rules: &dyn ConfigRules,
) -> Result<Vec<MetadataRecord>, ApiError> {
    let list: Vec<(&str, &str)> = new.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    rules.validate_together(image, resource, &list)?;
    let removed = old.keys().filter(|name| !new.contains_key(*name)).map(|name| record(resource, name, None));
    let set = new.iter().filter(|(name, value)| old.get(*name) != Some(value));
    Ok(removed.chain(set.map(|(name, value)| record(resource, name, Some(value)))).collect())
}

fn record(resource: &ConfigResource, name: &str, value: Option<&str>) -> MetadataRecord {
    let record = ConfigRecord {
        resource_type: resource.kind.id(),
        resource_name: (&*resource.name).into(),
        name: name.into(),
        value: value.map(Into::into),
        ..ConfigRecord::default()
    };
    record.into()
}
