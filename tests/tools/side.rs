//! One broker, and what the cases of one file find there.

use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;
use tests::broker_process::BrokerProcess;
use tests::oracle::Oracle;
use tests::tool::Tool;

use super::cases::{Case, File, Line};
use super::normal::{Names, Seen, normal};
use super::shell::{Answer, Shell};

/// The same on both sides, so that what depends on it is equal. Records of the cases are old and have to stay.
const CONFIG: [&str; 9] = [
    "log.retention.ms=-1",
    "num.partitions=4",
    "node.id=1",
    "group.initial.rebalance.delay.ms=0",
    "offsets.topic.replication.factor=1",
    "transaction.state.log.replication.factor=1",
    "transaction.state.log.min.isr=1",
    "share.coordinator.state.topic.replication.factor=1",
    "share.coordinator.state.topic.min.isr=1",
];

/// With this feature, Kafka writes min.insync.replicas into the cluster's default configuration, and every description
/// of a topic names it.
const FORMAT_ARGS: &str = "--feature eligible.leader.replicas.version=0";

pub(super) struct Side {
    broker: Broker,
    dir: TempDir,
    names: Names,
}

enum Broker {
    Kafka(Oracle),
    Ottla(BrokerProcess),
}

impl Side {
    /// Apache Kafka; the script that starts it sets the same but for the first.
    pub(super) fn kafka(file: &File) -> Self {
        Self::new(Broker::Kafka(Oracle::start_formatted(&config(&CONFIG[..1], file), FORMAT_ARGS)))
    }

    pub(super) fn ottla(file: &File) -> Self {
        Self::new(Broker::Ottla(BrokerProcess::start(&config(&CONFIG, file))))
    }

    fn new(broker: Broker) -> Self {
        let dir = tempfile::Builder::new().prefix("ottla-tools-").tempdir().expect("a temporary directory");
        let (address, log) = match &broker {
            Broker::Kafka(oracle) => (oracle.address(), oracle.log_dir()),
            Broker::Ottla(process) => (process.address(), process.data_dir().to_path_buf()),
        };
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let names =
            Names { bootstrap: address.to_string(), dir: text(dir.path().to_path_buf()), log: text(log) };
        Self { broker, dir, names }
    }

    /// The steps of a case.
    ///
    /// # Errors
    /// What went wrong, in words.
    pub(super) fn prepare(&mut self, shell: &mut Shell, case: &Case) -> Result<(), String> {
        for step in &case.steps {
            let words = self.filled(step);
            let answer = match words[0].as_str() {
                "file" => {
                    std::fs::write(self.dir.path().join(&words[1]), words[2].replace("\\n", "\n"))
                        .expect("writing a file");
                    continue;
                }
                "stop" => {
                    self.stop();
                    continue;
                }
                "sleep" => {
                    std::thread::sleep(Duration::from_millis(words[1].parse().expect("milliseconds")));
                    continue;
                }
                name if name.starts_with("kafka-") => shell.run(&words, &step.stdin),
                name => {
                    let head = [format!("@{name}"), self.names.bootstrap.clone()];
                    shell.run(&[&head, &words[1..]].concat(), &step.stdin)
                }
            };
            if answer.code != 0 {
                return Err(format!("the step {words:?} fails: {answer:?}"));
            }
        }
        Ok(())
    }

    /// What the command line answers.
    pub(super) fn ask(&self, shell: &mut Shell, case: &Case) -> Seen {
        let (words, stdin) = (self.filled(&case.command), &case.command.stdin);
        let answer = match case.limit_ms {
            Some(limit_ms) => shell.run_for(limit_ms, &words, stdin),
            None => shell.run(&words, stdin),
        };
        normal(&answer, &self.names, case.rules)
    }

    /// What the real script answers.
    pub(super) fn ask_script(&self, case: &Case) -> Seen {
        let words = self.filled(&case.command);
        let tool = Tool::kafka(&words[0]).args(&words[1..]).stdin(case.command.stdin.as_str());
        let finished = tool.env("KAFKA_OPTS", "-Dkafka.log.level=OFF -Duser.timezone=UTC").run();
        let code = finished.code.map_or(-1, i64::from);
        normal(&Answer { code, out: finished.stdout, err: finished.stderr }, &self.names, case.rules)
    }

    fn stop(&mut self) {
        match &mut self.broker {
            Broker::Kafka(oracle) => oracle.stop(),
            Broker::Ottla(process) => process.stop(),
        }
    }

    fn filled(&self, line: &Line) -> Vec<String> {
        let fill = |word: &String| {
            let word = word.replace("{bootstrap}", &self.names.bootstrap);
            word.replace("{dir}", &self.names.dir).replace("{log}", &self.names.log)
        };
        line.words.iter().map(fill).collect()
    }
}

fn config<'a>(common: &[&'a str], file: &'a File) -> Vec<&'a str> {
    common.iter().copied().chain(file.config.iter().map(String::as_str)).collect()
}
