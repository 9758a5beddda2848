//! `docs/tools.md`: which command lines answer as they do against Apache Kafka. Written from the cases.

use std::fmt::Write as _;
use std::path::Path;

use super::cases::{Case, File, Verdict, all_files};

const HEAD: &str = "\
# Command-line tools

Every command line below is run against Apache Kafka 4.3.1 and against Ottla, with Apache Kafka's own tools; exit code, standard
output and standard error stream are compared, after ids, times, ports and paths were replaced. `tests/tools` does it and
writes this page (`UPDATE=1 cargo test -p tests tools`).

Apache Kafka runs without its feature `eligible.leader.replicas.version`, which Ottla does not have: with it, Kafka writes
`min.insync.replicas` into the cluster's default configuration, and every description of a topic names it.

**equal**: the same exit code and the same text. **differs**: on purpose, or not worth it, and why. **not yet**: Ottla lacks it.
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
    let mut sums = [0; 3];
    for file in files {
        let counts = counts(&file.cases);
        writeln!(page, "| [{0}](#{0}) | {1} | {2} | {3} |", title(file), counts[0], counts[1], counts[2])
            .expect("writing to a string");
        (0..3).for_each(|kind| sums[kind] += counts[kind]);
    }
    writeln!(page, "| all | {} | {} | {} |", sums[0], sums[1], sums[2]).expect("writing to a string");
    for file in files {
        section(&mut page, file);
    }
    page
}

fn section(page: &mut String, file: &File) {
    write!(page, "\n## {}\n\n", title(file)).expect("writing to a string");
    if file.tool.len() > 1 {
        write!(page, "`{}` and:\n\n", file.tool.join(" ")).expect("writing to a string");
    }
    page.push_str("| command line | |\n|---|---|\n");
    for case in &file.cases {
        let verdict = match &case.verdict {
            Verdict::Equal => "equal".to_owned(),
            Verdict::Differs(why) => format!("**differs**: {why}"),
            Verdict::Later(why) => format!("**not yet**: {why}"),
        };
        writeln!(page, "| `{}` | {verdict} |", case.text.replace('|', "\\|")).expect("writing to a string");
    }
}

fn title(file: &File) -> &str {
    &file.name
}

/// How many cases are equal, differ, and are not yet there.
fn counts(cases: &[Case]) -> [usize; 3] {
    let count = |is: fn(&Verdict) -> bool| cases.iter().filter(|case| is(&case.verdict)).count();
    [
        count(|verdict| *verdict == Verdict::Equal),
        count(|verdict| matches!(verdict, Verdict::Differs(_))),
        count(|verdict| matches!(verdict, Verdict::Later(_))),
    ]
}
