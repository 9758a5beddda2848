//! The answers that are kept: `expected/NAME.txt` what Apache Kafka answers, `expected/NAME.ottla.txt` what Ottla answers
//! where it differs on purpose.
//!
//! ```text
//! $ --list                 the case
//! exit 0
//! | a line of the standard output
//! ! a line of the standard error stream
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use super::normal::Seen;

/// By the place of the case in its file and its text.
pub(super) type Recorded = BTreeMap<(usize, String), Seen>;

pub(super) fn load(name: &str) -> Recorded {
    let text = std::fs::read_to_string(path(name)).unwrap_or_default();
    let mut recorded = Recorded::new();
    let mut last: Option<((usize, String), Seen)> = None;
    // A case that stands in the file twice is told apart by how often it came before.
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for line in text.lines() {
        if let Some(case) = line.strip_prefix("$ ") {
            recorded.extend(last.take());
            let count = times.entry(case.to_owned()).or_default();
            last = Some(((*count, case.to_owned()), Seen { code: 0, out: Vec::new(), err: Vec::new() }));
            *count += 1;
            continue;
        }
        let Some((_, seen)) = &mut last else { continue };
        match line.split_at_checked(2).unwrap_or((line, "")) {
            ("| ", rest) => seen.out.push(rest.to_owned()),
            ("! ", rest) => seen.err.push(rest.to_owned()),
            ("|", _) => seen.out.push(String::new()),
            ("!", _) => seen.err.push(String::new()),
            ("ex", rest) => seen.code = rest.trim_start_matches("it ").parse().expect("an exit code"),
            _ => {}
        }
    }
    recorded.extend(last);
    recorded
}

/// Writes `answers` in the order of the file.
pub(super) fn store<'a>(name: &str, answers: impl Iterator<Item = (&'a str, &'a Seen)>) {
    let mut text = String::new();
    for (case, seen) in answers {
        let gap = if text.is_empty() { "" } else { "\n" };
        write!(text, "{gap}$ {case}\n{}", shown(seen)).expect("writing to a string");
    }
    if text.is_empty() {
        drop(std::fs::remove_file(path(name)));
    } else {
        std::fs::write(path(name), text).expect("writing what is recorded");
    }
}

/// The lines of one answer.
pub(super) fn shown(seen: &Seen) -> String {
    let mut text = format!("exit {}\n", seen.code);
    for (mark, lines) in [("|", &seen.out), ("!", &seen.err)] {
        for line in lines {
            let gap = if line.is_empty() { "" } else { " " };
            writeln!(text, "{mark}{gap}{line}").expect("writing to a string");
        }
    }
    text
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tools/expected").join(format!("{name}.txt"))
}
