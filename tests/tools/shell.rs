//! A JVM that runs tools one after another (`Shell.java`): a start of its own costs each of them a second of a processor.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;
use tests::tool::kafka_home;

/// Far more than any tool needs, so that a slow machine fails no test.
const LIMIT_MS: u64 = 90_000;

/// From here on a call is worth a line.
const SLOW_MS: u64 = 2000;

pub(super) struct Shell {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// What a tool did.
#[derive(Debug)]
pub(super) struct Answer {
    /// −1 if it did not end.
    pub(super) code: i64,
    pub(super) out: String,
    pub(super) err: String,
}

impl Shell {
    pub(super) fn start() -> Self {
        let home = kafka_home();
        let classes = classes();
        let mut process = Command::new("java")
            .args([
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xlog:cds=off",
            ])
            .arg(format!("-XX:SharedArchiveFile={}", home.join("config/tools.jsa").display()))
            .arg(format!("-Dlog4j2.configurationFile={}", home.join("config/log4j2.yaml").display()))
            .args(["--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xlog:class+path=off"])
            // What the clients log depends on time.
            .args(["-Dkafka.log.level=OFF", "-Duser.timezone=UTC", "-cp"])
            .arg(format!("{}:{}", home.join("lib/*").display(), classes.display()))
            .arg("Shell")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("java");
        let input = process.stdin.take().expect("stdin");
        let output = BufReader::new(process.stdout.take().expect("stdout"));
        Self { process, input, output }
    }

    /// Runs `words` (a tool or, with an @, a step, and its arguments) to its end.
    pub(super) fn run(&mut self, words: &[String], stdin: &str) -> Answer {
        self.run_for(LIMIT_MS, words, stdin)
    }

    /// The same, with a limit in milliseconds.
    pub(super) fn run_for(&mut self, limit_ms: u64, words: &[String], stdin: &str) -> Answer {
        let (name, args) = words.split_first().expect("a tool");
        let main = if name.starts_with('@') { name.clone() } else { main_class(name) };
        let call = serde_json::json!({"main": main, "args": args, "stdin": stdin, "limitMs": limit_ms});
        writeln!(self.input, "{call}").expect("writing to java");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("reading from java");
        let answer: serde_json::Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{words:?}: {error}: {line:?}"));
        let ms = answer["ms"].as_u64().expect("a number");
        if ms > SLOW_MS {
            println!("{ms} ms: {}", words.join(" "));
        }
        let text = |field: &str| answer[field].as_str().expect("text").to_owned();
        Answer { code: answer["code"].as_i64().expect("a number"), out: text("out"), err: text("err") }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The class that a script of Apache Kafka runs; the script says it.
fn main_class(tool: &str) -> String {
    let path = kafka_home().join("bin").join(format!("{tool}.sh"));
    let script = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let words = script.split_whitespace().skip_while(|word| !word.ends_with("kafka-run-class.sh\""));
    words.skip(1).map(ToOwned::to_owned).next().expect("a class behind kafka-run-class.sh")
}

/// The folder of our compiled classes.
fn classes() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools");
        let output = Command::new("javac")
            .args(["-Xlint:all", "-Werror", "-cp"])
            .arg(kafka_home().join("lib/*"))
            .arg("-d")
            .arg(folder.path())
            .args([sources.join("Shell.java"), sources.join("Steps.java")])
            .output()
            .expect("javac");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        folder
    });
    folder.path()
}
