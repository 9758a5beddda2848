//! `docs/differences.md`, written from the list of what differs on purpose.

use std::fmt::Write as _;
use std::path::Path;

use super::differences::ON_PURPOSE;

const HEAD: &str = "\
# Answers that differ from Apache Kafka 4.3.1

On purpose, each for its reason. `tests/compare` sends the same requests, good and bad ones, in every version, to Apache Kafka
and to Ottla, and fails on any other difference. This page is written from its list: `UPDATE=1 cargo test -p tests differ`.
";

#[test]
fn the_page_of_differences_is_the_list() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/differences.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, page()).expect("docs/differences.md");
    }
    assert_eq!(std::fs::read_to_string(&path).expect("docs/differences.md"), page());
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    for (api, case, path, reason) in ON_PURPOSE {
        if *reason != "as above" {
            let mut letters = reason.chars();
            let first = letters.next().map(|letter| letter.to_uppercase().to_string());
            write!(page, "\n{}{}.\n\n", first.unwrap_or_default(), letters.as_str()).expect("a string");
        }
        let case = if case.is_empty() { String::new() } else { format!(", “{}”", case.trim()) };
        let path = if path.is_empty() { String::new() } else { format!(": `{path}`") };
        writeln!(page, "- {api}{case}{path}").expect("a string");
    }
    page
}
