//! Apache Kafka's command-line tools against Ottla: the same exit code and the same output as against Apache Kafka.
//!
//! `tools/cases` holds the command lines, `tools/expected` what Apache Kafka answers, `docs/tools.md` the outcome.
//!
//! - `OTTLA_TOOLS=topics,configs`: those files of cases alone.
//! - `OTTLA_TOOLS_ORACLE=1`: asks Apache Kafka whether what is recorded is true.
//! - `OTTLA_TOOLS_LATER=1`: also runs what is marked `later`, and fails where the answers are equal by now.
//! - `UPDATE=1`: records the answers of both anew, and writes the page; with `OTTLA_TOOLS_KEEP=1` those of Ottla alone.

mod cases;
mod normal;
mod recorded;
mod shell;
mod side;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Duration;

use cases::{Case, File, Verdict};
use normal::Seen;
use recorded::{Recorded, shown};
use shell::Shell;
use side::Side;

/// JVMs at the same time: tools wait more than they work.
const WORKERS: usize = 2;

/// How often a case that needs time is asked, and how long between.
const TRIES: (usize, Duration) = (40, Duration::from_millis(250));

/// Whether an environment variable is there and not empty.
fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

#[test]
fn the_tools_answer_as_with_apache_kafka() {
    if is_set("UPDATE") && !is_set("OTTLA_TOOLS_KEEP") {
        report(&in_parallel(record_kafka));
    } else if is_set("OTTLA_TOOLS_ORACLE") {
        report(&in_parallel(check_kafka));
    }
    report(&in_parallel(check_ottla));
}

fn report(failures: &[String]) {
    assert!(failures.is_empty(), "{} differences\n\n{}", failures.len(), failures.join("\n"));
}

/// What `work` finds wrong with each file.
fn in_parallel(work: fn(&mut Shell, &File) -> Vec<String>) -> Vec<String> {
    let files = Mutex::new(cases::files().into_iter());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let mut shell = Shell::start();
                loop {
                    let Some(file) = files.lock().expect("the files").next() else { break };
                    let found = work(&mut shell, &file);
                    failures.lock().expect("the failures").extend(found);
                }
            });
        }
    });
    failures.into_inner().expect("the failures")
}

fn record_kafka(shell: &mut Shell, file: &File) -> Vec<String> {
    let mut side = Side::kafka(file);
    let mut answers = Vec::new();
    for case in &file.cases {
        if let Err(error) = side.prepare(shell, case) {
            return vec![failure(file, case, &format!("Apache Kafka: {error}"))];
        }
        answers.push((case.text.as_str(), settled(shell, &side, case)));
    }
    end(shell);
    recorded::store(&file.name, answers.iter().map(|(text, seen)| (*text, seen)));
    Vec::new()
}

/// The answer of a case; of one that needs time, what was answered twice.
fn settled(shell: &mut Shell, side: &Side, case: &Case) -> Seen {
    let mut seen = side.ask(shell, case);
    for _ in 0..TRIES.0 {
        if !case.is_eventual {
            break;
        }
        std::thread::sleep(TRIES.1 * 2);
        let again = side.ask(shell, case);
        if again == seen {
            break;
        }
        seen = again;
    }
    seen
}

fn check_kafka(shell: &mut Shell, file: &File) -> Vec<String> {
    let expected = recorded::load(&file.name);
    let mut side = Side::kafka(file);
    let mut failures = Vec::new();
    for (case, key) in keyed(file) {
        if let Err(error) = side.prepare(shell, case) {
            failures.push(failure(file, case, &format!("Apache Kafka: {error}")));
            break;
        }
        let seen = awaited(shell, &side, case, expected.get(&key));
        failures.extend(difference(file, case, ("recorded", expected.get(&key)), ("Apache Kafka", &seen)));
    }
    end(shell);
    failures
}

fn check_ottla(shell: &mut Shell, file: &File) -> Vec<String> {
    let is_run = |case: &Case| is_set("OTTLA_TOOLS_LATER") || !matches!(case.verdict, Verdict::Later(_));
    if !file.cases.iter().any(is_run) {
        return Vec::new();
    }
    let ours_name = format!("{}.ottla", file.name);
    let mut books =
        Books { theirs: recorded::load(&file.name), ours: recorded::load(&ours_name), kept: Vec::new() };
    let mut side = Side::ottla(file);
    let mut failures = Vec::new();
    let mut compared = 0;
    for (case, key) in keyed(file).into_iter().filter(|(case, _)| is_run(case)) {
        if let Err(error) = side.prepare(shell, case) {
            failures.push(failure(file, case, &error));
            continue;
        }
        compared += 1;
        failures.extend(compare(shell, &side, (file, case), &key, &mut books));
    }
    end(shell);
    println!("{}: {compared} of {} command lines compared", file.name, file.cases.len());
    if is_set("UPDATE") {
        recorded::store(&ours_name, books.kept.iter().map(|(text, seen)| (text.as_str(), seen)));
    }
    failures
}

