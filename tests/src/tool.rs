//! Running other people's programs: clients and command-line tools, with a limit on how long they may take.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

/// Far beyond what any tool needs, so that a slow machine fails no test; a tool that hangs ends all the same.
const LIMIT_S: &str = "120";

/// One call of a program.
#[derive(Debug)]
pub struct Tool {
    command: Command,
    stdin: Vec<u8>,
}

/// What a program that ended left behind.
#[derive(Debug)]
pub struct Finished {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<i32>,
}

impl Tool {
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new("timeout");
        command.args(["--kill-after=5", LIMIT_S]).arg(program.as_ref());
        Self { command, stdin: Vec::new() }
    }

    /// One of Apache Kafka's own tools, by the name of its script without `.sh`.
    #[must_use]
    pub fn kafka(name: &str) -> Self {
        Self::new(kafka_home().join("bin").join(format!("{name}.sh")))
    }

    /// A script of `tests/clients/python`, run with the pinned Python clients.
    #[must_use]
    pub fn python(script: &str) -> Self {
        Self::new(cache().join("venv/bin/python")).arg(tests_dir().join("clients/python").join(script))
    }

    /// A script of `tests/clients/node`, run with the pinned kafkajs.
    #[must_use]
    pub fn node(script: &str) -> Self {
        let mut tool = Self::new("node").arg(tests_dir().join("clients/node").join(script));
        tool.command.env("NODE_PATH", cache().join("node/node_modules"));
        tool
    }

    /// A Python program of `tests/clients/members`.
    #[must_use]
    pub fn python_member(script: &str) -> Self {
        Self::member(&cache().join("venv/bin/python")).arg(members_dir().join(script))
    }

    /// A Node program of `tests/clients/members`.
    #[must_use]
    pub fn node_member(script: &str) -> Self {
        let mut tool = Self::member(Path::new("node")).arg(members_dir().join(script));
        tool.command.env("NODE_PATH", cache().join("node/node_modules"));
        tool
    }

    /// One of Apache Kafka's programs that run until they are stopped.
    #[must_use]
    pub fn kafka_member(name: &str) -> Self {
        Self::member(&kafka_home().join("bin").join(format!("{name}.sh")))
    }

    /// A Go program of `tests/clients/members/go`, as `install.sh` has built it.
    #[must_use]
    pub fn go_member(name: &str) -> Self {
        Self::member(&cache().join("go/bin").join(name))
    }

    /// A Rust program of `tests/clients/members/rust`, as `install.sh` has built it.
    #[must_use]
    pub fn rust_member(name: &str) -> Self {
        Self::member(&cache().join("rust/debug").join(name))
    }

    /// A Java program of `tests/clients/members`, run from its source with Apache Kafka's jars.
    #[must_use]
    pub fn java_member(source: &str) -> Self {
        let java = Self::member(Path::new("java")).args([
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
        ]);
        java.arg(kafka_home().join("lib/*")).arg(members_dir().join(source))
    }

    /// A program that is started, watched and killed by its test: no other process stands between them.
    fn member(program: &Path) -> Self {
        Self { command: Command::new(program), stdin: Vec::new() }
    }

    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    #[must_use]
    pub fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = text.into();
        self
    }

    /// Starts the program and leaves it running, its output piped.
    #[must_use]
    pub fn spawn(mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap_or_else(|e| panic!("{:?}: {e}", self.command));
        let mut pipe = child.stdin.take().expect("stdin");
        let input = self.stdin;
        // A thread, since a program may print more than a pipe holds before it has read all. It may also end early.
        std::thread::spawn(move || drop(pipe.write_all(&input)));
        child
    }

    /// Starts the program and leaves it running; what it prints goes to `log`.
    #[must_use]
    pub fn spawn_logging(mut self, log: File) -> Child {
        let errors = log.try_clone().expect("a second handle");
        self.command.stdin(Stdio::null()).stdout(log).stderr(errors);
        self.command.spawn().unwrap_or_else(|e| panic!("{:?}: {e}", self.command))
    }

    /// Runs the program to its end, whatever its exit code.
    #[must_use]
    pub fn run(self) -> Finished {
        Finished::from(self.spawn().wait_with_output().expect("wait"))
    }

    /// Runs the program and returns what it printed.
    ///
    /// # Panics
    /// When its exit code is not 0; all that it printed is part of the message.
    #[must_use]
    pub fn stdout(self) -> String {
        let call = format!("{:?}", self.command);
        let finished = self.run();
        assert!(finished.code == Some(0), "{call}\n{finished}");
        finished.stdout
    }

    /// [`Tool::stdout`] of a call that is made for its effect.
    pub fn succeeds(self) {
        drop(self.stdout());
    }

    /// Runs a program that is expected to fail.
    ///
    /// # Panics
    /// When its exit code is 0.
    #[must_use]
    pub fn fails(self) -> Finished {
        let call = format!("{:?}", self.command);
        let finished = self.run();
        assert!(finished.code != Some(0), "{call} was expected to fail\n{finished}");
        finished
    }
}

/// Ends a program that [`Tool::spawn`] started, and waits for it. SIGTERM, since what runs it passes that on: SIGKILL
/// would leave the program itself behind.
pub fn end(mut child: Child) {
    signal(&child, "TERM");
    drop(child.wait());
}

/// Sends a signal by its name.
///
/// # Panics
/// When the program has ended and was waited for.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().expect("kill");
    assert!(sent.success(), "kill: {sent}");
}

impl From<Output> for Finished {
    fn from(output: Output) -> Self {
        Self {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code(),
        }
    }
}

impl std::fmt::Display for Finished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit code {:?}\n-- stdout\n{}\n-- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// Where `install.sh` puts what is not a Debian package.
fn cache() -> PathBuf {
    std::env::var_os("OTTLA_CACHE").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").expect("HOME")).join(".cache/ottla"),
        PathBuf::from,
    )
}

fn tests_dir() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn members_dir() -> PathBuf {
    tests_dir().join("clients/members")
}

/// The folder of Apache Kafka's jars and scripts, brought here if need be.
///
/// # Panics
/// When it cannot be brought.
#[must_use]
pub fn kafka_home() -> &'static Path {
    static HOME: OnceLock<PathBuf> = OnceLock::new();
    HOME.get_or_init(|| {
        let output = Command::new("bash").arg(tests_dir().join("kafka/setup.sh")).output().expect("setup.sh");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())
    })
}
