//! Where Apache Kafka's jars lie on this machine.

use std::path::PathBuf;

use tests::tool::kafka_home;

/// The folder of its jars.
pub(super) fn folder() -> PathBuf {
    kafka_home().join("lib")
}

/// The jar of a module, such as `kafka-clients`, whatever its version.
pub(super) fn jar(module: &str) -> PathBuf {
    let is_it = |name: &str| {
        name.strip_prefix(module)
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.ends_with(".jar"))
    };
    let entries = std::fs::read_dir(folder()).expect("the folder of the jars");
    entries
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_it))
        .unwrap_or_else(|| panic!("no jar of {module} in {}", folder().display()))
}
