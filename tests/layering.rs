//! The crate graph is a decision, not an accident: this table is its home.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Which of our crates each crate may use. Test-only dependencies do not count.
const MAY_USE: &[(&str, &[&str])] = &[
    ("base2histogram", &[]),
    ("model", &[]),
    ("protocol-derive", &[]),
    ("protocol", &["model", "protocol-derive"]),
    ("storage", &["model"]),
    ("metadata", &["model", "protocol"]),
    ("security", &["model"]),
    ("controller", &["model", "protocol", "metadata", "storage"]),
    ("replication", &["model", "metadata", "storage"]),
    ("coordinator", &["model", "metadata", "protocol"]),
    (
        "server",
        &["model", "protocol", "storage", "metadata", "security", "controller", "replication", "coordinator"],
    ),
    ("testkit", &["model", "protocol"]),
];

#[test]
fn crates_use_only_what_the_table_allows() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let table: BTreeMap<_, BTreeSet<_>> =
        MAY_USE.iter().map(|(name, used)| (*name, used.iter().copied().collect())).collect();
    let names: BTreeSet<String> = std::fs::read_dir(&crates)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, table.keys().map(ToString::to_string).collect(), "every crate has a row");
    for (name, allowed) in table {
        let manifest = std::fs::read_to_string(crates.join(name).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let used: BTreeSet<&str> = manifest
            .get("dependencies")
            .and_then(|d| d.as_table())
            .into_iter()
            .flat_map(|d| d.keys())
            .map(String::as_str)
            .collect();
        let ours: BTreeSet<&str> = used.into_iter().filter(|d| names.contains(*d)).collect();
        let extra: Vec<_> = ours.difference(&allowed).collect();
        assert!(extra.is_empty(), "crate {name} uses {extra:?}, which the table does not allow");
    }
}

#[test]
fn openraft_is_named_only_in_the_controllers_raft_module() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut offenders = Vec::new();
    visit(&crates, &mut |path, text| {
        let inside =
            path.components().any(|c| c.as_os_str() == "raft") || path.ends_with("controller/src/raft.rs");
        let named =
            text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains("openraft::"));
        if named && !inside {
            offenders.push(path.to_path_buf());
        }
    });
    assert!(offenders.is_empty(), "{offenders:?}");
}

fn visit(dir: &Path, f: &mut impl FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, f);
        } else if path.extension().is_some_and(|e| e == "rs") {
            f(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}
