//! The command lines to compare, as text: `cases/NAME.txt`, each file with a broker of its own.
//!
//! ```text
//! tool kafka-topics --bootstrap-server {bootstrap}    what a command line starts with if it names no tool
//! config auto.create.topics.enable=false              configuration of the broker, on both sides
//! # A comment.
//! > produce orders a b k=c                            a step of Steps.java, before the next case
//! > kafka-topics ... --create --topic x               or a tool that has to succeed
//! > file moves.json {"version":1}                     or a file in {dir}, its lines separated by \n
//! > stop                                              or the end of the broker, in good order
//! $ --describe --topic orders                         a case: its exit code and its output are compared
//! < a line                                            of its standard input (or of that of a step)
//! : sorted                                            how its output is compared, see `Rules`
//! : eventually                                        again until it is as it should be, at most ten seconds
//! : limit 3000                                        ended after so many milliseconds; its exit code is then -1
//! : script                                            the real script has to say the same
//! : differs WHY                                       Ottla is to answer something else, which is recorded as well
//! : later WHY                                         Ottla lacks something; not run
//! later WHY                                           the same for all that follows, until `now`
//! ```
//!
//! `{bootstrap}` is the broker's address, `{dir}` a directory of the file's own, `{log}` that of the broker's partitions.

use std::path::Path;

pub(super) struct File {
    pub(super) name: String,
    /// The tool and its first arguments.
    pub(super) tool: Vec<String>,
    pub(super) config: Vec<String>,
    pub(super) cases: Vec<Case>,
}

pub(super) struct Case {
    pub(super) steps: Vec<Line>,
    /// As written in the file, which is its name too.
    pub(super) text: String,
    pub(super) command: Line,
    pub(super) rules: Rules,
    pub(super) is_eventual: bool,
    pub(super) has_script: bool,
    pub(super) limit_ms: Option<u64>,
    pub(super) verdict: Verdict,
}

/// A tool or a step, its arguments, and what it reads.
#[derive(Clone, Default)]
pub(super) struct Line {
    pub(super) words: Vec<String>,
    pub(super) stdin: String,
}

/// What is not looked at.
#[derive(Clone, Copy, Default)]
pub(super) struct Rules {
    /// The order of the lines.
    pub(super) sorted: bool,
    /// The width of columns.
    pub(super) columns: bool,
    /// Which numbers there are.
    pub(super) numbers: bool,
    /// The order in arrays of JSON, and where its lines break.
    pub(super) json: bool,
    /// All but the exit code.
    pub(super) code: bool,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Equal,
    Differs(String),
    Later(String),
}

/// All files of cases, or those that `OTTLA_TOOLS` names, by name.
pub(super) fn files() -> Vec<File> {
    let chosen = std::env::var("OTTLA_TOOLS").unwrap_or_default();
    let is_chosen = |file: &File| chosen.is_empty() || chosen.split(',').any(|name| name == file.name);
    all_files().into_iter().filter(is_chosen).collect()
}

pub(super) fn all_files() -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/cases");
    let entries = std::fs::read_dir(folder).expect("the folder of cases");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let read = |path: &Path| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        parse(&name, &std::fs::read_to_string(path).expect("a file of cases"))
    };
    paths.iter().map(|path| read(path)).collect()
}

fn parse(name: &str, text: &str) -> File {
    let mut file = File { name: name.to_owned(), tool: Vec::new(), config: Vec::new(), cases: Vec::new() };
    let mut steps: Vec<Line> = Vec::new();
    let mut standing = Verdict::Equal;
    for (place, line) in text.lines().enumerate() {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        match mark {
            "" | "#" => {}
            "tool" => file.tool = words(rest),
            "config" => file.config.push(rest.to_owned()),
            "later" => standing = Verdict::Later(rest.to_owned()),
            "now" => standing = Verdict::Equal,
            ">" => steps.push(step(rest)),
            "$" => file.cases.push(case(&file.tool, rest, std::mem::take(&mut steps), &standing)),
            "<" => {
                let case = file.cases.last_mut().map(|case| &mut case.command);
                let reader = steps.last_mut().or(case).expect("a command before its input");
                reader.stdin.push_str(rest);
                reader.stdin.push('\n');
            }
            ":" => rule(file.cases.last_mut().expect("a case before its rules"), rest),
            _ => panic!("{name}.txt, line {}: {line}", place + 1),
        }
    }
    assert!(steps.is_empty(), "{name}.txt ends with steps that no case follows");
    file
}

fn case(tool: &[String], text: &str, steps: Vec<Line>, standing: &Verdict) -> Case {
    let own = words(text);
    let names_its_tool = own.first().is_some_and(|word| word.starts_with("kafka-"));
    let words = if names_its_tool { own } else { [tool, &own[..]].concat() };
    Case {
        steps,
        text: text.to_owned(),
        command: Line { words, stdin: String::new() },
        rules: Rules::default(),
        is_eventual: false,
        has_script: false,
        limit_ms: None,
        verdict: standing.clone(),
    }
}

fn step(text: &str) -> Line {
    // The rest of the line is the content of the file, quotes and all.
    let words = match text.split_once(' ') {
        Some(("file", rest)) => {
            let (name, content) = rest.split_once(' ').expect("a name and a content");
            vec!["file".to_owned(), name.to_owned(), content.to_owned()]
        }
        _ => words(text),
    };
    Line { words, stdin: String::new() }
}

fn rule(case: &mut Case, text: &str) {
    let (name, why) = text.split_once(' ').unwrap_or((text, ""));
    match name {
        "sorted" => case.rules.sorted = true,
        "columns" => case.rules.columns = true,
        "numbers" => case.rules.numbers = true,
        "json" => case.rules.json = true,
        "code" => case.rules.code = true,
        "limit" => case.limit_ms = Some(why.parse().expect("milliseconds")),
        "eventually" => case.is_eventual = true,
        "script" => case.has_script = true,
        "differs" => case.verdict = Verdict::Differs(why.to_owned()),
        "later" => case.verdict = Verdict::Later(why.to_owned()),
        _ => panic!("no rule is called {name}"),
    }
}

/// As a shell splits: at spaces outside of quotes.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in text.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

#[test]
fn words_are_split_as_a_shell_does() {
    assert_eq!(words("a  'b c' d=\"e f\" ''"), ["a", "b c", "d=e f", ""]);
}
