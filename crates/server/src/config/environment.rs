//! Settings from `KAFKA_…` environment variables, by the rule of the `apache/kafka` container image.
//!
//! Strip `KAFKA_`, lower-case, `___` is a dash, `__` an underscore, `_` a dot. Some images have the first two the other
//! way round; that reading counts when it names a key and the first does not.

use super::keys;
use super::origin::{Origin, Setting};

/// What the images use for other things.
const NOT_SETTINGS: &[&str] = &[
    "KAFKA_VERSION",
    "KAFKA_HEAP_OPTS",
    "KAFKA_LOG4J_OPTS",
    "KAFKA_OPTS",
    "KAFKA_JMX_OPTS",
    "KAFKA_JVM_PERFORMANCE_OPTS",
    "KAFKA_GC_LOG_OPTS",
    "KAFKA_LOG4J_ROOT_LOGLEVEL",
    "KAFKA_LOG4J_LOGGERS",
    "KAFKA_TOOLS_LOG4J_LOGLEVEL",
    "KAFKA_JMX_HOSTNAME",
    "KAFKA_JMX_PORT",
    "KAFKA_CACHE",
    "KAFKA_HOME",
    "KAFKA_CLUSTER_ID",
    "KAFKA_ENABLE_KRAFT",
];

/// The settings, and what to say about the rest.
pub(super) fn read(variables: &[(String, String)]) -> (Vec<Setting>, Vec<String>) {
    let mut settings = Vec::new();
    let mut warnings = Vec::new();
    for (variable, value) in variables {
        let Some(name) = variable.strip_prefix("KAFKA_").filter(|name| !name.is_empty()) else { continue };
        if NOT_SETTINGS.contains(&variable.as_str()) {
            if is_about_the_jvm(variable) {
                warnings.push(format!("{variable} is ignored: there is no JVM here"));
            }
            continue;
        }
        let origin = Origin::Environment(variable.clone());
        settings.push(Setting { name: key_of(name), value: value.clone(), origin });
    }
    settings.sort_by(|a, b| a.name.cmp(&b.name));
    add_derived_listeners(&mut settings);
    (settings, warnings)
}

fn is_about_the_jvm(variable: &str) -> bool {
    ["HEAP", "JMX", "GC_LOG", "JVM"].iter().any(|word| variable.contains(word)) || variable == "KAFKA_OPTS"
}

fn key_of(name: &str) -> String {
    let apache = apache_rule(name);
    let swapped = apache.replace('-', "\0").replace('_', "-").replace('\0', "_");
    if keys::broker_key(&apache).is_none() && keys::broker_key(&swapped).is_some() { swapped } else { apache }
}

fn apache_rule(name: &str) -> String {
    name.to_lowercase().replace('_', ".").replace("...", "-").replace("..", "_")
}

/// As the image does: without listeners, listen on all addresses at the advertised ports.
fn add_derived_listeners(settings: &mut Vec<Setting>) {
    if settings.iter().any(|setting| setting.name == keys::LISTENERS) {
        return;
    }
    let Some(advertised) = settings.iter().find(|setting| setting.name == keys::ADVERTISED_LISTENERS) else {
        return;
    };
    let listeners: Vec<String> = advertised.value.split(',').map(on_all_addresses).collect();
    let derived = Setting {
        name: keys::LISTENERS.to_owned(),
        value: listeners.join(","),
        origin: advertised.origin.clone(),
    };
    settings.push(derived);
}

fn on_all_addresses(listener: &str) -> String {
    match (listener.split_once("://"), listener.rsplit_once(':')) {
        (Some((name, _)), Some((_, port))) => format!("{}://0.0.0.0:{port}", name.trim()),
        _ => listener.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Vec<(String, String)> {
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        read(&variables).0.into_iter().map(|setting| (setting.name, setting.value)).collect()
    }

    #[test]
    fn underscores_stand_for_dots_dashes_and_themselves() {
        assert_eq!(apache_rule("LOG_RETENTION_MS"), "log.retention.ms");
        assert_eq!(apache_rule("A__B___C"), "a_b-c");
    }

    #[test]
    fn variables_of_the_image_are_no_settings() {
        assert_eq!(settings(&[("KAFKA_HEAP_OPTS", "-Xmx1g"), ("PATH", "x"), ("KAFKA_", "x")]), []);
    }

    #[test]
    fn listeners_follow_from_what_is_advertised() {
        assert_eq!(
            settings(&[("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://h:9092,B://[::1]:9093")]),
            [
                ("advertised.listeners".to_owned(), "PLAINTEXT://h:9092,B://[::1]:9093".to_owned()),
                ("listeners".to_owned(), "PLAINTEXT://0.0.0.0:9092,B://0.0.0.0:9093".to_owned())
            ]
        );
    }
}