/// What is recorded of a file, and what Ottla answers where it differs.
struct Books {
    theirs: Recorded,
    ours: Recorded,
    kept: Vec<(String, Seen)>,
}

/// Runs one case against Ottla.
fn compare(
    shell: &mut Shell,
    side: &Side,
    (file, case): (&File, &Case),
    key: &(usize, String),
    books: &mut Books,
) -> Option<String> {
    let theirs = books.theirs.get(key);
    match case.verdict {
        Verdict::Equal => {
            let seen = awaited(shell, side, case, theirs);
            let differs = difference(file, case, ("Apache Kafka", theirs), ("Ottla", &seen));
            if !case.has_script {
                return differs;
            }
            let script = side.ask_script(case);
            let warm = ("in the warm JVM", Some(&seen));
            differs.or_else(|| difference(file, case, warm, ("the script", &script)))
        }
        Verdict::Differs(_) => {
            let ours = if is_set("UPDATE") { theirs } else { books.ours.get(key) };
            let seen = awaited(shell, side, case, ours);
            let failure = difference_on_purpose(file, case, (theirs, ours), &seen);
            books.kept.push((case.text.clone(), seen));
            failure
        }
        Verdict::Later(_) => {
            let works = Some(&awaited(shell, side, case, theirs)) == theirs;
            works.then(|| failure(file, case, "marked `later`, but the answers are equal"))
        }
    }
}

/// Members and transactions of a file end with it.
fn end(shell: &mut Shell) {
    drop(shell.run(&["@reset".to_owned(), String::new()], ""));
}

/// Each case with its key in what is recorded.
fn keyed(file: &File) -> Vec<(&Case, (usize, String))> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = Vec::new();
    for case in &file.cases {
        let count = times.entry(&case.text).or_default();
        out.push((case, (*count, case.text.clone())));
        *count += 1;
    }
    out
}

/// The answer of a case; one that needs time is asked until it is as expected.
fn awaited(shell: &mut Shell, side: &Side, case: &Case, expected: Option<&Seen>) -> Seen {
    let mut seen = side.ask(shell, case);
    for _ in 0..TRIES.0 {
        if !case.is_eventual || expected == Some(&seen) {
            break;
        }
        std::thread::sleep(TRIES.1);
        seen = side.ask(shell, case);
    }
    seen
}

type Named<'a, T> = (&'a str, T);

fn difference(
    file: &File,
    case: &Case,
    expected: Named<'_, Option<&Seen>>,
    seen: Named<'_, &Seen>,
) -> Option<String> {
    let Some(known) = expected.1 else {
        return Some(failure(file, case, "nothing is recorded: UPDATE=1"));
    };
    let (theirs, ours) = (shown(known), shown(seen.1));
    let mut text = format!("-: {}, +: {}\n", expected.0, seen.0);
    only_in(&mut text, "-", &theirs, &ours);
    only_in(&mut text, "+", &ours, &theirs);
    (known != seen.1).then(|| failure(file, case, &text))
}

/// The lines of `all` that `other` does not have.
fn only_in(text: &mut String, mark: &str, all: &str, other: &str) {
    let others: Vec<&str> = other.lines().collect();
    for line in all.lines().filter(|line| !others.contains(line)) {
        writeln!(text, "{mark} {line}").expect("writing to a string");
    }
}

/// What is meant to differ does, and as it is recorded.
fn difference_on_purpose(
    file: &File,
    case: &Case,
    (theirs, ours): (Option<&Seen>, Option<&Seen>),
    seen: &Seen,
) -> Option<String> {
    if theirs == Some(seen) {
        return Some(failure(file, case, "marked as different, but the answers are equal"));
    }
    if is_set("UPDATE") {
        return None;
    }
    difference(file, case, ("recorded for Ottla", ours), ("Ottla", seen))
}

fn failure(file: &File, case: &Case, text: &str) -> String {
    format!("== {}: {}\n{text}", file.name, case.text)
}
