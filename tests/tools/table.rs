//! `docs/tools.md`: which command lines answer as they do against Apache Kafka. Written from the cases.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::cases::{File, Rules, Verdict, all_files};

const HEAD: &str = "\
# Command-line tools

Every command line below is run against Apache Kafka 4.3.1 and against Ottla, with Apache Kafka's own tools; exit code, standard
output and standard error stream are compared, after ids, times, ports and paths were replaced. `tests/tools` does it and
writes this page (`UPDATE=1 cargo test -p tests tools::`).

Apache Kafka runs without its feature `eligible.leader.replicas.version`, which Ottla does not have: with it, Kafka writes
`min.insync.replicas` into the cluster's default configuration, and every description of a topic names it.

**equal**: the same exit code and the same text. **differs**: on purpose, or not worth it, and why. **not yet**: Ottla lacks it.
";

const TAIL: &str = "
`kafka-server-start.sh`, `kafka-server-stop.sh` and `kafka-storage.sh format` start, stop and format Apache Kafka itself: `ottla
serve` takes their place. `kafka-metadata-shell.sh` and `kafka-dump-log.sh --cluster-metadata-decoder` do not read Ottla's
metadata log: the records of one command are one record there, of which the latter shows the first. Clusters of several nodes are
not compared yet. The sections below are the files of `tests/tools/cases`.
";

#[test]
fn the_page_of_tools_is_what_the_cases_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/tools.md");
    let page = page(&all_files());
    if super::is_set("UPDATE") {
        std::fs::write(&path, &page).expect("writing the page");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "{} is not what the cases say: UPDATE=1 rewrites it", path.display());
}

fn page(files: &[File]) -> String {
    let mut page = format!("{HEAD}\n| tool | equal | differs | not yet |\n|---|---|---|---|\n");
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut sums = [0; 3];
    for case in files.iter().flat_map(|file| &file.cases) {
        let kind = match case.verdict {
            Verdict::Equal => 0,
            Verdict::Differs(_) => 1,
            Verdict::Later(_) => 2,
        };
        counts.entry(&case.command.words[0]).or_default()[kind] += 1;
        sums[kind] += 1;
    }
    for (tool, counts) in counts.into_iter().chain([("all", sums)]) {
        let script = if tool == "all" { tool.to_owned() } else { format!("`{tool}.sh`") };
        writeln!(page, "| {script} | {} | {} | {} |", counts[0], counts[1], counts[2])
            .expect("writing to a string");
    }
    page.push_str(TAIL);
    for file in files {
        section(&mut page, file);
    }
    page
}

fn section(page: &mut String, file: &File) {
    write!(page, "\n## {}\n\n", file.name).expect("writing to a string");
    if file.tool.len() > 1 {
        write!(page, "`{}` and:\n\n", file.tool.join(" ")).expect("writing to a string");
    }
    page.push_str("| command line | |\n|---|---|\n");
    for case in &file.cases {
        let verdict = match &case.verdict {
            Verdict::Equal => format!("equal{}", apart_from(case.rules)),
            Verdict::Differs(why) => format!("**differs**: {why}"),
            Verdict::Later(why) => format!("**not yet**: {why}"),
        };
        writeln!(page, "| `{}` | {verdict} |", case.text.replace('|', "\\|")).expect("writing to a string");
    }
}

/// What was not compared.
fn apart_from(rules: Rules) -> &'static str {
    match rules {
        Rules { code: true, .. } => ", the exit code",
        Rules { numbers: true, .. } => " but for numbers",
        Rules { sorted: true, .. } => ", in any order",
        _ => "",
    }
}
